"""Making a mandate: its times as they are typed, what a person is asked, and that they agree."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from paycli.console.ask import ask, confirm
from paycli.console.options import options
from paycli.console.stream import can_ask
from paycli.console.times import parse_ahead, start_of_day
from paycli.domain.scopes import DAY_MS
from paycli.errors import AnswerMissing, Usage

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.app.opened import OpenedApp
    from paycli.services.people.mandates import NewMandate
    from paycli.services.people.mandates_shown import MandateShown
    from paycli.services.people.till_keys import TillTerms

_NONE = "none"


def timed(app: OpenedApp, terms: NewMandate, *, until: str, begins: str | None, day_at: str | None) -> NewMandate:
    """Read the times of a mandate, and ask a person for the most in all, since only that ends by itself.

    What is refused anyway is refused before. Raises what `mandates.new` raises, Usage, and AnswerMissing where nobody
    can be asked and --yes was not given.
    """
    from paycli.services.people.mandates import check_terms

    if not options().yes and not can_ask():
        raise AnswerMissing(question="a command that makes a key", option="--yes")
    zone, now = app.registry.zone, app.clock.now_ms()
    terms = terms._replace(
        until=read_end(until, zone, now),
        starts_at=None if begins is None else read_end(begins, zone, now),
        day_at_ms=read_day_at(day_at, zone, now),
    )
    check_terms(app, terms)
    if terms.total is None and not options().yes:
        answer = ask("The most in all, for ever", default=_NONE, option="--total")
        terms = terms if answer == _NONE else terms._replace(total=answer)
    return terms


def till_terms(app: OpenedApp, terms: TillTerms, until: str) -> TillTerms:
    """Read the end of a till's key, and give its file a place in the home folder unless one was named.

    Raises Usage, and AnswerMissing where nobody can be asked and --yes was not given.
    """
    if not options().yes and not can_ask():
        raise AnswerMissing(question="a command that makes a key", option="--yes")
    zone, now = app.registry.zone, app.clock.now_ms()
    out = terms.out or os.fspath(app.machine.home / f"{app.profile.name}-till-{terms.till}.key")
    return terms._replace(until=read_end(until, zone, now), day_at_ms=read_day_at(None, zone, now), out=out)


def read_end(typed: str, zone: str, now_ms: int) -> int:
    """Read a time ahead; raises Usage."""
    try:
        found = parse_ahead(typed, zone, now_ms, lasting=False)
    except Usage:
        found = None
    if found is None:
        problem = f"No mandate was made. Cannot read {typed[:40]} as a time"
        raise Usage(problem=problem, help="like 2027-12-31, 2027-12-31T20:00, +30d")
    return found


def read_day_at(typed: str | None, zone: str, now_ms: int) -> int:
    """Give the time of day in UTC at which a day begins: midnight of the ledger's zone, as it is now, unless said."""
    midnight = start_of_day(zone, now_ms)
    if typed is None:
        return midnight % DAY_MS
    found = re.fullmatch(r"(?P<hours>[01]?[0-9]|2[0-3]):(?P<minutes>[0-5][0-9])", typed)
    if found is None:
        problem = f"No mandate was made. Cannot read {typed[:40]} as a time of day"
        raise Usage(problem=problem, help="like --day-at 06:00")
    return (midnight + (int(found["hours"]) * 60 + int(found["minutes"])) * 60_000) % DAY_MS


def agreed(app: OpenedApp) -> Callable[[MandateShown], None]:
    """Give what asks a person whether they agree to a mandate; Enter alone is no yes."""

    def agree(mandate: MandateShown) -> None:
        from paycli.console.views.mandates import question

        confirm(question(mandate, app.registry), default=False)

    return agree
