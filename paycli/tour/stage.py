"""Where the tour is played: a folder that is gone afterwards, and processes that know nothing of this account."""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Self

from paycli import version
from paycli.console.drawings import Drawing
from paycli.console.output import Line, say
from paycli.console.stream import encoding_of, wants_color
from paycli.errors import TourFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

# A command takes a quarter of a second; one that takes this long hangs.
_PATIENCE_SECONDS = 60
_ENDING_SECONDS = 5
# What a process needs of its surroundings. Whatever else is set there (keyring, profiles, settings) stays outside.
_INHERITED = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TERM", "TZ", "TMPDIR")
# The tour cleans up behind itself also when it is told to end, or when its terminal is closed.
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
_LINE_COLUMNS = 78


class Ended(NamedTuple):
    """A process that ended: its status, what it said, and when it began and ended (seconds of a monotonic clock)."""

    status: int
    out: str
    err: str
    began: float
    ended: float

    def document(self) -> dict[str, Any]:
        """Give the JSON document that it wrote: the result, or the error."""
        import json

        document: dict[str, Any] = json.loads(self.out if self.status == 0 else self.err)
        return document


class Stage:
    """The folder and the processes of a tour. Leaving it ends what still runs and removes everything."""

    def __init__(self) -> None:
        self.step = "the beginning"
        self.processes = 0
        self._running: list[subprocess.Popen[str]] = []
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {each: signal.signal(each, _end) for each in _ENDINGS}
        # Resolved, since macOS hands out its temporary folder under a symbolic link.
        self.folder = Path(tempfile.mkdtemp(prefix="paycli-tour-")).resolve()
        self.home = self.folder / "paycli"
        own = self.folder / "home"
        own.mkdir(0o700)
        phrase = self.folder / "passphrase"
        phrase.touch(0o600)
        phrase.write_text(secrets.token_urlsafe(24) + "\n")
        color = "CLICOLOR_FORCE" if wants_color(sys.stdout) else "NO_COLOR"
        self._environment = {
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            "HOME": str(own),
            "PAYCLI_HOME": str(self.home),
            "PAYCLI_PASSPHRASE_FILE": str(phrase),
            "PYTHONIOENCODING": encoding_of(sys.stdout),
            color: "1",
        }
        self._program = self._find_program()
        return self

    def __exit__(self, *_: object) -> None:
        # A second Ctrl-C must not leave half of it behind.
        interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            for process in self._running:
                process.terminate()
            for process in self._running:
                _reap(process)
            shutil.rmtree(self.folder)
        finally:
            signal.signal(signal.SIGINT, interrupted)
            for each, handler in self._before.items():
                signal.signal(each, handler)

    def _find_program(self) -> list[str]:
        """Give the installed program; where none is installed, the package that runs now."""
        installed = Path(sys.executable).with_name("paycli")
        if os.access(installed, os.X_OK):
            return [str(installed)]
        self._environment["PYTHONPATH"] = str(Path(version.__file__).parents[1])
        return [sys.executable, "-m", "paycli"]

    # --- running commands --------------------------------------------------------------------------------------------
    def run(
        self,
        *words: str,
        payer: str | None = None,
        status: int = 0,
        home: Path | None = None,
        most: int | None = None,
        shown: bool = True,
    ) -> list[str]:
        """Show a command, run it, show and give what it says: that many lines at `most`, none if not `shown`.

        `payer` names whose money moves, and agrees. Raises TourFailed when the exit status is another one.
        """
        args = (*words, *(() if payer is None else ("--as", payer, "--yes")))
        echo(args, home=home)
        ended = self._end(self._start(args, together=True, home=home))
        self._require_status(args, ended, status)
        lines = ended.out.splitlines()
        if shown:
            say(Drawing(tuple(lines[:most])))
        if shown and most is not None and len(lines) > most:
            say(Line(f"({len(lines) - most} lines more)", "dim"))
        return lines

    def draw(self, *args: str) -> list[str]:
        """Run a command without showing it, and give the lines that it draws."""
        ended = self._end(self._start(args))
        self._require_status(args, ended, 0)
        return ended.out.splitlines()

    def read(self, *args: str, status: int = 0, home: Path | None = None) -> dict[str, Any]:
        """Run a command with --json without showing it, and give its document: for checks and numbers."""
        ended = self._end(self._start((*args, "--json"), home=home))
        self._require_status(args, ended, status)
        return ended.document()

    def run_at_once(self, commands: Sequence[Sequence[str]]) -> list[Ended]:
        """Show commands, start them all, then wait for all of them; each must end with status 0."""
        for args in commands:
            echo(args, behind=" &")
        say("$ wait")
        started = [self._start(args) for args in commands]
        ended = [self._end(each) for each in started]
        for args, each in zip(commands, ended, strict=True):
            self._require_status(args, each, 0)
        return ended

    def _start(
        self, args: Sequence[str], *, together: bool = False, home: Path | None = None
    ) -> tuple[subprocess.Popen[str], float]:
        self.processes += 1
        began = time.monotonic()
        with _undivided():
            process = subprocess.Popen(
                [*self._program, *args],
                # An empty folder, so that no module of the current one is taken for one of ours.
                cwd=self._environment["HOME"],
                env={**self._environment, **({} if home is None else {"PAYCLI_HOME": str(home)})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT if together else subprocess.PIPE,
                encoding=self._environment["PYTHONIOENCODING"],
            )
            self._running.append(process)
        return process, began

    def _end(self, started: tuple[subprocess.Popen[str], float]) -> Ended:
        process, began = started
        try:
            out, err = process.communicate(timeout=_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.fail(f"a command did not end within {_PATIENCE_SECONDS} s")
        self._running.remove(process)
        return Ended(process.returncode, out, err or "", began, time.monotonic())

    def _require_status(self, args: Sequence[str], ended: Ended, status: int) -> None:
        if ended.status != status:
            words = " ".join(args)[:60]
            said = (ended.err or ended.out).strip()[-200:]
            self.fail(f"paycli {words} ended with status {ended.status} instead of {status}; {said}")

    # --- checking ----------------------------------------------------------------------------------------------------
    def require(self, holds: bool, reason: str) -> None:  # noqa: FBT001  it reads as a sentence
        """Raise TourFailed, with the reason, unless something holds."""
        if not holds:
            self.fail(reason)

    def fail(self, reason: str) -> NoReturn:
        """Raise TourFailed in the step that is played."""
        raise TourFailed(step=self.step, reason=reason.rstrip("."))


def echo(args: Sequence[str], *, home: Path | None = None, behind: str = "") -> None:
    """Show a command as it is typed, broken before an option where it would not fit a line of a terminal."""
    words = ["$ paycli" if home is None else f"$ PAYCLI_HOME={shlex.quote(str(home))} paycli"]
    words += [shlex.quote(word) for word in args]
    for line in _broken(words):
        say(Line(line + (behind if line.endswith(words[-1]) else ""), "head"))


def _broken(words: list[str]) -> Iterator[str]:
    line = words[0]
    for word in words[1:]:
        if word.startswith("--") and len(line) + len(word) > _LINE_COLUMNS - 14:
            yield f"{line} \\"
            line = f"      {word}"
        else:
            line += f" {word}"
    yield line


@contextmanager
def _undivided() -> Iterator[None]:
    """Put off being told to end: a process that was started but is not known yet would be left behind."""
    received: list[int] = []
    endings = (signal.SIGINT, *_ENDINGS)
    before = {each: signal.signal(each, lambda number, _: received.append(number)) for each in endings}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    for number in received[:1]:
        signal.raise_signal(number)


def _reap(process: subprocess.Popen[str]) -> None:
    try:
        process.communicate(timeout=_ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
