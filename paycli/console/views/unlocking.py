"""Views of a sealed file that is unlocked for a while, or locked again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.console.documents import beginning
from paycli.console.output import Document, Line
from paycli.console.surroundings import surroundings
from paycli.console.times import duration_text, iso_utc, time_local

if TYPE_CHECKING:
    from paycli.domain.unlocking import Serves, UnlockedNow


class _Words(NamedTuple):
    """Where it is unlocked, what asks for no passphrase there, and what ends it before its time."""

    where: str
    quiet: str
    end: str


_WORDS: dict[Serves, _Words] = {
    "login": _Words("in this login session", "in this login session nothing asks for the passphrase", "you log out"),
    "terminal": _Words("in this terminal", "in this terminal nothing asks for the passphrase", "it closes"),
    "user": _Words("for all your programs", "none of your programs asks for the passphrase", "this terminal closes"),
}


def unlocked(now: UnlockedNow) -> Document:
    """Show for how long which keys are unlocked, and how to lock them."""
    until = iso_utc(now.until)
    words = _WORDS[now.unlocked.serves]
    data = beginning.Unlocked(
        unlocked=True,
        until=until,
        holder=now.unlocked.holder,
        serves=now.unlocked.serves,
        wallets=now.handles,
        changed=True,
    )
    lasts = f"Unlocked for {duration_text(now.unlocked.left_ms)}, until {until_text(now)}"
    lines = (
        Line(f"{lasts}: {', '.join(now.handles)}", "good"),
        f"{words.quiet[:1].upper()}{words.quiet[1:]} till then, or till {words.end}.",
        Line("to end it now: paycli lock", "dim"),
    )
    return Document(data, lines, until)


def locked(*, changed: bool) -> Document:
    """Say that nothing is unlocked any more."""
    text = "Locked: payments ask for the passphrase." if changed else "Nothing was unlocked, nothing changed."
    return Document(beginning.Locked(unlocked=False, changed=changed), (Line(text, "good"),))


def state_text(now: UnlockedNow) -> str:
    """Write until when and where it is unlocked, behind the place of the secrets."""
    return f"unlocked until {until_text(now)} {_WORDS[now.unlocked.serves].where}"


def until_text(now: UnlockedNow) -> str:
    """Write until when it is unlocked, for people."""
    now_ms = surroundings().now_ms
    return time_local(now.until, now.zone, now_ms=now_ms() if now_ms is not None else None)


def begun_text(now: UnlockedNow) -> str:
    """Say behind a new passphrase where it is asked for later only."""
    lasts, quiet = duration_text(now.unlocked.left_ms), _WORDS[now.unlocked.serves].quiet
    return f"Unlocked for {lasts}: {quiet}. To end it: paycli lock"
