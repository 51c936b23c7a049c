"""At which till somebody stands: by the mandate that they act with, by what they typed, or since only one is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.till_names import till_of_mandate
from paycli.errors import NotAllowed, ShiftClosed, ShopOnly, TillElsewhere, TillUnclear, step
from paycli.services.reading.under_key import ordered_under

if TYPE_CHECKING:
    from paycli.domain.lives import Shift
    from paycli.domain.ports import App
    from paycli.services.reading.reader import Reader


class AtTill(NamedTuple):
    """A till of the own shop, and its open shift; till 0, which never has one, is the shop's own key."""

    till: int
    shift: Shift | None

    @property
    def shift_id(self) -> str | None:
        """The name of the open shift."""
        return None if self.shift is None else self.shift.id


def open_shifts(reader: Reader) -> dict[int, Shift]:
    """Give the open shifts of the own shop by their tills."""
    found = (lives.as_shift(each) for each in reader.view.objects_of(reader.own, lives.SHIFT, pending=True))
    return {int(shift.till or 0): shift for shift in found if shift is not None}


def at_till(app: App, reader: Reader, typed: int | None, key: str | None = None) -> AtTill:
    """Say at which till a command is: its mandate's, the typed one, or the only one that is open; else the shop's own.

    What was ordered under its idempotency key already is repeated where it was, though that day is over. Raises
    ShopOnly, TillElsewhere, and TillUnclear where several are open and none was typed.
    """
    if not reader.wallet(reader.own).shop:
        raise ShopOnly(who=reader.handle(reader.own))
    till = typed
    if app.mandate is not None:
        # One that is no till's sells where the shop's own key does.
        till = till_of_mandate(app.mandate.name) or 0
        if typed not in {None, till}:
            raise TillElsewhere(name=app.mandate.name)
    before = None if key is None else _repeated(reader, key)
    # What another till ordered is no repeat of what this one wants: it is a conflict, which the engine says.
    if before is not None and till in {None, before.till}:
        return before
    shifts = open_shifts(reader)
    if till is None:
        if len(shifts) > 1:
            raise TillUnclear(tills=", ".join(map(str, sorted(shifts))), money="Nothing was done.")
        till = next(iter(shifts), 0)
    return AtTill(till, shifts.get(till))


def till_to_run(app: App, reader: Reader, typed: int | None) -> AtTill:
    """Say which till is to be run here: as `at_till` does, but the first one where that would be the shop's own key."""
    at = at_till(app, reader, typed)
    return at if at.till else AtTill(1, open_shifts(reader).get(1))


def _repeated(reader: Reader, key: str) -> AtTill | None:
    """Say where that was which was ordered under a key; None for nothing, and for what is at no till."""
    body = ordered_under(reader, key)
    if not hasattr(body, "till"):
        return None
    about = reader.find_object((body.shift if hasattr(body, "shift") else getattr(body, "of", None)) or "")
    sale = lives.as_sale(about)
    shift = about if sale is None else reader.find_object(sale.body.shift or "")
    return AtTill(body.till, lives.as_shift(shift))


def at_open_till(app: App, reader: Reader, typed: int | None, key: str | None = None) -> tuple[int, Shift]:
    """Say at which till a command is that needs an open shift; raises what `at_till` and `no_shift` raise."""
    at = at_till(app, reader, typed, key)
    if at.shift is None:
        raise no_shift(till_with_days(app, at.till, typed))
    return at.till, at.shift


def till_with_days(app: App, till: int, typed: int | None) -> int:
    """Give a till that has days, the first one where nobody meant till 0; raises NotAllowed where somebody did.

    Till 0 is meant where it was typed, or a mandate acts that is no till's.
    """
    if not till and (typed is not None or app.mandate is not None):
        raise NotAllowed(reason="Till 0 is the shop's own key, which has no day and no drawer", help="")
    return till or 1


def no_shift(till: int) -> ShiftClosed:
    """Give the error that says that a till has no open day."""
    return ShiftClosed(till=till, help=step("open_day", till=till))
