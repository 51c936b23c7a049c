"""Plays a scene: runs its commands by a clock of its own, and changes files where the scene says so."""

from __future__ import annotations

import json
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

from tools.record import hands
from tools.record.child import FIXED, How, Watched, run
from tools.record.leftovers import left_in, shown
from tools.record.lines import SIGNS, Command, fields, filled, lines_of, parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tools.record.child import Ended, Program

# Friday, 15 January 2027, 09:00 UTC; each command is so much later than the one before it.
_BEGIN_MS, _STEP_MS = 1_800_003_600_000, 7_389
_UNITS_MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_MODES: tuple[tuple[str, ...], ...] = ((), ("--json",), ("--jsonl",), ("--quiet",))
# Of sealed files that are gone after the recording.
_PHRASE = "a passphrase of the recording\n"


def play(program: Program, scene: Path, folder: Path) -> tuple[str, int]:
    """Play a scene in a folder of its own; gives the recording and the number of its command lines."""
    player = Player(program, scene.stem, folder)
    for line in lines_of(scene.read_text(encoding="utf-8")):
        player.do(line)
    player.written += ["", "=== what is left ===", *left_in(folder)]
    return "\n".join(player.written) + "\n", player.count


class Player:
    """A scene that is being played: what was written down so far, and what its commands answered."""

    def __init__(self, program: Program, name: str, folder: Path) -> None:
        self._program, self._name, self._folder = program, name, folder
        self._wall_ms, self.count = _BEGIN_MS, 0
        self._known = {**SIGNS, "folder": str(folder), "db": str(folder / "home/home.db")}
        self._env: dict[str, str] = {}
        self._locks = hands.Locks()
        self.written: list[str] = []
        for each in ("user", "work", "files"):
            (folder / each).mkdir(mode=0o700, parents=True)
        phrase = folder / "files/phrase"
        phrase.touch(mode=0o600)
        phrase.write_text(_PHRASE)

    def do(self, line: str) -> None:
        """Do what a line of the scene says; raises ValueError for what is no line."""
        command = parse(line, self._known)
        if command is not None:
            for mode in _MODES if command.every_mode else ((),):
                self._run(command._replace(words=[*command.words, *mode]))
            return
        word, _, rest = line.partition(" ")
        if word in ("lists", "everything"):
            for who in rest.split():
                self._look_around(who, entries=word == "everything")
            return
        self.written += ["", f"=== {line}"]
        if word == "wait":
            # A scene may go back in time too: `wait -26h`.
            self._wall_ms += int(rest[:-1]) * _UNITS_MS[rest[-1]]
        elif word == "set":
            name, _, value = filled(rest, self._known).partition("=")
            self._env = {
                **{key: old for key, old in self._env.items() if key != name},
                **({name: value} if value else {}),
            }
        elif word == "take":
            self._known |= hands.take(self._folder, filled(rest, self._known))
        elif word in ("lock", "unlock"):
            self._locks.turn(self._folder / rest, on=word == "lock")
        else:
            hands.change(self._folder, word, filled(rest, self._known))

    def looked_at(self, line: str, how: How, env: Mapping[str, str]) -> str:
        """Run a command that is no part of the scene, at the time of the last one, and give all that it writes."""
        command = parse(line, self._known)
        if command is None:
            raise ValueError(line)
        around = {**self._surroundings(command), **env}
        return run(self._program, command.words, around, self._folder / "work", how).out.decode("utf-8", "replace")

    def watched(self, typed: str) -> Watched:
        """Start `paycli ...` as it is typed, which goes on while the scene is played, at the time of the last one."""
        command = parse(f"$ {typed.removeprefix('paycli ')}", self._known)
        if command is None:
            raise ValueError(typed)
        return Watched(self._program, command.words, self._surroundings(command), self._folder / "work")

    def filled(self, text: str) -> str:
        """Put what the commands of the scene answered into the places of a text."""
        return filled(text, self._known)

    def _run(self, command: Command) -> None:
        words = [*command.words, *(["--json"] if command.save else [])]
        self.count += 1
        self._wall_ms += _STEP_MS
        env = self._surroundings(command)
        stdin = None if command.stdin is None else command.stdin.encode()
        how = How(stdin, command.answers, command.tied)
        ended = run(self._program, words, env, self._folder / "work", how)
        self._write_down(command, words, ended)
        if command.save:
            with suppress(ValueError):
                self._known |= fields(command.save, json.loads(ended.out))

    def _surroundings(self, command: Command) -> dict[str, str]:
        """Give the environment of a command: nothing of this account's, everything at a fixed place."""
        env = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self._folder / "user"),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONPATH": str(FIXED),
            "PYTHONHASHSEED": "0",
            "PAYCLI_HOME": str(self._folder / command.home),
            "PAYCLI_PASSPHRASE_FILE": str(self._folder / "files/phrase"),
            "PAYCLI_PAGER": "cat",
            "RECORD_SEED": f"{self._name} {self.count}",
            "RECORD_NOW_MS": str(self._wall_ms),
            **self._env,
            **command.env,
        }
        return {name: value for name, value in env.items() if value != "-"}

    def _write_down(self, command: Command, words: list[str], ended: Ended) -> None:
        around = " ".join(
            [*(f"{name}={value}" for name, value in command.env.items()), command.tied, *_home(command)]
        ).strip()
        head = f"=== {self.count} {around and around + ' '}paycli {shlex.join(words)}"
        self.written += ["", shown(head.encode()).replace("\n", "\\n"), f"status {ended.status}"]
        if command.stdin is not None:
            self.written.append(f"stdin: {command.stdin.rstrip()}")
        if command.answers:
            self.written.append(f"answers: {' | '.join(command.answers)}")
        for name, data in (("stdout", ended.out), ("stderr", ended.err)):
            if data:
                text = shown(self._program.neutral(data.replace(b"\r\n", b"\n") if command.tied == "tty" else data))
                self.written += [
                    f"--- {name}",
                    text.removesuffix("\n") + ("" if text.endswith("\n") else "(no newline)"),
                ]

    def _look_around(self, who: str, *, entries: bool) -> None:
        """Show all lists, and every entry of the ledger if wanted, as a wallet sees them."""
        shown = [f"show {each}" for each in hands.entries(self._folder / "home/home.db")] if entries else []
        for line in (*hands.LISTS, *shown):
            self.do(f"{who} {line}")
            self.do(f"{who} {line} --json")


def _home(command: Command) -> list[str]:
    return [] if command.home == "home" else [f":{command.home}"]
