"""Views of codes for guests at a till."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import people
from paycli.console.output import Document, Line
from paycli.console.times import iso_utc
from paycli.console.views.wording import local

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.people.guests import CodesLeft, GuestsAdded, GuestShown


def guest(result: GuestShown, registry: Registry) -> Document:
    """Show how a guest without a wallet joins this ledger, with a code that is shown this once."""
    left = result.left
    data = people.GuestCode(
        code=result.code,
        address=result.address,
        due=iso_utc(result.due),
        codes_left=left.unshown,
        codes_shown=left.shown,
        codes_used=left.used,
    )
    lines = (
        f"the guest types: paycli join {result.address}",
        Line(f"then the code {result.code}, until {local(result.due, registry)}", "head"),
        Line(f"One guest can use it, once. {_left(left)}", "dim"),
    )
    return Document(data, lines, result.code)


def added(result: GuestsAdded) -> Document:
    """Show how many codes were added."""
    left = result.left
    data = people.GuestCodesAdded(result.added, left.unshown, left.shown, left.used)
    many = "1 code was" if result.added == 1 else f"{result.added} codes were"
    return Document(data, (f"{many} added. {_left(left)}",), None)


def _left(left: CodesLeft) -> str:
    many = "1 more lies" if left.unshown == 1 else f"{left.unshown} more lie"
    return f"{many} here; {left.shown} shown and not used, {left.used} used."
