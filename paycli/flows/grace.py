"""The grace of what somebody types: for how long a payment waits before it arrives, so that a slip can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.console.stream import can_ask
from paycli.console.times import duration_text, parse_duration
from paycli.errors import Misconfigured, Usage

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp

GRACE = "grace"
GRACE_MOST_MS = 3_600_000


def check_grace(name: str, value: str) -> None:
    """Refuse a grace that is no length of time, or a longer one than an hour; other settings are let be."""
    if name == GRACE and parse_duration(value) > GRACE_MOST_MS:
        problem = f"A grace of {value} is too long, {duration_text(GRACE_MOST_MS)} is the most"
        raise Usage(problem=problem, help="for a longer one each time: paycli send WHO AMOUNT --delay 2h")


def grace_ms(app: OpenedApp, *, key: str | None, no_key: bool) -> int | None:
    """Give the grace of a payment that a person is asked about, with no key and no mandate; None for every other.

    Raises Misconfigured where the setting was damaged by hand.
    """
    is_asked = can_ask() and not options().yes and key is None and not no_key and app.mandate is None
    value = app.machine.config.get(GRACE) if is_asked else None
    if value is None:
        return None
    try:
        check_grace(GRACE, value)
        return parse_duration(value)
    except Usage:
        problem = f"Nothing was sent. The setting grace is {value[:40]!r}, and it takes a length of up to an hour"
        raise Misconfigured(problem=problem, help="paycli config set grace 30s") from None
