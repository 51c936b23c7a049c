"""A wallet from Python: the same verbs, results and errors as the commands, and a host program that is left alone."""

from __future__ import annotations

import ast
import inspect
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli import Money, PaycliError, Wallet, open_wallet
from paycli.disk.locks import take_in_turn
from tests.support.catalogue import parameters
from tests.support.program import PROGRAM, sealed
from tests.support.programs import PASSPHRASE, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.inside import Household

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "use-from-python.md"
NOT_COMMANDS = {"close", "currency", "decimal", "handle", "money"}
# What a repeat cannot make happen twice needs no key.
SAFE_TO_REPEAT = {"cancel", "undo", "grab", "accept", "decline", "cash_out"}
SAFE_TO_REPEAT |= {"pos_open", "pos_close", "pos_cash", "pos_gift"}


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("bo", shops=("cafe",), cash={"ming": "100"})


@pytest.fixture
def ming(house: Household) -> Iterator[Wallet]:
    with opened(house, "ming") as wallet:
        yield wallet


@pytest.fixture
def untouched(house: Household, tmp_path: Path) -> Path:
    """Give a copy of the home, whose sealed file was not opened in this process."""
    return shutil.copytree(house.ledger.parent, tmp_path / "untouched")


def minor(wallet: Wallet) -> int:
    return wallet.balance().amounts[0].amount_minor


# --- the surface ------------------------------------------------------------------------------------------------------
def test_each_method_is_a_command_and_wants_a_key_where_a_repeat_could_move_money() -> None:
    methods = {name: each for name, each in inspect.getmembers(Wallet) if not name.startswith("_")}
    commands = {re.sub("[ -]", "_", name): taken for name, taken in parameters().items()}
    assert methods.keys() - commands.keys() == NOT_COMMANDS
    # `show` has a key to look something up by.
    keyed = {name for name in methods.keys() - NOT_COMMANDS - {"show"} if "--idempotency-key" in commands[name]}
    taken = {name: inspect.signature(methods[name]).parameters for name in keyed}
    assert {name for name in keyed if "key" not in taken[name]} == set()
    assert {name for name in keyed if taken[name]["key"].default is None} == SAFE_TO_REPEAT


def test_a_payment_a_repeat_and_a_conflict(ming: Wallet, house: Household) -> None:
    sent = ming.send("bo", Decimal("1.50"), "coffee", key="c-1")
    assert (sent.to, sent.money, sent.note, ming.decimal(sent.balance)) == (
        "@bo", Money(150, "EUR"), "coffee", Decimal("98.50"),
    )  # fmt: skip
    again = ming.send("bo", Money(150, "EUR"), "coffee", key="c-1")
    assert (again.replayed, again.id) == (True, sent.id)
    with pytest.raises(PaycliError) as caught:
        ming.send("bo", 2, key="c-1")
    assert (caught.value.code, caught.value.exit_status) == ("idempotency_conflict", 5)
    # The command knows the same key.
    assert house.json("send", "bo", "1.50", "coffee", "-k", "c-1", "--as", "ming")["replayed"] is True
    assert [line.short for line in ming.log(limit=1).rows] == [sent.short]


def test_the_verbs_of_a_dinner(ming: Wallet, house: Household) -> None:
    with opened(house, "bo") as bo, opened(house, "cafe") as cafe:
        gift = ming.envelope_send("8.88", ["bo"], message="joy", expires=timedelta(hours=1), key="gift")
        assert [each.id for each in bo.inbox().rows] == [gift.id]
        grabbed = bo.grab()
        assert grabbed.money == Money(888, "EUR")
        sale = cafe.pos_charge(5, "noodles", key="table-4")
        paid = bo.pay(sale.id, tip="10%", key="dinner")
        assert ming.decimal(paid.balance) == Decimal("3.38")
        cafe.refund(sale.id, Decimal("2.00"), "cold", key="cold")
        assert minor(bo) == 538
        assert cafe.pos_receipt(sale.id).refunded == Money(200, "EUR")
        assert ming.cash_in("bo", 10, key="till").money == Money(1000, "EUR")
        moved = bo.withdraw(15, cash=True, key="out")
        ming.cash_out(moved.id)
        assert minor(bo) == 38
        link = ming.envelope_send(1, link=True, key="link").link
        assert bo.grab(link=link).money == Money(100, "EUR")
        assert ming.cancel(ming.envelope_send(1, ["bo"], key="back").id).returned == Money(100, "EUR")
        since = datetime.now(UTC) - timedelta(minutes=5)
        assert len(ming.log(since=since, everyone=True).rows) == len(ming.log(everyone=True).rows)
        assert {each.handle for each in ming.wallet_list().rows} == {"@ming", "@bo", "@cafe"}
    assert house.run("ledger", "audit", "--as", "ming").status == 0


def test_money_waits_is_given_back_and_is_undone(ming: Wallet, house: Household) -> None:
    hour = timedelta(hours=1)
    waits = ming.send("bo", 2, key="w", wait=hour)
    assert (waits.state, ming.send("bo", 2, key="w", wait=hour).replayed) == ("pending", True)
    assert ming.undo(waits.id).cancelled is not None
    assert ming.send("bo", 2, key="w", wait=hour).state == "cancelled"
    sent = ming.send("bo", 5, key="s")
    with opened(house, "bo") as bo:
        given = bo.give_back(sent.id, 1, "too much", key="g")
        assert (given.money.amount_minor, given.total.amount_minor, given.paid.amount_minor) == (1_00, 1_00, 5_00)
    asked = ming.undo(sent.id).asked
    assert asked is not None
    assert asked.money.amount_minor == 4_00
    assert ming.send("bo", 1, key="d", delay=hour).due == ming.send("bo", 1, key="d", delay=hour).due


def test_a_list_goes_on_behind_its_place(ming: Wallet) -> None:
    for number in range(3):
        ming.send("bo", 1, str(number), key=None)
    pages = [ming.log(limit=2)]
    while pages[-1].next is not None:
        pages.append(ming.log(limit=2, after=pages[-1].next))
    assert [row for page in pages for row in page.rows] == list(ming.log().rows)
    with pytest.raises(PaycliError, match="1 or more"):
        ming.log(limit=0)
    with pytest.raises(PaycliError) as caught:
        ming.log(after=1_000)
    assert caught.value.code == "cursor_unknown"


@pytest.mark.parametrize(
    ("amount", "wrong"),
    [
        (1.5, TypeError),
        (True, TypeError),
        (Decimal("NaN"), PaycliError),
        (Decimal(-1), PaycliError),
        ("1,5", PaycliError),
    ],
)
def test_an_amount_that_is_not_exact_is_refused(amount: object, wrong: type[Exception], ming: Wallet) -> None:
    with pytest.raises(wrong):
        ming.send("bo", amount, key=None)  # type: ignore[arg-type]
    assert minor(ming) == 10_000


def test_a_decimal_is_taken_by_its_value(ming: Wallet) -> None:
    for amount in (Decimal("1E+1"), Decimal("10.000"), 10, "10", "10EUR", Money(1000, "EUR")):
        assert ming.money(amount) == Money(1000, "EUR")


def test_a_time_without_a_zone_and_a_closed_wallet_are_refused(ming: Wallet) -> None:
    with pytest.raises(PaycliError, match="no moment"):
        ming.log(since=datetime(2026, 11, 29))  # noqa: DTZ001  it is the mistake
    ming.close()
    with pytest.raises(PaycliError, match="was closed"):
        ming.balance()


def test_a_wrong_passphrase_is_tried_once_and_nothing_is_sent(untouched: Path) -> None:
    asked: list[str] = []

    def answer() -> str:
        asked.append("the passphrase")
        return "wrong"

    with open_wallet("ming", home=untouched, passphrase=answer) as wallet:
        with pytest.raises(PaycliError) as caught:
            wallet.send("bo", 1, key=None)
        assert caught.value.code == "passphrase_wrong"
        assert str(caught.value).startswith("Nothing was sent.")
        assert minor(wallet) == 10_000
    assert len(asked) == 1


def test_without_a_passphrase_nobody_is_asked(untouched: Path) -> None:
    with open_wallet("ming", home=untouched) as wallet, pytest.raises(PaycliError) as caught:
        wallet.send("bo", 1, key=None)
    assert caught.value.code == "passphrase_missing"


def test_no_variable_counts_that_is_not_handed_in(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PaycliError) as caught:
        open_wallet(home=house.ledger.parent, passphrase=PASSPHRASE)
    assert caught.value.code == "wallet_ambiguous"
    monkeypatch.setenv("PAYCLI_AS", "bo")
    with pytest.raises(PaycliError):
        open_wallet(home=house.ledger.parent)
    with open_wallet(environ=os.environ) as wallet:
        assert wallet.handle == "bo"


# --- the host ---------------------------------------------------------------------------------------------------------
def test_an_alarm_of_the_host_rings_while_somebody_holds_the_lock(ming: Wallet, house: Household) -> None:
    ming.balance()
    holder = os.open(f"{house.ledger}.lock", os.O_RDWR)
    take_in_turn(holder)
    rang: list[str] = []

    def ring(_number: int, _frame: object) -> None:
        # Only now is the lock free: a call that kept the alarm back would never come to its end.
        rang.append("while it waited")
        os.close(holder)

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        ming.send("bo", 1, key=None)
        assert signal.getsignal(signal.SIGALRM) is ring
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert rang == ["while it waited"]
    assert minor(ming) == 9_900


@pytest.mark.slow
def test_four_threads_and_a_fork_at_once_lose_and_double_nothing(ming: Wallet, house: Household) -> None:
    each, failed = 10, []

    def pay(name: str) -> None:
        try:
            for number in range(each):
                # Without a key each is noted meanwhile, in a file that no two processes share.
                ming.send("bo", "0.01", key=f"{name}-{number}" if number % 2 else None)
        except BaseException as error:  # noqa: BLE001  a thread has nobody above it
            failed.append(error)

    threads = [threading.Thread(target=pay, args=(f"thread-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    child = os.fork()
    if child == 0:
        pay("child")
        os._exit(len(failed))
    for thread in threads:
        thread.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert failed == []
    assert ming.resume() == []
    assert minor(ming) == 10_000 - 5 * each
    assert house.run("ledger", "audit", "--as", "ming").status == 0


# --- the page ---------------------------------------------------------------------------------------------------------
def programs() -> list[str]:
    """Give the programs of the page: the one that pays wages, and that of a till, whose own tests run it."""
    return re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    code = programs()[0]
    ast.parse(code)
    path = tmp_path / "wages.py"
    path.write_text(code)
    return path


@pytest.mark.slow
def test_the_program_of_the_page_pays_once_however_often_it_runs(program: Path, tmp_path: Path) -> None:
    env = {**os.environ, **sealed(tmp_path / "own")}
    for line in (
        "init --handle ming --currency EUR --play --vault sealed",
        "wallet new bo",
        "cash in ming 100 --yes --no-key --as ming",
    ):
        subprocess.run([PROGRAM, *line.split()], env=env, check=True, capture_output=True)
    program.write_text(
        program.read_text().replace('open_wallet("ming")', 'open_wallet("ming", environ=__import__("os").environ)')
    )
    wages = tmp_path / "wages.csv"
    wages.write_text("id,to,amount\n1,bo,20.00\n2,bo,30\n3,nobody,1\n")
    for again in ("", " (was paid before)"):
        done = subprocess.run(
            [sys.executable, program, wages, "2026-12"], env=env, capture_output=True, text=True, check=False
        )
        assert done.stdout == f"1: 20.00 EUR to @bo{again}\n2: 30.00 EUR to @bo{again}\n"
        assert (done.returncode, done.stderr.split(": ")[:2]) == (1, ["3", "not_found"])


@pytest.mark.slow
def test_the_programs_of_the_page_are_typed(program: Path, tmp_path: Path) -> None:
    till = tmp_path / "till.py"
    till.write_text(programs()[1])
    mypy = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(program), str(till)]
    done = subprocess.run(mypy, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout
