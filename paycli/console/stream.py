"""The two streams that we write to: what they can show, and how a write to them may fail."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.console.surroundings import surroundings
from paycli.errors import OutputFailed

if TYPE_CHECKING:
    from typing import TextIO

# What a shell reports for a program that SIGPIPE ended: `paycli log | head` is no fault.
BROKEN_PIPE_STATUS = 128 + 13
_FALLBACK_COLUMNS, _FALLBACK_ROWS = 80, 24


def is_tty(stream: TextIO | None) -> bool:
    """Tell whether a person sits at the other end; a stream that is closed or missing has nobody."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def can_ask() -> bool:
    """Tell whether a question may be asked: stdin and stderr are terminals, and neither JSON nor --no-input is on."""
    return not options().machine and not options().no_input and is_tty(sys.stdin) and is_tty(sys.stderr)


def why_nobody() -> str:
    """Say why nothing can be asked, as the end of a sentence."""
    if options().no_input:
        return ", and --no-input lets paycli ask nothing"
    return ", and paycli asks nothing with --json" if options().machine else ", and there is no terminal to ask on"


def is_dumb() -> bool:
    """Tell whether the terminal knows neither colours nor how to go back: TERM=dumb."""
    return surroundings().environ.get("TERM") == "dumb"


def encoding_of(stream: TextIO | None) -> str:
    """Give the encoding that a stream writes in; ASCII where it does not say."""
    return getattr(stream, "encoding", None) or "ascii"


def size_of(stream: TextIO | None) -> tuple[int, int]:
    """Give columns and rows of the terminal behind a stream; 80 x 24 where it does not say."""
    columns = rows = 0
    if stream is not None:
        with suppress(OSError, ValueError):
            columns, rows = os.get_terminal_size(stream.fileno())
    typed = surroundings().environ.get("COLUMNS", "")
    if typed.isascii() and typed.isdigit():
        columns = int(typed[:6])
    return columns or _FALLBACK_COLUMNS, rows or _FALLBACK_ROWS


def wants_color(stream: TextIO | None) -> bool:
    """Decide on colour: `--color`, then NO_COLOR, CLICOLOR_FORCE, the person's setting, whether it is a terminal."""
    color = options().color
    if color != "auto":
        return color == "always"
    here = surroundings()
    if here.environ.get("NO_COLOR"):
        return False
    if here.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    chosen = here.setting("color")
    if chosen in {"always", "never"}:
        return chosen == "always"
    return is_tty(stream) and not is_dumb()


def write_out(*texts: str) -> None:
    """Write to stdout and flush; nothing where stdout is closed.

    Lines are handed in one by one, so that Ctrl-C leaves none of them half written. Raises SystemExit(141) when the
    reader has gone, quietly, and OutputFailed when the text cannot be written (a full disk): what a command did by then
    stands.
    """
    stream: TextIO | None = sys.stdout
    if stream is None:
        return
    try:
        for text in texts:
            stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _abandon(stream)
        raise SystemExit(BROKEN_PIPE_STATUS) from None
    except OSError as error:
        _abandon(stream)
        raise OutputFailed(reason=error.strerror or "it is closed") from error


def write_err(text: str) -> None:
    """Write to stderr and flush; where that fails there is nobody left to tell, and the exit status stays."""
    stream: TextIO | None = sys.stderr
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        _abandon(stream)


def _abandon(stream: TextIO) -> None:
    """Let what the stream still holds go nowhere, or Python would complain about it when it ends (status 120)."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
