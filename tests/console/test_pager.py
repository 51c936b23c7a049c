"""A long list goes through the pager, and the keyboard is the pager's while it is open."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from tests.console.screen import Session

if TYPE_CHECKING:
    from pathlib import Path

LIST = """
from paycli.console.output import Listing, show
from paycli.console.tables import Table
show(Listing([{}] * COUNT, Table(("n",), [(str(n),) for n in range(COUNT)]), "none"))
"""


def paged(count: int, pager: str, rows: int = 10) -> str:
    with Session(LIST.replace("COUNT", str(count)), out="terminal", env={"PAYCLI_PAGER": pager}, rows=rows) as session:
        status, _, screen = session.end()
    assert status == 0
    return screen


def test_a_list_longer_than_the_screen_goes_through_the_pager() -> None:
    assert paged(30, "sed s/^/paged:/").splitlines()[1:3] == ["paged:0", "paged:1"]


def test_a_list_that_fits_does_not() -> None:
    assert "paged:" not in paged(8, "sed s/^/paged:/")


@pytest.mark.parametrize("pager", ["", "cat", "no-such-pager-anywhere", "'unclosed"])
def test_without_a_pager_the_list_is_written_whole(pager: str) -> None:
    assert paged(30, pager).splitlines()[1:] == [str(n) for n in range(30)]


def test_whoever_leaves_the_pager_early_has_seen_enough() -> None:
    assert paged(30_000, "head -n 1").count("\n") == 1


def test_paycli_pager_comes_before_pager() -> None:
    env = {"PAYCLI_PAGER": "sed s/^/ours:/", "PAGER": "sed s/^/theirs:/"}
    with Session(LIST.replace("COUNT", "30"), out="terminal", env=env) as session:
        assert "ours:29" in session.end()[2]


# It waits for the signal alone: one that came to a shell just before its `read` would be seen only behind that.
PAGER = """
import signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
print("open", flush=True)
signal.sigwait({signal.SIGINT})
print("noticed", flush=True)
open("/dev/tty").readline()
sys.stdin.read()
"""


# The longer list is still on its way to the pager, which does not read yet, when Ctrl-C is pressed.
@pytest.mark.parametrize("rows", ["30", "9000"])
def test_ctrl_c_belongs_to_the_pager_while_it_is_open(rows: str, tmp_path: Path) -> None:
    (tmp_path / "pager.py").write_text(PAGER)
    pager = shlex.join([sys.executable, str(tmp_path / "pager.py")])
    with Session(LIST.replace("COUNT", rows), out="terminal", env={"PAYCLI_PAGER": pager}) as session:
        session.until("open")
        session.type("\x03")
        session.until("noticed")
        session.type("\n")
        assert session.end()[0] == 0
