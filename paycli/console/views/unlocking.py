"""Views of a sealed file that is unlocked for a while, or locked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Line
from paycli.console.surroundings import surroundings
from paycli.console.times import duration_text, iso_utc, time_local

if TYPE_CHECKING:
    from paycli.domain.unlocking import UnlockedNow

_ENDS = {
    "kernel": "Nothing asks for the passphrase till then, or till you log out.",
    "process": "Nothing asks for the passphrase till then, or till this terminal closes.",
}


def unlocked(now: UnlockedNow) -> Document:
    """Show for how long which keys are unlocked, and how to lock them."""
    until = iso_utc(now.until)
    data = {"unlocked": True, "until": until, "holder": now.unlocked.holder, "wallets": list(now.handles)}
    lasts = f"Unlocked for {duration_text(now.unlocked.left_ms)}, until {until_text(now)}"
    lines = (
        Line(f"{lasts}: {', '.join(now.handles)}", "good"),
        _ENDS[now.unlocked.holder],
        Line("to end it now: paycli lock", "dim"),
    )
    return Document(data, lines, until)


def locked(*, changed: bool) -> Document:
    """Say that nothing is unlocked any more."""
    text = "Locked: payments ask for the passphrase." if changed else "Nothing was unlocked, nothing changed."
    return Document({"unlocked": False, "changed": changed}, (Line(text, "good"),))


def until_text(now: UnlockedNow) -> str:
    """Write until when it is unlocked, for people."""
    now_ms = surroundings().now_ms
    return time_local(now.until, now.zone, now_ms=now_ms() if now_ms is not None else None)


def begun_text(now: UnlockedNow) -> str:
    """Say behind a new passphrase that it is asked for later only."""
    lasts = duration_text(now.unlocked.left_ms)
    return f"Unlocked for {lasts}: nothing asks for the passphrase. To end it: paycli lock"
