"""The passphrase of the sealed file: from a file, a file descriptor, a command, or the person."""

from __future__ import annotations

import os
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.disk.descriptors import descriptor_of, read_descriptor
from paycli.disk.private import read_private
from paycli.domain.unlocking import LENGTH_LEAST, TRIES_MOST, Question
from paycli.errors import Misconfigured, PassphraseMissing, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from subprocess import Popen

    from paycli.domain.unlocking import Slip

    Ask = Callable[[Question], str]
    """Asks a question on the terminal, hidden, and gives the answer."""

FILE, COMMAND = "PAYCLI_PASSPHRASE_FILE", "PAYCLI_PASSPHRASE_COMMAND"
COMMAND_WAIT_S = 30.0
_BYTES_MOST = 64 * 1024
_HELP = f"check {FILE} or {COMMAND}"


def is_configured(environ: Mapping[str, str]) -> bool:
    """Tell whether a passphrase would come without asking anybody."""
    return bool(environ.get(FILE) or environ.get(COMMAND))


def source_of(environ: Mapping[str, str]) -> str:
    """Name where a passphrase comes from that nobody types, without the words of a command; empty for a person."""
    if file := environ.get(FILE):
        return f"{FILE} ({file})"
    return COMMAND if environ.get(COMMAND) else ""


def passphrase(
    environ: Mapping[str, str],
    ask: Ask | None,
    *,
    new: bool = False,
    again: bool = False,
    command_wait_s: float = COMMAND_WAIT_S,
) -> bytes:
    """Give the passphrase of the sealed file.

    It comes from PAYCLI_PASSPHRASE_FILE (a path, or `fd:N`), else from PAYCLI_PASSPHRASE_COMMAND, else it is asked for:
    `ask` is None where there is no terminal; `new` asks twice and refuses a short one, `again` says that the one before
    was wrong. One newline at the end is cut off, and text is brought to NFC, so that it is the same on every keyboard.
    Raises PassphraseMissing when nothing gives one, Misconfigured when it is empty, too short or its source fails,
    PermissionRefused when others can read its file, Usage when a person typed no new one in three tries.
    """
    file, command = environ.get(FILE, ""), environ.get(COMMAND, "")
    if not file and not command:
        if ask is None:
            raise PassphraseMissing
        found = _chosen(ask) if new else _typed(ask, Question("open", "wrong" if again else ""))
    elif file:
        found = _normal(_of_file(file, environ.get("CREDENTIALS_DIRECTORY", "")))
    else:
        found = _normal(_of_command(command, environ, command_wait_s))
    if not found:
        raise Misconfigured(problem="The passphrase is empty", help=_HELP if file or command else "type one")
    if new and _is_short(found):
        raise Misconfigured(problem="The passphrase is too short", help=f"{LENGTH_LEAST} characters or more")
    return found


def _chosen(ask: Ask) -> bytes:
    """Ask for a new passphrase, twice: a slip in it would lock its owner out of the money for ever."""
    slip: Slip = ""
    for _ in range(TRIES_MOST):
        found = _typed(ask, Question("choose", slip))
        if _is_short(found):
            slip = "short"
        elif _typed(ask, Question("repeat")) != found:
            slip = "differ"
        else:
            return found
    if slip == "short":
        again = f"run the command again, with {LENGTH_LEAST} characters or more"
        raise Usage(problem="The passphrase is too short, so nothing was stored", help=again)
    raise Usage(problem="The two passphrases differ, so nothing was stored", help="run the command again")


def _typed(ask: Ask, question: Question) -> bytes:
    return _normal(ask(question).encode(errors="surrogateescape"))


def _is_short(found: bytes) -> bool:
    return len(found.decode(errors="replace")) < LENGTH_LEAST


def _normal(found: bytes) -> bytes:
    for newline in (b"\r\n", b"\n"):
        if found.endswith(newline):
            found = found[: -len(newline)]
            break
    try:
        return unicodedata.normalize("NFC", found.decode()).encode()
    except UnicodeDecodeError:
        return found


def _of_file(name: str, credentials: str) -> bytes:
    number = descriptor_of(name)
    if number is not None:
        return _of_descriptor(number)
    try:
        return read_private(Path(name), credentials=credentials, bytes_most=_BYTES_MOST)
    except FileNotFoundError:
        raise Misconfigured(problem=f"{FILE} names {name}, which does not exist", help=_HELP) from None


def _of_descriptor(number: int) -> bytes:
    try:
        return read_descriptor(number, _BYTES_MOST)
    except OSError as problem:
        raise Misconfigured(problem=f"fd:{number} cannot be read ({problem.strerror})", help=_HELP) from None


def _of_command(command: str, environ: Mapping[str, str], wait_s: float) -> bytes:
    import shlex
    import subprocess

    # The words of the command may themselves be secret, so no message repeats them.
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        raise Misconfigured(problem=f"{COMMAND} is not a command line", help="check its quotes")
    try:
        # Its complaints go where ours go; standard input stays for what the script feeds to paycli.
        running = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=dict(environ))
    except (OSError, ValueError):
        raise Misconfigured(problem=f"{COMMAND} could not be started", help=_HELP) from None
    with running:
        try:
            found = _written_by(running, time.monotonic() + wait_s)
        except subprocess.TimeoutExpired:
            raise Misconfigured(problem=f"{COMMAND} did not end within {wait_s:g} s", help=_HELP) from None
        finally:
            # Whatever ends us before it: it is ours, and has not been waited for.
            if running.poll() is None:
                running.kill()
    if running.returncode != 0:
        raise Misconfigured(problem=f"{COMMAND} failed with status {running.returncode}", help=_HELP)
    return found


def _written_by(running: Popen[bytes], deadline: float) -> bytes:
    """Give what a program writes until it ends; raises Misconfigured for too much of it, and TimeoutExpired."""
    import select
    import subprocess

    pipe = running.stdout.fileno() if running.stdout is not None else -1
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    found = b""
    while True:
        if not waiting.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise subprocess.TimeoutExpired("", 0)
        piece = os.read(pipe, _BYTES_MOST)
        found += piece
        if len(found) > _BYTES_MOST:
            raise Misconfigured(problem=f"{COMMAND} gives more than {_BYTES_MOST} bytes", help=_HELP)
        if not piece:
            break
    running.wait(max(0.0, deadline - time.monotonic()))
    return found
