"""The second opinion, as a stranger runs it: `python contrib/verify LEDGER.db`, with nothing of paycli's."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.domain.kinds import KINDS
from paycli.domain.orders import Order
from tests.support import second_verifier
from tests.support.circle import Circle
from tests.support.forger import open_book
from tests.support.ledgers import new_ledger
from tests.support.program import paycli, paycli_json, sealed
from tests.support.tampering import VERIFY, copy, tampering

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.rich import Rich

FILES = sorted(Path(VERIFY).glob("*.py"))


def verify(*args: str, status: int = 0, env: Mapping[str, str] | None = None) -> str:
    """Run it without the folder of the sources in its path, and give what it said."""
    done = subprocess.run(
        [sys.executable, "-P", VERIFY, *args], capture_output=True, text=True, timeout=60, check=False, cwd="/", env=env
    )
    assert done.stderr == ""
    assert done.returncode == status, done.stdout
    return done.stdout


def test_it_shares_no_code_with_the_package() -> None:
    roots = set[str]()
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        roots |= {name.split(".")[0] for name in named}
    its_own = {path.stem for path in FILES}
    assert roots - its_own - {"nacl"} <= sys.stdlib_module_names
    assert "nacl" in roots
    # Its folder comes first in its path, so a file of such a name would stand in for another module.
    assert not its_own & (sys.stdlib_module_names | {"nacl"})


def test_it_knows_every_kind_of_order_in_its_own_words() -> None:
    theirs = {kind.name: set(kind.body) for kind in second_verifier.ROWS}
    assert theirs == {name: set(row.fields) for name, row in KINDS.items()}
    assert len(theirs) == len(second_verifier.ROWS)


def test_it_calls_a_rich_ledger_good_and_gives_its_root(rich: Rich) -> None:
    said = verify(str(rich.path))
    assert said == f"GOOD entries={rich.seen.size} root={rich.seen.root} ledger={rich.ledger}\n"


def test_every_kind_of_order_has_happened_on_that_ledger(rich: Rich) -> None:
    book = open_book(rich.path)
    with book.view() as view:
        happened = {Order.parse(entry.order).kind for entry in view.entries()}
    book.close()
    assert happened == set(KINDS)


def test_it_names_each_fault_on_a_line_and_ends_with_1(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        connection.execute("UPDATE transfers SET amount_minor = amount_minor + 1 WHERE n = ?", (rich.seen.size,))
    lines = verify(str(forged.path), status=1).splitlines()
    assert any(line.startswith(f"entry {rich.seen.size} (send): its transfers") for line in lines)
    assert any(line.startswith("account w:") for line in lines)
    assert not any(line.startswith("GOOD") for line in lines)


def test_it_compares_the_operators_key_with_the_one_that_was_read_aloud(rich: Rich) -> None:
    book = open_book(rich.path)
    with book.view() as view:
        key = next(key.id for key in view.everything().keys.values() if key.party == "operator")
    book.close()
    aloud = ":".join(key[place : place + 2] for place in range(0, 8, 2))
    assert verify(str(rich.path), "--operator", aloud).startswith("GOOD")
    assert verify(str(rich.path), "--operator", key).startswith("GOOD")
    wrong = "00" + aloud[2:] if not aloud.startswith("00") else "ff" + aloud[2:]
    assert "operator" in verify(str(rich.path), "--operator", wrong, status=1)


def test_it_reads_what_is_still_in_the_log_beside_the_file_while_others_write(tmp_path: Path) -> None:
    path = new_ledger(tmp_path, "busy.db")
    book = open_book(path)
    circle = Circle(book, cash_minor=5_00)
    assert path.with_name("busy.db-wal").stat().st_size > 0
    assert circle.seen is not None
    assert f"entries={circle.seen.size} root={circle.seen.root} " in verify(str(path))
    circle.send("ming", "li", 1_00)
    assert f"entries={circle.seen.size} root={circle.seen.root} " in verify(str(path))
    book.close()


def test_a_file_that_is_no_ledger_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    for name, content in (("text", b"no ledger\n" * 99), ("empty", b"")):
        path = tmp_path / name
        path.write_bytes(content)
        assert "cannot be read as a ledger" in verify(str(path), status=1)
    assert "cannot be read as a ledger" in verify(str(tmp_path / "missing"), status=1)
    assert not (tmp_path / "missing").exists()


def test_it_agrees_with_the_audit_of_the_installed_program_and_writes_nothing(tmp_path: Path) -> None:
    env = sealed(tmp_path)
    for command in (
        ("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed"),
        ("card", "bind", "--test", "visa"),
        ("topup", "50", "--yes"),
        ("wallet", "new", "li"),
        ("envelope", "send", "li", "8.88", "Happy New Year", "--yes", "--as", "ming"),
        ("grab", "--as", "li", "--yes"),
    ):
        paycli(*command, env=env)
    ledger = tmp_path / "home" / "home.db"
    audited = paycli_json("ledger", "audit", "--as", "ming", env=env)
    held = tmp_path / "held"
    held.mkdir()
    for file in ledger.parent.glob("home.db*"):
        shutil.copy(file, held / file.name)
    before = {file.name: file.read_bytes() for file in held.iterdir()}
    said = verify(str(held / "home.db"))
    assert f"entries={audited['entries']} " in said
    assert f"root={audited['root']} " in said
    assert {name: (held / name).read_bytes() for name in before} == before


def test_what_a_forger_named_an_account_does_not_reach_the_terminal(rich: Rich, tmp_path: Path) -> None:
    forged = copy(rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        name = "w:\x1b[2J\x1b[HGOOD entries=99\n\u202e:EUR"
        connection.execute("INSERT INTO accounts (name, balance_minor, floor_minor) VALUES (?, 5, 0)", (name,))
    said = verify(str(forged.path), status=1)
    assert "GOOD entries=99" in said
    assert said.replace("\n", "").isprintable()
    assert not any(line.startswith("GOOD") for line in said.splitlines())
