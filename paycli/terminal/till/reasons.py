"""Why the ledger refused something, in words for a till: what to do next is a line of the till, and no command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.taming import tamed
from paycli.errors import (
    CashShort,
    DrawerShort,
    LedgerBusy,
    MandateOrderTooLarge,
    MandateSpent,
    PaycliError,
    SaleWaits,
    ShiftClosed,
    ShiftOpen,
    TillPinBlocked,
    TillPinMissing,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Mapping

_OWN = "The shop's own wallet can do it"
_NEXT: Mapping[type[PaycliError], str] = {
    ShiftClosed: "Count the drawer, then: open 200",
    ShiftOpen: "x shows how it stands",
    SaleWaits: "x shows which sales wait",
    CashShort: "",
    DrawerShort: "x shows what should be there",
    LedgerBusy: "Type it again",
    MandateOrderTooLarge: _OWN,
    MandateSpent: _OWN,
    TillPinBlocked: "The shop ends that: paycli pos pin set",
    TillPinMissing: "The shop chooses one: paycli pos pin set",
}


def reason_of(error: PaycliError) -> str:
    """Write why something was refused, and what can be typed then."""
    return " ".join(part for part in (tamed(error).message, _NEXT.get(type(error), "")) if part)
