"""Times and durations: as people read them, as programs do, and as people type them; never dependent on the locale."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from paycli.console.surroundings import surroundings
from paycli.errors import KeyNotUsable, Misconfigured, Usage

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The last millisecond of the year 9999: RFC 3339 has four digits for a year, and an order may name any time.
LATEST_MS = 253_402_300_799_999
# Below two minutes seconds are told alone: 118 s is easier to watch than 1 min 58 s.
_SECONDS_ALONE = 120
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
# Compiled when they are first used: few commands read a time.
_AGO = r"(?P<number>[0-9]{1,6})(?P<unit>m|h|d|w)"
_CLOCK = r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])"
_LONGEST_MS = 366 * 86_400_000
_AGO_MS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}


# --- shown ------------------------------------------------------------------------------------------------------------
def iso_utc(ms: int) -> str:
    """Write ms since 1970 UTC as RFC 3339, `2026-11-22T11:04:00.123Z`; what is out of the years 1970 to 9999 is cut."""
    ms = min(max(ms, 0), LATEST_MS)
    at = time.gmtime(ms // 1000)
    date = f"{at.tm_year:04d}-{at.tm_mon:02d}-{at.tm_mday:02d}"
    return f"{date}T{at.tm_hour:02d}:{at.tm_min:02d}:{at.tm_sec:02d}.{ms % 1000:03d}Z"


def time_local(ms: int, zone: str, *, now_ms: int | None = None) -> str:
    """Write ms since 1970 UTC in this machine's time, `Mon 23 Nov 20:03`.

    The zone's abbreviation follows where the ledger's `zone` (an IANA name) has another time at that moment, or is
    not known here. With `now_ms` the year is added when it is not the one of now.
    """
    ms = min(max(ms, 0), LATEST_MS)
    at = time.localtime(ms // 1000)
    text = f"{_DAYS[at.tm_wday]} {at.tm_mday} {_MONTHS[at.tm_mon - 1]}"
    if now_ms is not None and time.localtime(now_ms // 1000).tm_year != at.tm_year:
        text += f" {at.tm_year}"
    return _with_zone(f"{text} {at.tm_hour:02d}:{at.tm_min:02d}", at, ms, zone)


def clock_local(ms: int, zone: str) -> str:
    """Write the time of day alone, to the second, `20:14:07`; the zone's abbreviation follows as in `time_local`."""
    ms = min(max(ms, 0), LATEST_MS)
    at = time.localtime(ms // 1000)
    return _with_zone(f"{at.tm_hour:02d}:{at.tm_min:02d}:{at.tm_sec:02d}", at, ms, zone)


def paper_time(ms: int, zone: str) -> str:
    """Write ms since 1970 UTC for a paper, which may be read years later: `2026-11-28 17:03 CET`, in a ledger's zone.

    It names the zone by its offset where that has no letters.
    """
    at = _moment(min(max(ms, 0), LATEST_MS), zone)
    return at.strftime("%Y-%m-%d %H:%M %Z").rstrip()


def _with_zone(text: str, at: time.struct_time, ms: int, zone: str) -> str:
    return text if _offset(zone, ms // 1000) == at.tm_gmtoff else f"{text} {at.tm_zone}"


def duration_text(ms: int) -> str:
    """Write a length of time in its two biggest units: `0.4 s`, `118 s`, `1 h 5 min`, `2 d 3 h`."""
    if ms < 0:
        return f"-{duration_text(-ms)}"
    if 0 < ms < 1000:
        return f"0.{ms // 100} s" if ms >= 100 else f"{ms} ms"
    seconds = ms // 1000
    if seconds < _SECONDS_ALONE:
        return f"{seconds} s"
    for place, (size, name) in enumerate(_UNITS[:-1]):
        if seconds >= size:
            smaller, smaller_name = _UNITS[place + 1]
            rest = seconds % size // smaller
            return f"{seconds // size} {name} {rest} {smaller_name}" if rest else f"{seconds // size} {name}"
    return f"{seconds} s"


def _offset(zone: str, seconds: int) -> int | None:
    """Give a zone's seconds east of UTC at a moment; None if the zone is not known here."""
    if zone == "UTC":
        return 0
    # Nearly everybody is where their ledger is, and to look a zone up costs more than all the rest that is drawn.
    if zone and zone == surroundings().zone():
        return time.localtime(seconds).tm_gmtoff
    from datetime import datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        offset = datetime.fromtimestamp(seconds, ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
        return None
    return None if offset is None else int(offset.total_seconds())


# --- typed ------------------------------------------------------------------------------------------------------------
def parse_when(typed: str | None, zone: str, now_ms: int) -> int | None:
    """Read `today`, `yesterday`, `2026-11-22`, `2026-11-22T20:00`, `2h`, `7d` (ago) as ms UTC; raises Usage."""
    if typed is None:
        return None
    ago = re.fullmatch(_AGO, typed)
    if ago:
        return now_ms - int(ago["number"]) * _AGO_MS[ago["unit"]]
    if typed in {"today", "yesterday"}:
        midnight = start_of_day(zone, now_ms)
        return midnight if typed == "today" else start_of_day(zone, midnight - 1)
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise Usage(
            problem=f"Cannot read {typed[:40]} as a time",
            help="like today, 2026-11-22, 2026-11-22T20:00, or 7d for a week ago",
        ) from None
    return _ms_of(moment, zone)


def parse_period(since: str | None, until: str | None, zone: str, now_ms: int) -> tuple[int | None, int | None]:
    """Read both ends of a period; raises Usage for one that nothing can be in."""
    begin, end = parse_when(since, zone, now_ms), parse_when(until, zone, now_ms)
    if begin is not None and begin > now_ms:
        raise Usage(problem=f"--since {str(since)[:40]} is in the future", help="like --since today, 2026-11-22, 7d")
    if begin is not None and end is not None and end <= begin:
        raise Usage(problem=f"--until {str(until)[:40]} is not after --since {str(since)[:40]}", help="")
    return begin, end


def parse_ahead(
    typed: str | None,
    zone: str,
    now_ms: int,
    *,
    lasting: bool,
    option: str = "--open-at",
    nothing: str = "Nothing was sent.",
) -> int | None:
    """Read `20:00` (the next one), `2026-11-30`, `2026-11-30T20:00`, `+2h` as ms UTC; the caller refuses past times.

    `lasting` wants a time that means the same tomorrow, for a command that may be repeated: raises KeyNotUsable for the
    others. Raises Usage for what is no time. A refusal names the `option`, and says `nothing` of the money.
    """
    if typed is None:
        return None
    clock = re.fullmatch(_CLOCK, typed)
    ahead = re.fullmatch(_AGO, typed[1:]) if typed.startswith("+") else None
    if lasting and (clock or ahead):
        help_ = f"give day and time, like {option} 2026-11-30T20:00"
        raise KeyNotUsable(what=f"{option} {typed}", help=help_, money=nothing)
    from datetime import datetime

    if ahead:
        moment_ms = now_ms + int(ahead["number"]) * _AGO_MS[ahead["unit"]]
    elif clock:
        moment_ms = _next_at(int(clock["hour"]), int(clock["minute"]), zone, now_ms)
    else:
        try:
            moment_ms = _ms_of(datetime.fromisoformat(typed), zone)
        except (ValueError, OverflowError):
            moment_ms = LATEST_MS + 1
    if moment_ms > LATEST_MS:
        raise Usage(
            problem=f"{nothing} Cannot read {typed[:40]} as a time",
            help=f"like {option} 20:00, 2026-11-30, 2026-11-30T20:00, +2h",
        )
    return moment_ms


def start_of_day(zone: str, now_ms: int) -> int:
    """Give the beginning of the day of `now_ms` in a zone, as ms UTC.

    That is the first midnight where it comes twice, and the moment behind the gap where a day has none.
    """
    midnight = _moment(now_ms, zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return int(midnight.timestamp() * 1000)


def book_date(typed: str | None, zone: str, now_ms: int) -> str:
    """Read a date of the books, `2026-11-28` or `yesterday`; today in the zone for None. Raises Usage."""
    from datetime import date

    if typed is None or typed in {"today", "yesterday"}:
        midnight = start_of_day(zone, now_ms)
        return _moment(midnight - (typed == "yesterday"), zone).date().isoformat()
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise Usage(problem=f"Nothing was done. {typed[:40]} is not a date", help="like 2026-11-28") from None


def _next_at(hour: int, minute: int, zone: str, now_ms: int) -> int:
    """Give the next time that a clock in a zone shows, as ms UTC: in an hour that comes twice the second one too."""
    from datetime import timedelta

    today = _moment(now_ms, zone).replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0)
    found: list[int] = []
    for day in (today, today + timedelta(days=1)):
        first, second = (int(day.replace(fold=fold).timestamp() * 1000) for fold in (0, 1))
        # Where the clock jumps over it, the second comes before the first: then the time behind the gap is meant.
        found += [first, second] if second > first else [first]
    return next(each for each in found if each > now_ms)


def month_of(ms: int, zone: str) -> str:
    """Give the month of a time in a zone, `2026-11`."""
    return _moment(ms, zone).strftime("%Y-%m")


def day_of(ms: int, zone: str) -> str:
    """Give the day of a time in a zone, `2026-11-29`."""
    return _moment(ms, zone).strftime("%Y-%m-%d")


def _moment(ms: int, zone: str) -> datetime:
    from datetime import datetime

    return datetime.fromtimestamp(ms / 1000, _zone(zone))


def _ms_of(moment: datetime, zone: str) -> int:
    """Give a moment as ms UTC; one that names no zone is meant in `zone`."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=_zone(zone))).timestamp() * 1000)


def _zone(name: str) -> tzinfo:
    """Give a zone by its IANA name; raises Misconfigured where it is not known here: another one has other days."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problem = (
            f"The time zone {name[:40]} of the ledger is not known on this machine, so paycli cannot tell its days"
        )
        raise Misconfigured(
            problem=problem, help="install the machine's time zones, or Python's package tzdata"
        ) from None


def parse_duration(typed: str) -> int:
    """Read `90s`, `15m`, `24h`, `3d` as ms; raises Usage, also for more than the 366 days that an order can say."""
    match = re.fullmatch(r"(?P<number>[0-9]{1,6})(?P<unit>s|m|h|d|w)", typed)
    if match is None or int(match["number"]) == 0:
        raise Usage(problem=f"Cannot read {typed[:40]} as a duration", help="like 90s, 15m, 24h, 3d")
    lasts = int(match["number"]) * (1000 if match["unit"] == "s" else _AGO_MS[match["unit"]])
    if lasts > _LONGEST_MS:
        raise Usage(problem=f"{typed} is too long", help="366d at most")
    return lasts
