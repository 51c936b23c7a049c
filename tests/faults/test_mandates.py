"""Mandates under attack: many processes on one cap, a clock that is set back, a client that ignores the caps."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import paycli
from paycli.domain.orders import read_unchecked
from paycli.errors import PaycliError
from paycli.services.engine.posting import post
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from tests.support import effort
from tests.support.acting import ended, mandate_of, start
from tests.support.circle import Circle, HandClock
from tests.support.crew import Crew
from tests.support.forger import second_opinion
from tests.support.ledgers import new_ledger
from tests.support.mandates import DAY_MS, add_mandate, grant, scope
from tests.support.proof import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.orders import Submission
    from tests.support.inside import Household

CAP_MINOR, EACH_MINOR, PROCESSES = 500_00, 30_00, 40
ROUNDS = effort.often(40)


class Task(NamedTuple):
    """What a worker posts, and what its clock says."""

    submission: Submission
    now: int


def poster(path: Path) -> Callable[[int, Task], Callable[[], Any]]:
    """Let each worker post through a book of its own."""
    books: list[SqliteBook] = []

    def prepare(_number: int, task: Task) -> Callable[[], Any]:
        if not books:
            books.append(SqliteBook(path, CRYPTO))

        def act() -> object:
            outcome = post(books[0], HandClock(task.now), [task.submission]).outcomes[0]
            return outcome.code if isinstance(outcome, PaycliError) else outcome.transfers[0].amount_minor

        return act

    return prepare


def spent_by_day(path: Path) -> dict[int, int]:
    """Add up what each day of a mandate moved, in order of the log: a day never falls."""
    spent: Counter[int] = Counter()
    day = 0
    book = SqliteBook(path, CRYPTO)
    with book.view() as view:
        for entry in view.entries():
            if read_unchecked(entry.order).kind == "send":
                day = max(day, entry.time // DAY_MS)
                spent[day] += sum(each.amount_minor for each in entry.transfers)
    book.close()
    return dict(spent)


@pytest.mark.python
@pytest.mark.slow
def test_no_day_passes_its_cap_whatever_the_clocks_of_forty_processes_say(tmp_path: Path) -> None:
    """Half of them think that the next day has begun; then the ledger's clock is set back by a day, and they go on."""
    path = new_ledger(tmp_path)
    book = SqliteBook(path, CRYPTO)
    circle = Circle(book, people=("ming", "bo"), shops=())
    circle.cash_in("ming", 10_000_000_00)
    bo = circle.people["bo"].wallet
    mandate = add_mandate(circle, "ming", scope(circle, grant(to=[bo], per_day=CAP_MINOR)))
    body = {"to": bo, "amount": EACH_MINOR, "currency": "EUR", "note": None}
    with Crew(PROCESSES, poster(path)) as crew:
        for number in range(ROUNDS):
            # A minute before the next day, and a minute behind its beginning.
            before = (circle.clock.now // DAY_MS + 1) * DAY_MS - 60_000
            circle.clock.now = before
            orders = [circle.order("send", body, mandate) for _ in range(PROCESSES)]
            answers = crew.race([Task(each, before + 120_000 * (at % 2)) for at, each in enumerate(orders)])
            assert {each for each in answers if isinstance(each, str)} == {"mandate_spent"}
            circle.clock.now = before + 120_000
            if number % 2:
                circle.clock.now -= DAY_MS
                circle.do("clock.set", {"now": circle.clock.now}, circle.operator)
                orders = [circle.order("send", body, mandate) for _ in range(PROCESSES)]
                crew.race([Task(each, circle.clock.now) for each in orders])
    book.close()
    spent = spent_by_day(path)
    most = CAP_MINOR // EACH_MINOR * EACH_MINOR
    assert max(spent.values()) == most
    assert len(spent) > 1
    assert faults(path) == []
    assert second_opinion(path) == []


# --- processes of the program -----------------------------------------------------------------------------------------
@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("bo", "li", cash={"ming": "9000"})


@pytest.mark.slow
def test_processes_with_nothing_but_the_file_keep_to_the_cap_of_the_day(house: Household) -> None:
    """Half of them think that the next day has begun. Then the ledger's clock is set back by a day, and more come."""
    mandate, count = mandate_of(house), max(16, effort.often(PROCESSES))
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=2)

    def pay(name: str, *moments: datetime) -> int:
        """Pay 90 from many processes at once; gives how many did, the others being refused by the cap."""
        running = [
            start(
                mandate, "send", "bo", "90", "-k", f"{name} {at}",
                environ={"PAYCLI_NOW": moments[at % len(moments)].isoformat()},
            )
            for at in range(count)
        ]  # fmt: skip
        ends = [(process.communicate(timeout=240)[1], process.returncode) for process in running]
        assert {status for _, status in ends} <= {0, 6}, ends
        assert all("mandate_spent" in said for said, status in ends if status == 6)
        return sum(status == 0 for _, status in ends)

    a_minute = timedelta(minutes=1)
    paid = pay("across", midnight - a_minute, midnight + a_minute)
    assert 5 <= paid <= 10
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYCLI_NOW", (midnight - timedelta(days=1)).isoformat())
        house.run("ledger", "clock", "--set", "--as", "ming")
    # The ledger is in the day before again, which was counted to its end: what is paid now counts in the later one.
    paid += pay("set back", midnight - timedelta(days=1))
    assert house.balance("bo") == f"{paid * 90}.00"
    assert max(spent_by_day(house.ledger).values()) <= CAP_MINOR
    assert faults(house.ledger) == []


def test_a_repeat_and_a_refusal_say_what_they_are(house: Household) -> None:
    mandate = mandate_of(house)
    first, again = (ended(start(mandate, "send", "bo", "400", "rent", "-k", "rent"), 0) for _ in range(2))
    assert (first["replayed"], again["replayed"]) == (False, True)
    spent = ended(start(mandate, "send", "bo", "101", "-k", "more"), 6)
    assert spent["code"] == "mandate_spent"
    assert "500.00 EUR a day. 100.00 EUR of that is left" in spent["message"]
    assert ended(start(mandate, "send", "li", "1", "-k", "li"), 6)["code"] == "mandate_payee"
    assert ended(start(mandate, "envelope", "send", "bo", "1", "-k", "e"), 6)["code"] == "mandate_kind"
    names = [[row["mandate"] for row in house.json("log", "--as", who)["items"]] for who in ("ming", "bo")]
    assert (names[0][0], set(names[0][1:]), set(names[1])) == ("payroll", {None}, {None}), "it is the owner's to know"
    house.run("mandate", "revoke", "payroll", "--as", "ming")
    assert ended(start(mandate, "send", "bo", "1", "-k", "new"), 6)["code"] == "mandate_not_in_force"
    assert ended(start(mandate, "send", "bo", "400", "rent", "-k", "rent"), 0)["replayed"]


def test_a_file_of_rows_counts_as_a_whole_and_each_payee_must_fit(house: Household, tmp_path: Path) -> None:
    mandate, file = mandate_of(house, "--can", "send,batch"), tmp_path / "rows.csv"
    file.write_text("to,amount,id\nbo,100,a\nbo,300,b\n", encoding="utf-8")
    for _ in range(2):
        assert ended(start(mandate, "batch", "pay", str(file), "--name", "wages"), 0)["paid"] == 2
    assert house.balance("bo") == "400.00"
    file.write_text("to,amount,id\nbo,101,c\n", encoding="utf-8")
    assert ended(start(mandate, "batch", "pay", str(file), "--name", "more"), 6)["code"] == "mandate_spent"
    file.write_text("to,amount,id\nli,1,d\n", encoding="utf-8")
    ended(start(mandate, "batch", "pay", str(file), "--name", "li"), 8)
    assert (house.balance("bo"), house.balance("li")) == ("400.00", "0.00")
    assert faults(house.ledger) == []


def test_a_renewed_mandate_repeats_a_row_with_a_note_that_the_old_one_paid(house: Household, tmp_path: Path) -> None:
    """Its key is another, so are its salts; and it remembers nothing of what the old one did."""
    old, file = mandate_of(house, "--can", "send,batch"), tmp_path / "rows.csv"
    file.write_text("to,amount,note,id\nbo,100,wages of March,a\n", encoding="utf-8")
    pay = ("batch", "pay", str(file), "--name", "wages")
    assert ended(start(old, *pay), 0)["paid"] == 1
    house.run("mandate", "revoke", "payroll", "--as", "ming")
    new = mandate_of(house, "--can", "send,batch", out=str(tmp_path / "new.mandate"))
    again = ended(start(new, *pay), 0)
    assert (again["paid"], again["replayed"], house.balance("bo")) == (1, True, "100.00")
    file.write_text("to,amount,note,id\nbo,100,wages of March,a\nbo,50,wages of April,b\n", encoding="utf-8")
    assert (ended(start(new, *pay), 0)["paid"], house.balance("bo")) == (2, "150.00")
    # Another note under the old id is another order, whoever gives it.
    file.write_text("to,amount,note,id\nbo,100,wages of May,a\n", encoding="utf-8")
    changed = start(new, *pay)
    changed.communicate(timeout=120)
    assert (changed.returncode, house.balance("bo")) == (5, "150.00")
    assert faults(house.ledger) == []
    assert second_opinion(house.ledger) == []


# --- a client that ignores the caps -----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def patched(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Give a copy of the program whose rules let a mandate do anything, as somebody could write it."""
    folder = tmp_path_factory.mktemp("patched")
    shutil.copytree(Path(str(paycli.__file__)).parent, folder / "paycli", ignore=shutil.ignore_patterns("__pycache__"))
    rule = folder / "paycli" / "domain" / "rules" / "mandates.py"
    text, asked = rule.read_text(), "    scope = key.scope\n    if scope is None:\n"
    assert asked in text
    rule.write_text(text.replace(asked, "    scope = key.scope\n    if True:\n"))
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); from paycli.__main__ import main; main()"
    return sys.executable, "-c", code


def verified(path: Path) -> str:
    """Run the second verifier as a program and give its faults."""
    verify = Path(__file__).parents[2] / "contrib" / "verify"
    done = subprocess.run([sys.executable, verify, path], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout
    return done.stdout


def test_a_client_that_ignores_a_cap_is_found_by_the_audit_and_by_the_second_verifier(
    house: Household, patched: tuple[str, ...]
) -> None:
    mandate = mandate_of(house)
    ended(start(mandate, "send", "bo", "400", "-k", "1"), 0)
    ended(start(mandate, "send", "bo", "400", "-k", "2", program=patched), 0)
    book = SqliteBook(house.ledger, CRYPTO)
    with book.view() as view:
        n = view.head().size
    book.close()
    found = house.json("ledger", "audit", "--as", "ming", status=70)
    assert f"entry {n}: send breaks a rule: The mandate payroll may spend 500.00 EUR a day" in json.dumps(found)
    assert f"entry {n} (" in verified(house.ledger)


def test_what_a_mandate_may_not_order_is_shown_to_nobody(house: Household, patched: tuple[str, ...]) -> None:
    """Whom it may pay is signed by its owner, so everybody who is paid can tell without an audit."""
    mandate = mandate_of(house)
    ended(start(mandate, "send", "li", "4", "-k", "1", program=patched), 0)
    assert house.json("balance", "--as", "li", status=70)["code"] == "not_proven"
    assert "entry" in verified(house.ledger)


def test_a_scope_that_somebody_widened_in_its_row_is_noticed_before_money_moves(house: Household) -> None:
    from tests.support.tampering import tampering

    mandate = mandate_of(house)
    with tampering(house.ledger) as connection:
        connection.execute("UPDATE keys SET scope = replace(scope, '50000', '90000')")
    assert ended(start(mandate, "send", "bo", "501", "-k", "1"), 70)["code"] == "not_proven"
    assert "key" in json.dumps(house.json("ledger", "audit", "--as", "ming", status=70))
    with tampering(house.ledger) as connection:
        connection.execute("UPDATE keys SET scope = NULL")
    assert ended(start(mandate, "send", "bo", "501", "-k", "1"), 70)["code"] == "not_proven"
