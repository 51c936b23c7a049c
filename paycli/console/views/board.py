"""The board of a red envelope: who got how much and when, and who is the luckiest."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypedDict

from paycli.console.documents import envelopes
from paycli.console.output import Line
from paycli.console.tables import Table
from paycli.console.times import clock_local, duration_text, iso_utc
from paycli.console.views.wording import decimal, fields, joined, local, money, play
from paycli.domain.state import PENDING

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.envelopes.board import Standing
    from paycli.services.envelopes.describe import Envelope, Grab

TIES = "of equal shares all count"
_TENTHS_BELOW_MS = 60_000
_NAMES_MOST = 5
_GRAB = "envelope.grab"


def seconds_text(ms: int) -> str:
    """Write how long the packets lasted, `3.2 s`: below a minute every tenth is worth telling."""
    return f"{ms // 1000}.{ms % 1000 // 100} s" if 1000 <= ms < _TENTHS_BELOW_MS else duration_text(ms)


def grab_data(result: Envelope, grab: Grab, registry: Registry) -> envelopes.Grab:
    """Give a packet that was taken as JSON; nobody is the luckiest while that may change."""
    return envelopes.Grab(
        kind=_GRAB,
        by=grab.who,
        **fields(grab.money, registry),
        position=grab.position + 1,
        mine=grab.mine,
        time=iso_utc(grab.at),
        luckiest=grab.best if result.final and result.lucky else None,
    )


def head(result: Envelope, registry: Registry) -> tuple[Line, ...]:
    """Say which envelope it is, for whom, and how it stands."""
    message = f'"{result.message}"' if result.message else ""
    first = f"{result.short}  {money(result.money, registry)}{play(registry)} from {result.sender}"
    return (
        Line(joined((first, message)), "head"),
        Line(joined((progress(result, registry), _kind(result), f"for {_audience(result)}"))),
        Line(_when(result, registry), "dim"),
    )


def _kind(result: Envelope) -> str:
    """Say whether the shares are lucky; nothing of an envelope of one packet."""
    if result.packets == 1:
        return ""
    return "lucky shares" if result.lucky else "equal shares"


_RULES = {
    "even": "lucky (even): drawn beforehand, every place has the same chances",
    "double-mean": "lucky (double-mean): drawn beforehand, each up to twice the mean of the rest",
}


def _audience(result: Envelope) -> str:
    names = result.audience
    if names == ("any",):
        return "anybody here"
    return ", ".join(names[:_NAMES_MOST]) + (
        f" and {len(names) - _NAMES_MOST} more" if len(names) > _NAMES_MOST else ""
    )


def progress(result: Envelope, registry: Registry) -> str:
    """Say how many packets are gone: `5 of 5 in 3.2 s`, or what is left."""
    if result.duration_ms is not None:
        return f"{result.taken} of {result.packets} in {seconds_text(result.duration_ms)}"
    done = f"{result.taken} of {result.packets} taken"
    if result.final and not result.due_back:
        return done
    return f"{done}, {money(result.left, registry)} left"


def _when(result: Envelope, registry: Registry) -> str:
    sent = f"sent {local(result.sent, registry)}"
    if result.state == PENDING:
        opens = f"from {local(result.opens_at, registry)} " if result.opens_at else ""
        return joined((sent, f"open {opens}until {local(result.due, registry)}"))
    return joined((sent, "expired, the rest is due back" if result.due_back else result.state))


def board(result: Envelope, registry: Registry) -> tuple[Line | Table, ...]:
    """Show an envelope with everybody who grabbed, and the rule by which somebody is the luckiest."""
    lines: list[Line | Table] = [*head(result, registry)]
    if result.grabs:
        lines.append(rows(result, registry))
    if result.grabs and result.lucky:
        lines.append(Line(rule(result), "dim"))
    if result.lucky:
        lines.append(Line(_RULES[result.rule], "dim"))
    return tuple(lines)


def rule(result: Envelope) -> str:
    """Say what makes somebody the luckiest, and whether that is final."""
    if result.final:
        return f"luckiest: the largest share that was taken; {TIES}"
    return f"best so far: the largest share, final at the end; {TIES}"


def hidden(result: Envelope, count: int, registry: Registry) -> str:
    """Say what somebody would miss of the first packets where there is no room for them: the best, and the own."""
    marked = [(grab, _marks(result, grab)) for grab in result.grabs[:count]]
    return joined(f"{marks}: {grab.who} {money(grab.money, registry)}" for grab, marks in marked if marks)


def leaders(result: Envelope, registry: Registry) -> tuple[Line, ...]:
    """Name all who hold the largest share; nothing where none is drawn or nobody took any."""
    best = [grab for grab in result.grabs if grab.best]
    if not best:
        return ()
    names = ", ".join(grab.who for grab in best)
    word = "luckiest" if result.final else "best so far"
    return (Line(joined((f"{word}: {names} {money(best[0].money, registry)}", f"({TIES})" if best[1:] else ""))),)


def _marks(result: Envelope, grab: Grab) -> str:
    best = ("luckiest" if result.final else "best so far") if grab.best else ""
    return ", ".join(word for word in ("you" if grab.mine else "", best) if word)


def rows(result: Envelope, registry: Registry) -> Table:
    """Give the packets that were taken, in their order."""
    days = {time.localtime(ms // 1000)[:3] for ms in (result.sent, *(grab.at for grab in result.grabs))}
    cells = [
        (
            str(grab.position + 1),
            grab.who,
            money(grab.money, registry),
            clock_local(grab.at, registry.zone) if len(days) == 1 else local(grab.at, registry),
            _marks(result, grab),
        )
        for grab in result.grabs
    ]
    shares = result.grabs if result.lucky else ()
    return Table(
        ("", "WHO", "AMOUNT", "WHEN", ""),
        cells,
        right=(0, 2),
        keep=(1, 3),
        good=tuple(number for number, grab in enumerate(shares) if grab.best),
        bars=tuple(grab.money.amount_minor for grab in shares),
    )


def grab_line(result: Envelope, grab: Grab, registry: Registry) -> Line:
    """Write one packet that was taken as a line of its own."""
    place, when = f"{grab.position + 1} of {result.packets}", clock_local(grab.at, registry.zone)
    return Line(joined((when, place, grab.who, money(grab.money, registry), "you" if grab.mine else "")))


# --- after a grab -----------------------------------------------------------------------------------------------------
class StandingFields(TypedDict):
    """How a packet stood when it was taken."""

    leads: bool | None
    final: bool | None
    taken: int | None
    packets: int | None
    left: str | None


def standing_fields(standing: Standing | None, registry: Registry) -> StandingFields:
    """Give as JSON how a packet stood when it was taken; nothing is told where it was only tried."""
    if standing is None:
        return {"leads": None, "final": None, "taken": None, "packets": None, "left": None}
    return {
        "leads": standing.mine_is_best,
        "final": standing.final,
        "taken": standing.taken,
        "packets": standing.packets,
        "left": decimal(standing.left, registry),
    }


def rank(standing: Standing | None) -> str:
    """Say behind what somebody got that it is the largest share, if it is."""
    if standing is None or not standing.mine_is_best or standing.packets == 1:
        return ""
    return ", luckiest of all" if standing.final else ", best so far"


def others(standing: Standing | None, short: str, registry: Registry) -> tuple[str, ...]:
    """Say in one line what is left and who leads; nothing for an envelope of one packet."""
    if standing is None or standing.packets == 1:
        return ()
    left = f"{standing.packets - standing.taken} of {standing.packets} left"
    left = f"all {standing.packets} taken" if standing.final else f"{left}, {money(standing.left, registry)}"
    best = ""
    if standing.best is not None and not standing.mine_is_best:
        best = f"{'luckiest' if standing.final else 'best so far'} {money(standing.best, registry)}"
    return (joined((left, best, f"paycli show {short}")),)
