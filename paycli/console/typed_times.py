"""Times as people type them: a day, a moment, or how long ago; read in the ledger's zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from paycli.console.times import LATEST_MS
from paycli.errors import KeyNotUsable, Usage

_AGO = re.compile(r"([0-9]{1,6})(m|h|d|w)").fullmatch
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])").fullmatch
_LONGEST_MS = 366 * 86_400_000
_AGO_MS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}


def parse_when(typed: str | None, zone: str, now_ms: int) -> int | None:
    """Read `today`, `yesterday`, `2026-11-22`, `2026-11-22T20:00`, `2h`, `7d` (ago) as ms UTC; raises Usage."""
    if typed is None:
        return None
    ago = _AGO(typed)
    if ago:
        return now_ms - int(ago[1]) * _AGO_MS[ago[2]]
    if typed in {"today", "yesterday"}:
        midnight = start_of_day(zone, now_ms)
        return midnight if typed == "today" else start_of_day(zone, midnight - 1)
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise Usage(
            problem=f"{typed[:40]} is no time", help="like today, 2026-11-22, 2026-11-22T20:00, or 7d for a week ago"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_zone(zone))
    return int(moment.timestamp() * 1000)


def parse_ahead(typed: str | None, zone: str, now_ms: int, *, lasting: bool) -> int | None:
    """Read `20:00` (the next one), `2026-11-30`, `2026-11-30T20:00`, `+2h` as ms UTC; the caller refuses past times.

    `lasting` wants a time that means the same tomorrow, for a command that may be repeated: raises KeyNotUsable for the
    others. Raises Usage for what is no time.
    """
    if typed is None:
        return None
    clock, ahead = _CLOCK(typed), _AGO(typed.removeprefix("+")) if typed.startswith("+") else None
    if lasting and (clock or ahead):
        help_ = "give day and time, like --open-at 2026-11-30T20:00"
        raise KeyNotUsable(what=f"--open-at {typed}", help=help_, money="Nothing was sent.")
    if ahead:
        moment_ms = now_ms + int(ahead[1]) * _AGO_MS[ahead[2]]
    elif clock:
        now = datetime.fromtimestamp(now_ms / 1000, _zone(zone))
        moment = now.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0, fold=0)
        if int(moment.timestamp() * 1000) <= now_ms:
            moment += timedelta(days=1)
        moment_ms = int(moment.timestamp() * 1000)
    else:
        try:
            found = datetime.fromisoformat(typed)
            moment_ms = int((found if found.tzinfo else found.replace(tzinfo=_zone(zone))).timestamp() * 1000)
        except (ValueError, OverflowError):
            moment_ms = LATEST_MS + 1
    if moment_ms > LATEST_MS:
        raise Usage(
            problem=f"Nothing was sent. {typed[:40]} is no time to open it",
            help="like --open-at 20:00, 2026-11-30, 2026-11-30T20:00, +2h",
        )
    return moment_ms


def start_of_day(zone: str, now_ms: int) -> int:
    """Give midnight of the day of `now_ms` in a zone, as ms UTC."""
    now = datetime.fromtimestamp(now_ms / 1000, _zone(zone))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return int(midnight.timestamp() * 1000)


def month_of(ms: int, zone: str) -> str:
    """Give the month of a time in a zone, `2026-11`."""
    return datetime.fromtimestamp(ms / 1000, _zone(zone)).strftime("%Y-%m")


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def parse_duration(typed: str) -> int:
    """Read `90s`, `15m`, `24h`, `3d` as ms; raises Usage, also for more than the 366 days that an order can say."""
    match = re.fullmatch(r"([0-9]{1,6})(s|m|h|d|w)", typed)
    if match is None or int(match[1]) == 0:
        raise Usage(problem=f"{typed[:40]} is no length of time", help="like 90s, 15m, 24h, 3d")
    lasts = int(match[1]) * (1000 if match[2] == "s" else _AGO_MS[match[2]])
    if lasts > _LONGEST_MS:
        raise Usage(problem=f"{typed} is too long", help="366d at most")
    return lasts
