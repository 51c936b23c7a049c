"""Started where not everything is as on a desk: read-only disks, paths that are no UTF-8, hardly any files to open."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.support.misses import Misses
from tests.support.program import PROGRAM, paycli, paycli_json, sealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INIT = ("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed")


def settled(tmp_path: Path, home: str, *ledger: str) -> dict[str, str]:
    """Make a wallet with money and a card, and give its environment."""
    env = {**sealed(tmp_path / "own"), "PAYCLI_HOME": home, "PAYCLI_AS": "ming"}
    paycli(*INIT, *ledger, env=env)
    for words in (("wallet", "new", "li"), ("cash", "in", "ming", "100", "--yes"), ("send", "li", "5", "--yes"),
                  ("card", "bind", "--test", "visa")):  # fmt: skip
        paycli(*words, env=env)
    return env


# --- a path that is no UTF-8 ------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_everything_works_where_the_path_is_no_utf_8(tmp_path: Path) -> None:
    place = tmp_path / os.fsdecode(b"caf\xe9 50%?#")
    env = settled(tmp_path, str(place / "home"))
    copy = str(place / os.fsdecode(b"\xfe.db"))
    for line in ("balance", "log", "inbox", "ledger show", "ledger audit", "doctor", "whoami", "topup 5 --yes --no-key",
                 "ledger backup COPY", "wallet invite bo", "ledger audit --ledger COPY",
                 "balance --ledger LEDGER"):  # fmt: skip
        words = [{"COPY": copy, "LEDGER": str(place / "home" / "home.db")}.get(word, word) for word in line.split()]
        done = subprocess.run(
            [PROGRAM, *words], stdin=subprocess.DEVNULL, capture_output=True, env=os.environ | env, check=False
        )
        assert (done.returncode, done.stderr) == (0, b""), (words, done)
        done.stdout.decode()
    assert b"\xfe.db" in {os.fsencode(each.name) for each in place.iterdir()}


# --- disks that are read-only -----------------------------------------------------------------------------------------
@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount a disk of its own on a folder."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "paycli-test", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.full
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a disk")
def test_what_lies_on_a_read_only_disk_can_be_read_and_refuses_the_rest(tmp_path: Path) -> None:
    disk, here = tmp_path / "disk", tmp_path / "here"
    reads = (
        ("balance",),
        ("log",),
        ("inbox",),
        ("ledger", "show"),
        ("doctor",),
        ("contact", "list"),
        ("config", "list"),
    )
    pays = (("send", "li", "1", "--yes"), ("topup", "5", "--yes"))
    books = (("card", "bind", "--test", "mastercard"),)
    keeps = (*books, ("config", "set", "color", "never"), ("wallet", "new", "bo"), ("use", "li"))
    init = (*INIT, "--ledger", str(disk / "new" / "l.db"))
    with small_disk(disk):
        (disk / "folder").mkdir(mode=0o700)
        ledger_there = settled(tmp_path / "a", str(here / "a"), "--ledger", str(disk / "a" / "l.db"))
        home_there = settled(tmp_path / "b", str(disk / "b"), "--ledger", str(here / "b" / "l.db"))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        backup = ("ledger", "backup", str(disk / "folder" / "copy.db"))
        table = [
            *((env, 0, words) for env in (ledger_there, home_there) for words in reads),
            *(
                (ledger_there, 78, words)
                for words in (*pays, *books, ("ledger", "backup"), backup, ("ledger", "upgrade"), init)
            ),
            *((home_there, 78, words) for words in (*keeps, pays[1], backup, init)),
            (ledger_there, 0, ("ledger", "audit")),
            # Without a key only a note in the home would make a repeat safe.
            (home_there, 78, pays[0]),
            (home_there, 0, (*pays[0], "-k", "rent")),
            (home_there, 0, ("ledger", "audit")),
        ]
        with Misses() as misses:
            for env, status, words in table:
                with misses.of(*words, env["PAYCLI_HOME"]):
                    done = paycli(*words, status=status, env=env)
                    assert status == 0 or "ead-only" in done.stderr
        assert "what you see is not remembered" in paycli("balance", env=home_there).stderr
        findings = paycli_json("doctor", env=ledger_there)["findings"]
        assert [each["text"] for each in findings if each["state"] != "ok"] == ["it is on a disk that is read-only"]
        findings = paycli_json("doctor", env=home_there)["findings"]
        assert ["is read-only" in each["text"] for each in findings if each["state"] != "ok"] == [True]


# --- hardly any files to open -----------------------------------------------------------------------------------------
@pytest.mark.slow
def test_where_too_few_files_may_be_open_it_is_said_before_anything_is_done(tmp_path: Path) -> None:
    env = {**os.environ, **settled(tmp_path, str(tmp_path / "home"))}

    def run(most: int, *words: str) -> subprocess.CompletedProcess[str]:
        line = ["sh", "-c", f'ulimit -n {most}; exec "$0" "$@"', PROGRAM, *words]
        return subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=env, check=False)

    lines = (("balance",), ("send", "li", "1", "--yes", "--json", "--no-key"), ("ledger", "audit"), ("doctor",),
             ("topup", "5", "--yes", "--no-key"))  # fmt: skip
    with Misses() as misses:
        # Python itself needs five.
        for most in (5, 7, 14):
            for words in lines:
                with misses.of(*words, most):
                    done = run(most, *words)
                    assert done.returncode == 78, done
                    assert "Nothing was done: this process can open" in done.stderr
        # With the least that is let through, nothing fails for want of them.
        for words in lines:
            with misses.of(*words, "in the end"):
                done = run(15, *words)
                assert done.returncode == 0, done
