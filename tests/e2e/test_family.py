"""A FAMILY ON ONE COMPUTER: three real accounts with umask 077, one shared ledger, the installed wheel.

It is typed as it stands there, so who joins is called by the login name; those end in something of this run alone.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support.accounts import Account, Machine, machine, obstacle
from tests.support.program import paycli, sealed
from tests.support.terminal import flat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("family")]


class Family(NamedTuple):
    """The three, their ledger, and what they saw while it was made."""

    machine: Machine
    ledger: Path
    ming: Account
    li: Account
    an: Account
    said: dict[str, str]


@pytest.fixture(scope="module")
def family() -> Iterator[Family]:
    """Play the transcript up to the point where all three are in and @li has 20 EUR."""
    reason = obstacle()
    if reason:
        pytest.skip(f"needs several accounts of this machine: {reason}")
    with machine("ming", "li", "an") as made:
        ming, li, an = made.accounts
        folder = made.folder / "paycli"
        folder.mkdir()
        os.chown(folder, ming.uid, ming.gid)
        ledger = folder / "family.db"
        said: dict[str, str] = {}
        begin = ("init", "--real", "--share", made.group, "--ledger", str(ledger), "--handle", "ming")
        said["init"] = ming.paycli(*begin, "--currency", "EUR").stdout
        said["invite"] = ming.paycli("wallet", "invite", li.login).stdout
        said["code"] = said["invite"].partition("then the code ")[2].partition(",")[0]
        said["join li"] = join(li, ledger, said["code"])
        said["join an"] = join(an, ledger, "")
        said["early"] = an.paycli("send", li.login, "1", "--yes", status=6).stderr
        said["admit an"] = ming.paycli("wallet", "admit", an.login).stdout
        said["cash in"] = ming.paycli("cash", "in", li.login, "20", "--yes").stdout
        yield Family(made, ledger, ming, li, an, said)


def join(account: Account, ledger: Path, typed: str) -> str:
    """Type `join` with nothing but the path, and answer its one question; Enter alone asks the operator."""
    with account.screen("join", str(ledger)) as screen:
        return screen.answer("Code (Enter without one asks the operator): ", typed).ended()


def balance(account: Account) -> str:
    return str(account.paycli_json("balance", "--as", account.login)["amount"])


def test_the_transcript_reads_as_the_design_shows_it(family: Family) -> None:
    said, group = {name: flat(text) for name, text in family.said.items()}, family.machine.group
    li, an = family.li.login, family.an.login
    assert f"Trust: group {group} can read it and break it; nobody can sign as somebody else." in said["init"]
    assert "PLAY" not in "".join(said.values()), "real money is never called play money"
    assert f"{li} types: paycli join {family.ledger} then the code " in said["invite"]
    assert ", within 24 h" in said["invite"]
    assert said["code"] not in said["join li"], "a code is typed hidden"
    assert f"Joined as @{li}, key " in said["join li"], "without --handle it is the login name"
    operator = said["init"].partition("Operator ")[2].split()[0]
    assert f"Operator @ming {operator}" in said["join li"], "the newcomer can compare the operator's key"
    assert f"Asked as @{an}, key " in said["join an"]
    assert f"It waits for the operator, who types: paycli wallet admit {an} " in said["join an"]
    assert "is not admitted to this ledger yet" in said["early"]
    assert f"@{an} is admitted, key " in said["admit an"]
    assert f"+20.00 EUR cash -> @{li}" in said["cash in"]


def test_who_joined_is_called_as_their_account_is(family: Family) -> None:
    handles = [row["handle"] for row in family.ming.paycli_json("wallet", "list")["items"]]
    assert {f"@{family.li.login}", f"@{family.an.login}"} <= set(handles)
    for account in (family.li, family.an):
        assert account.run("/usr/bin/id", "-un").stdout == f"{account.login}\n"
        assert account.paycli_json("whoami", "--as", account.login)["handle"] == f"@{account.login}"


def test_money_goes_from_account_to_account(family: Family) -> None:
    li, an = family.li, family.an
    before = [balance(li), balance(an)]
    li.paycli("send", an.login, "5", "for lunch", "--yes", "--as", li.login)
    an.paycli("send", li.login, "5", "back", "--yes", "--as", an.login)
    assert [balance(li), balance(an)] == before
    for account in (family.ming, family.li, family.an):
        assert "GOOD" in account.paycli("ledger", "audit").stdout


def test_a_code_comes_over_standard_input_and_serves_once(family: Family) -> None:
    code = family.ming.paycli_json("wallet", "invite", "guest")["code"]
    joined = family.li.paycli("join", str(family.ledger), "-", "--handle", "guest", stdin=f"{code}\n").stdout
    assert "Joined as @guest" in joined
    family.li.paycli("use", family.li.login)
    again = family.an.paycli("join", str(family.ledger), "-", "--handle", "other", stdin=f"{code}\n", status=6)
    assert "That code is not right." in again.stderr
    handles = [row["handle"] for row in family.an.paycli_json("wallet", "list")["items"]]
    assert "@other" not in handles, "a wrong code leaves nothing behind"


def test_the_files_belong_to_the_group_whoever_made_them(family: Family) -> None:
    hold = "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.execute('BEGIN')\n"
    hold += "print(len(c.execute('SELECT name FROM sqlite_master').fetchall()), flush=True)\nsys.stdin.read()\n"
    # As long as somebody reads, the log and the shared memory that SQLite lays beside the ledger stay.
    reader = family.an.start(family.an.interpreter, "-c", hold, str(family.ledger))
    try:
        assert reader.stdout is not None
        assert int(reader.stdout.readline()) > 0
        family.li.paycli("send", "ming", "0.01", "--yes", "--as", family.li.login)
        for beside in ("", "-wal", "-shm", ".lock"):
            found = family.ledger.with_name(family.ledger.name + beside).stat()
            assert (stat.S_IMODE(found.st_mode), found.st_gid) == (0o660, family.machine.gid), beside
        family.ming.paycli("send", family.li.login, "0.01", "--yes", "--as", "ming")
    finally:
        reader.communicate("")
    folder = family.ledger.parent.stat()
    assert (stat.S_IMODE(folder.st_mode), folder.st_gid) == (0o2770, family.machine.gid)
    for account in family.machine.accounts:
        for path in [account.home, *account.home.rglob("*")]:
            assert stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0, path


def test_nobody_reads_the_secrets_of_another(family: Family) -> None:
    sealed_file = next(path for path in family.ming.home.rglob("sealed.json"))
    assert family.ming.run("/bin/cat", str(sealed_file)).returncode == 0
    for other in (family.li, family.an):
        assert "Permission denied" in other.run("/bin/cat", str(sealed_file)).stderr
        assert "Permission denied" in other.run("/bin/ls", str(family.ming.home)).stderr


def test_nobody_acts_as_another_or_as_the_operator(family: Family) -> None:
    before = family.ming.paycli_json("ledger", "show")["entries"]
    li, an = family.li.login, family.an.login
    assert f"There is no profile {li}" in family.an.paycli("send", an, "1", "--as", li, "--yes", status=78).stderr
    for words in (
        ("cash", "in", an, "100", "--yes"),
        ("wallet", "admit", an),
        ("wallet", "invite", "friend"),
        ("ledger", "credit", an, "100"),
        ("ledger", "set", "most-per-order", "none"),
        ("ledger", "admit-rail", "sandbox"),
        ("ledger", "clock", "--set"),
    ):
        refused = family.an.paycli(*words, status=6)
        assert "Only the operator" in refused.stderr, refused.stderr
    assert family.ming.paycli_json("ledger", "show")["entries"] == before


FORGERY = """
import sys
from paycli.app.opening import Wanted, open_app
from paycli.domain.bodies import from_wire
from paycli.domain.ids import key_id, uuid7
from paycli.domain.kinds import KINDS
from paycli.domain.orders import Order, Submission
from paycli.errors import PaycliError
from paycli.services.engine.posting import post
from paycli.signing import public_of, sign_order

victim, = sys.argv[1:]
app = open_app(None, Wanted(None, None, tty=False)).app
seed, now = app.signing_seed("wallet"), app.clock.now_ms()
mine, theirs = key_id(public_of(seed)), None
with app.book.view() as view:
    import json
    wallet = view.handle_owner(victim)
    entry = view.entry(next(row.n for row in view.wallets() if row.id == wallet))
    theirs = json.loads(entry.order)["key"]
    operator = app.registry.rails["cash"]
    public_theirs = json.loads(entry.order)["body"]["public"]

def attempt(name, kind, body, key, public, payer):
    body = from_wire(KINDS[kind].body, body)
    order = Order.make(kind, body, id=uuid7(now, name.encode().ljust(10)[:10]), at=now, key=key,
                       ledger=app.profile.ledger, wallet=payer)
    outcome = post(app.book, app.clock, [Submission(order, sign_order(seed, order), public)]).outcomes[0]
    print(name, outcome.code if isinstance(outcome, PaycliError) else "DONE")

send = {"to": app.profile.wallet, "amount": 100, "currency": "EUR", "note": None}
attempt("own key", "send", send, mine, public_of(seed), wallet)
attempt("their name on it", "send", send, theirs, public_theirs, wallet)
attempt("mixed", "send", send, theirs, public_of(seed), wallet)
cash = {"wallet": app.profile.wallet, "amount": 100, "currency": "EUR", "note": None}
attempt("own cash", "cash.in", cash, mine, public_of(seed), None)
attempt("operator's", "cash.in", cash, operator, public_of(seed), None)
"""


def test_an_order_that_one_signs_for_another_is_refused(family: Family) -> None:
    before = balance(family.li), family.ming.paycli_json("ledger", "show")["entries"]
    done = family.an.python(FORGERY, family.li.login)
    assert done.returncode == 0, done.stderr
    outcomes = dict(line.rsplit(" ", 1) for line in done.stdout.splitlines())
    assert outcomes == {
        "own key": "wrong_signer",
        "their name on it": "signature_bad",
        "mixed": "key_refused",
        "own cash": "wrong_signer",
        "operator's": "key_refused",
    }
    assert (balance(family.li), family.ming.paycli_json("ledger", "show")["entries"]) == before


def test_thirty_two_processes_of_three_accounts_grab_exactly_what_is_there(family: Family) -> None:
    ming, li, an = family.ming, family.li, family.an
    more = {ming: ("m-two", "m-three"), li: ("l-two", "l-three"), an: ("a-two", "a-three")}
    wallets = [(li, li.login), (an, an.login)]
    for account, handle in [(account, handle) for account, handles in more.items() for handle in handles]:
        account.paycli("wallet", "new", handle)
        if account is not ming:
            ming.paycli("wallet", "admit", handle)
        wallets.append((account, handle))
    ming.paycli("cash", "in", "ming", "10", "--yes", "--as", "ming")
    total = "7.77"
    words = ("envelope", "send", total, "-n", "7", "dinner", "--yes", "--as", "ming")
    envelope = ming.paycli_json(*words)["id"]
    started = [
        (account, handle, account.start(account.program, "grab", envelope, "--as", handle, "--yes", "--json"))
        for account, handle in wallets * 4
    ]
    ended = [(handle, each.communicate("")[1], each.returncode) for _, handle, each in started]
    winners = [handle for handle, _, status in ended if status == 0]
    assert len(ended) == 32
    assert len(winners) == len(set(winners)) == 7, ended
    assert {status for _, _, status in ended} <= {0, 4, 5}, ended
    shown = ming.paycli_json("show", envelope, "--as", "ming")
    assert (shown["state"], shown["left"], shown["taken"]) == ("done", "0.00", 7)
    assert sorted(grab["by"] for grab in shown["grabs"]) == sorted(f"@{handle}" for handle in winners)
    assert sum(round(float(grab["amount"]) * 100) for grab in shown["grabs"]) == 777
    assert "FAIR" in ming.paycli("envelope", "verify", envelope, "--as", "ming").stdout
    assert "GOOD" in an.paycli("ledger", "audit").stdout


def test_root_does_not_write_a_ledger_of_others(family: Family, tmp_path: Path) -> None:
    env = sealed(tmp_path)
    before = family.ming.paycli_json("ledger", "show", "--as", "ming")["entries"]
    refused = paycli("join", str(family.ledger), "--handle", "root-user", status=78, env=env)
    assert "root does not write a ledger that belongs to another account" in refused.stderr
    refused = paycli("join", str(family.ledger), "--wallet", "ming", status=78, env=env)
    assert "root does not write a ledger that belongs to another account" in refused.stderr
    assert not list(family.ledger.parent.glob("family.db.key-*"))
    assert family.ming.paycli_json("ledger", "show", "--as", "ming")["entries"] == before


def test_a_stranger_to_the_group_gets_a_clear_refusal(family: Family) -> None:
    stranger = family.an._replace(shared_gid=family.an.gid)
    refused = stranger.paycli("balance", status=78)
    assert str(family.ledger) in refused.stderr or str(family.ledger.parent) in refused.stderr


def test_another_account_of_the_same_person_pays_until_it_is_locked_out(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    """@li has a second account, which is played by that of an."""
    # A terminal has what this process has, and each account its own home.
    for name in [name for name in os.environ if name == "PAYCLI_HOME" or name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    li, other, wallet = family.li, family.an, ("--as", family.li.login)
    asked = other.paycli_json("join", str(family.ledger), "--wallet", li.login)
    [request] = family.ledger.parent.glob("family.db.key-*")
    found = request.stat()
    assert (stat.S_IMODE(found.st_mode), found.st_gid) == (0o640, family.machine.gid)
    with li.screen("wallet", "key", "add", asked["request_code"], *wallet) as screen:
        question = flat(screen.until("Add it? [y/N] ").text)
        assert f"by the account {other.login}, may then spend all money of @{li.login}," in question
        assert question.count(asked["fingerprint"]) == 2
        screen.type("y\n").ended()
    # What an account laid there another one of the group takes away.
    assert not request.exists()
    other.paycli("send", "ming", "0.01", "--yes", *wallet)
    li.paycli("wallet", "key", "revoke", asked["fingerprint"], "--yes", *wallet)
    refused = other.paycli("send", "ming", "0.01", "--yes", *wallet, status=6).stderr
    assert refused.startswith("Nothing was sent. The key of this device was revoked.")
