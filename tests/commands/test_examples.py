"""The examples that every command's help shows are typed here as they stand, and end well.

One scene is built once, and each example finds it as it was. A word like k3xd stands for an id of the scene.
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
import signal
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, NamedTuple

import pytest

from paycli.app import printing
from paycli.commands.table import COMMANDS, EXAMPLES, HIDDEN
from paycli.main import run
from tests.support.catalogue import parameters
from tests.support.inside import Household
from tests.support.keys import keyed
from tests.support.terminal import Screen
from tests.support.town import build_town, have_tab

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEAST = 2
ABOUT_LENGTH_MOST = 20
# Who types the examples of a command, where it is not the operator @ming; and in which home, if not in theirs.
WHO = {
    "pos": "cafe",
    "pos charge": "cafe",
    "pos receipt": "cafe",
    "pos guest": "cafe",
    **dict.fromkeys(("pos setup", "pos cash", "pos gift", "pos list", "pos tips"), "cafe"),
    **dict.fromkeys(("pos x", "pos z", "pos in", "pos out", "pos drawer", "pos close", "pos report"), "bar"),
    **dict.fromkeys(("pos printer set", "pos printer show", "pos printer test", "pos printer off"), "bar"),
    **dict.fromkeys(("pos pin set", "pos pin off"), "bar"),
    "pos open": "stall",
    "item check": "cafe",
    "item import": "cafe",
    "receipt save": "cafe",
    "receipt code": "cafe",
    "refund": "cafe",
    "grab": "li",
    "pay": "li",
    **dict.fromkeys(("accept", "decline"), "bo"),
    "pos tab add": "cafe",
    "pos tab list": "cafe",
    "pos tab pay": "cafe",
    "tab join": "bo",
    "group leave": "ming",
}
# These begin a home of their own, and ask what is not said.
BEGINNING = {"init", "join"}
# These have a test of their own: the tour is played in tests/e2e, and a ledger is accepted where one was put back.
APART = {"tour", "ledger accept"}
# Groups that do something by themselves, too.
RUN_ALONE = {"pos"}
ASKING = {"contact verify li", "init", "undo"}


class Scene(NamedTuple):
    """A home with everything that the examples name, the words that stand for its ids, and a copy of it."""

    home: Path
    kept: Path
    ids: dict[str, str]
    files: Path


@pytest.fixture
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("examples")
    with pytest.MonkeyPatch.context() as patch:
        house = Household(folder, patch)
        home = house.ledger.parent

        def made(*words: str) -> str:
            return str(house.json(*words).get("id", ""))

        town = build_town({"PAYCLI_HOME": str(home)}, made)
        for line in (
            "wallet new bo",
            "wallet new eve",
            "wallet new stall --shop",
            "pos charge 9 bread --expires 30d --as cafe",
            "card bind --test mastercard --as ming",
            "group new family li bo --as ming",
            "group new club ming --as li",
            "contact block eve --as ming",
            "cash in bo 50 --as ming",
            "send bo 1 -k rent-2026-11 --as ming",
        ):
            house.run(*line.split())
        fair = made("envelope", "send", "4", "-n", "2", "--as", "ming")
        for who in ("li", "bo"):
            house.run("grab", fair, "--as", who)
        files = folder / "files"
        files.mkdir()
        linked = house.json("envelope", "send", "6", "-n", "3", "--link", "-k", "example", "--as", "ming")
        (files / "link.txt").write_text(f"{linked['link']}\n")
        (files / "wages.csv").write_text("to,amount,currency,note,id\nbo,2,EUR,wages,a1\nli,1,EUR,,a2\n")
        (files / "items.csv").write_text("code,name,price\nfw,Flat white,3.50\n4011,Banana,0.40\n")
        shutil.copy(town.receipt, files)
        house.run("item", "import", str(files / "items.csv"), "--as", "cafe")
        (files / "tab.txt").write_text(f"{have_tab('li', 'cafe', most='60/day')}\n4711\n")
        (files / "pin.txt").write_text("4711\n")
        (files / "code.txt").write_text("246810\n")
        ids = {"k3xd": town.sale, "p7wt": town.paid, "e9qm": town.envelope, "c4nh": town.cash, "n8rt": fair}
        ids |= {"g1ft": linked["id"], "r4qt": made("request", "new", "bo", "2", "-m", "tea", "--as", "ming")}
        ids |= {"K3XD-9M2P-Q7TA": town.request, "5e:9a:01:7c": town.other_key}
        ids["u4do"] = made("send", "bo", "2", "--as", "ming")
        ids["b4ck"] = made("send", "ming", "5", "--as", "bo")
        ids |= {"1-000041": "0-000002", "1-000042": "1-000001", "1-000043": "1-000002"}
        invited = house.json("wallet", "invite", "--as", "ming")
        (files / "invite.txt").write_text(f"{invited['code']}\n")
        guest = house.json("wallet", "invite", "--as", "ming")
        (files / "codes.txt").write_text(f"{guest['code']}\n")
        house.run("pos", "guest", "--add", str(files / "codes.txt"), "--as", "cafe")
        newcomer(folder, house, "an")
        kept = folder / "kept"
        shutil.copytree(home, kept)
        yield Scene(home, kept, ids, files)
        # An example unlocks the sealed file for hours.
        house.run("lock")


def newcomer(folder: Path, house: Household, handle: str) -> None:
    """Let somebody ask to join, from a home of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYCLI_HOME", str(folder / handle))
        house.run("join", str(house.ledger), "--handle", handle, "--vault", "sealed")


EXAMPLE_LINES = [(command, line) for command, lines in EXAMPLES.items() for line in lines]


# --- the table --------------------------------------------------------------------------------------------------------
def test_every_command_is_in_a_group_and_has_two_examples() -> None:
    words = {word for commands in COMMANDS.values() for word in commands}
    assert {command.split()[0] for command in parameters()} - words == set(HIDDEN)
    few = {command for command in parameters().keys() - HIDDEN if len(set(EXAMPLES.get(command, ()))) < LEAST}
    assert few == set()
    assert EXAMPLES.keys() - parameters().keys() == RUN_ALONE
    assert [line for command, line in EXAMPLE_LINES if not f"{line} ".startswith(f"{command} ")] == []


def test_what_the_table_says_of_a_command_fits_into_its_column() -> None:
    rows = [(word, about) for commands in COMMANDS.values() for word, (_, about) in commands.items()]
    assert [word for word, about in rows if len(about) > ABOUT_LENGTH_MOST or not about] == []


# --- the examples -----------------------------------------------------------------------------------------------------
@pytest.mark.wide
@pytest.mark.slow
def test_every_example_does_what_it_shows(scene: Scene, tmp_path: Path) -> None:
    misses = [
        f"{line}: {miss}"
        for number, (command, line) in enumerate(EXAMPLE_LINES)
        if command not in APART and (miss := miss_of(command, line, scene, tmp_path / str(number)))
    ]
    assert not misses, "\n" + "\n".join(misses)


def miss_of(command: str, line: str, scene: Scene, folder: Path) -> str:
    """Type an example in the scene as it was at first, and say what is wrong with how it ends; empty for nothing."""
    put_right(scene.home, scene.kept)
    shutil.copytree(scene.files, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        if command in BEGINNING:
            patch.setenv("PAYCLI_HOME", str(folder / "own"))
            (folder / "home.db").symlink_to(scene.home / "home.db")
            shutil.move(folder / "invite.txt", folder / "code.txt")
        else:
            patch.setenv("PAYCLI_AS", WHO.get(command, "ming"))
        words, stdin = typed(line, scene, folder)
        if line in ASKING:
            with Screen(*words, columns=100) as screen:
                answer(line, screen)
                return "" if screen.ended() else "it says nothing"
        patch.setattr("sys.stdin", io.StringIO(stdin))
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = run([*keyed(words), *([] if "--yes" in words else ["--yes"])])
    # Who sends to a printer meanwhile changes files of the scene.
    while printing._started:
        os.kill(printing._started[-1], signal.SIGKILL)
        os.waitpid(printing._started.pop(), 0)
    if status != 0:
        return f"{status} {out.getvalue()}{err.getvalue()}"
    return "" if out.getvalue() else "it says nothing"


def put_right(home: Path, kept: Path) -> None:
    """Make a folder what it was, by the times of its files: most of them no example touches."""
    was, found = ({each.relative_to(folder): each for each in folder.rglob("*")} for folder in (kept, home))
    for name in sorted(found.keys() - was.keys(), reverse=True):
        found[name].rmdir() if found[name].is_dir() else found[name].unlink()
    for name, path in sorted(was.items()):
        if path.is_dir():
            (home / name).mkdir(path.stat().st_mode & 0o777, exist_ok=True)
        elif name not in found or stamp(path) != stamp(found[name]):
            shutil.copy2(path, home / name)


def stamp(path: Path) -> tuple[int, int, int]:
    """Give what changes with a file."""
    status = path.lstat()
    return status.st_mtime_ns, status.st_size, status.st_mode


def typed(line: str, scene: Scene, folder: Path) -> tuple[list[str], str]:
    """Read a line as a shell does: its words with ids of the scene, and what `< FILE` puts on stdin."""
    line, _, _ = line.partition(" > ")
    line, _, name = line.partition(" < ")
    words = [scene.ids.get(word, word) for word in shlex.split(line)]
    return words, (folder / name).read_text() if name else ""


def answer(line: str, screen: Screen) -> None:
    """Answer what an example asks a person."""
    if line == "init":
        screen.answer("Handle", "ming").answer("Currency", "EUR").answer("Play or real", "play")
    else:
        screen.answer("[Y/n]" if line == "undo" else "[y/N]", "y")
