"""Acting by a mandate: where its file may come from, what is remembered beside it, and what looks at everything."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.app.mandated import _NOWHERE
from tests.support.acting import ended, mandate_of, said, start
from tests.support.misses import Misses
from tests.support.program import PROGRAM
from tests.support.tampering import tampering

if TYPE_CHECKING:
    from tests.support.inside import Household

# Ends at once with a status of its own where a key is derived from a passphrase.
_WITHOUT_ARGON2 = """
import os
import nacl.bindings
def refuse(*_args, **_more):
    os._exit(99)
nacl.bindings.crypto_pwhash_alg = refuse
from paycli.main import main
main()
"""


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("bo", cash={"ming": "90"})


def test_a_payment_by_a_mandate_derives_no_key_from_a_passphrase(house: Household) -> None:
    """Argon2id would be the larger part of its cost. The same payment with the sealed file shows that it would tell."""
    mandate, program = mandate_of(house), (sys.executable, "-c", _WITHOUT_ARGON2)
    assert ended(start(mandate, "send", "bo", "1", "-k", "a", program=program), 0)["state"] == "done"
    by_the_wallet = start("", "send", "bo", "1", "-k", "b", "--as", "ming", program=program, environ=os.environ)
    said(by_the_wallet, 99)
    assert house.balance("bo") == "1.00"


# --- where the file is ------------------------------------------------------------------------------------------------
def test_a_mandate_goes_into_a_descriptor_and_comes_from_one(house: Household) -> None:
    """What is never on a disk: `--out fd:3` into a program that keeps it, and `fd:3` when it is used."""
    read, write = os.pipe()
    made = mandate_of(house, out=f"fd:{write}")
    os.close(write)
    kept = os.read(read, 65_536)
    assert (made, json.loads(kept)["name"]) == (f"fd:{write}", "payroll")
    os.close(read)
    for name in ("fd:{}", "/dev/fd/{}"):
        read, write = os.pipe()
        os.write(write, kept)
        os.close(write)
        acting = start(name.format(read), "send", "bo", "1", "-k", name, fds=(read,))
        os.close(read)
        assert ended(acting, 0)["to"] == ["@bo"]


def test_a_descriptor_that_is_not_there_makes_no_mandate(house: Household) -> None:
    line = ("mandate", "new", "payroll", "--can", "cancel", "--until", "+1d", "--as", "ming")
    with Misses() as misses:
        for name in ("fd:987654", "fd:x", "fd:"):
            with misses.of(name):
                assert name in house.json(*line, "--out", name, status=78)["message"]
                assert name in ended(start(name, "send", "bo", "1", "-k", "a"), 78)["message"]
    assert house.json("mandate", "list", "--as", "ming")["items"] == []


def test_a_file_that_a_shell_opened_is_held_to_the_same_rule(house: Household) -> None:
    mandate = Path(mandate_of(house))
    mandate.chmod(0o644)
    with mandate.open("rb") as file:
        acting = start(f"fd:{file.fileno()}", "send", "bo", "1", "-k", "a", fds=(file.fileno(),))
        assert "others can read" in ended(acting, 78)["message"]


def test_a_credential_may_be_read_by_its_group_and_no_other_file_may(house: Household, tmp_path: Path) -> None:
    """As systemd lays one down where an access list shows through the bits of the group."""
    mandate, elsewhere, folder = Path(mandate_of(house)), tmp_path / "elsewhere", tmp_path / "credentials"
    folder.mkdir(mode=0o700)
    elsewhere.mkdir()
    for place in (folder, elsewhere):
        shutil.copy(mandate, place / "pay")
        (place / "pay").chmod(0o440)
    credentials = {"CREDENTIALS_DIRECTORY": str(folder)}
    assert ended(start(str(folder / "pay"), "send", "bo", "1", "-k", "a", environ=credentials), 0)["state"] == "done"
    for file, environ in ((elsewhere / "pay", credentials), (folder / "pay", {})):
        refused = ended(start(str(file), "send", "bo", "1", "-k", "b", environ=environ), 78)
        assert "others can read or change it" in refused["message"]
    (folder / "pay").chmod(0o444)
    ended(start(str(folder / "pay"), "send", "bo", "1", "-k", "c", environ=credentials), 78)
    assert house.balance("bo") == "1.00"


# --- what it remembers ------------------------------------------------------------------------------------------------
def test_with_a_folder_to_remember_in_a_ledger_that_was_put_back_is_noticed(house: Household, tmp_path: Path) -> None:
    mandate, old = mandate_of(house), tmp_path / "old.db"
    house.run("ledger", "backup", str(old), "--as", "ming")
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    # Of several folders that systemd made, it takes the first.
    state = {"STATE_DIRECTORY": f"{first}:{second}"}
    assert said(start(mandate, "send", "bo", "1", "--no-key", style="--quiet", environ=state)) == ""
    assert [each.name for each in (first / "paycli" / "seen").iterdir()]
    assert list(second.iterdir()) == []
    for beside in ("-wal", "-shm"):
        house.ledger.with_name(house.ledger.name + beside).unlink(missing_ok=True)
    house.ledger.write_bytes(old.read_bytes())
    assert ended(start(mandate, "send", "bo", "1", "-k", "b", environ=state), 70)["code"] == "ledger_rewound"
    # Without the folder nobody can notice it.
    assert "a ledger that was put back goes unnoticed" in said(start(mandate, "send", "bo", "1", "-k", "c", style="-q"))


def test_where_nothing_is_remembered_a_key_is_wanted(house: Household) -> None:
    mandate = mandate_of(house)
    for words in ((), ("--no-key",)):
        refused = ended(start(mandate, "send", "bo", "1", *words), 2)
        assert "-k" in refused["hint"], words
    assert ended(start(mandate, "send", "bo", "1", "--no-key", "--dry-run"), 0)["state"] == "dry_run"
    assert [ended(start(mandate, "send", "bo", "1", "-k", "a"), 0)["replayed"] for _ in range(2)] == [False, True]
    assert house.balance("bo") == "1.00"


def test_where_nothing_is_remembered_the_log_is_taken_as_it_stands_and_that_is_said(
    house: Household, tmp_path: Path
) -> None:
    """Else each run would look at each entry once more. Who remembers looks, and finds what is wrong."""
    mandate = mandate_of(house)
    size = house.json("ledger", "audit", "--as", "ming")["entries"]
    with tampering(house.ledger) as connection:
        # The signature of money that was paid in, on which nothing rests but a balance.
        connection.execute("UPDATE entries SET signature = zeroblob(64) WHERE kind = 'cash.in'")
    heard = said(start(mandate, "send", "bo", "1", "-k", "a", style="--quiet"))
    assert f"its {size} entries are taken as they stand" in heard
    seeing = start(mandate, "send", "bo", "1", "-k", "b", environ={"STATE_DIRECTORY": str(tmp_path)})
    assert ended(seeing, 70)["code"] == "broken"


# --- what looks at everything -----------------------------------------------------------------------------------------
def test_it_says_that_a_mandate_acts_and_which(house: Household) -> None:
    who = ended(start(mandate_of(house), "whoami"), 0)
    assert (who["handle"], who["vault"], who["mandate"]) == ("@ming", "mandate", "payroll")
    assert house.json("whoami", "--as", "ming")["mandate"] is None


def test_resume_says_what_a_mandate_paid_and_nobody_was_shown(house: Household, tmp_path: Path) -> None:
    mandate, memory = mandate_of(house), {"PAYCLI_HOME": str(tmp_path / "memory")}
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        line = [PROGRAM, "send", "bo", "1", "-k", "a", "--yes"]
        lost = subprocess.run(line, env={"PAYCLI_MANDATE_FILE": mandate, **memory}, stdout=full, check=False)
    assert lost.returncode == 75
    # A program that does not read it is no reason to forget it; `resume` is.
    assert ended(start(mandate, "balance", environ=memory), 0)["amount"] == "89.00"
    [outcome] = ended(start(mandate, "resume", environ=memory), 0)["items"]
    assert (outcome["state"], outcome["kind"], outcome["to"]) == ("done", "send", ["@bo"])
    assert ended(start(mandate, "resume", environ=memory), 0)["items"] == []
    # The owner's home has its own notes.
    assert house.json("resume", "--as", "ming")["items"] == []


def test_resume_does_not_say_that_all_is_shown_where_nothing_is_noted(house: Household) -> None:
    refused = ended(start(mandate_of(house), "resume"), 78)
    assert "Orders are noted nowhere here" in refused["message"]
    assert "-k" in refused["hint"]


@pytest.mark.parametrize("remembers", [True, False])
def test_tick_settles_what_is_due_and_asks_the_bank_without_the_secret_of_the_wallet(
    house: Household, tmp_path: Path, remembers: bool
) -> None:
    """Nobody signs a settlement, and a rail signs its own answer: so a mandate is as good as any key of the wallet."""
    mandate = mandate_of(house)
    house.run("card", "bind", "--test", "slow", "--as", "ming")
    flying = house.json("topup", "5", "--as", "ming", status=75)["id"]
    house.run("envelope", "send", "bo", "2", "--expires", "1h", "--as", "ming")
    later = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    environ = {"PAYCLI_NOW": later, **({"PAYCLI_HOME": str(tmp_path / "memory")} if remembers else {})}
    first, second = (ended(start(mandate, "tick", environ=environ), status) for status in (75, 0))
    assert (first["settled"], first["pending"], second["done"]) == (1, [flying], [flying])
    assert house.balance("ming") == "95.00"
    assert "what you see is not remembered" not in said(start(mandate, "tick", style="--quiet", environ=environ))
    assert not _NOWHERE.parent.exists()
