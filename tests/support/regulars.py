"""A shop with a regular: @li has 50 EUR, and a tab of 30 EUR a day at till 1 of @cafe under a PIN."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.inside import in_process
from tests.support.town import have_tab

if TYPE_CHECKING:
    from tests.support.inside import Household

PIN, WRONG = "4711", "1234"
CAFE = ("--as", "cafe")


def with_regular(house: Household) -> Household:
    """Begin a household with the shop and its regular; there is another shop, @bar."""
    begun = house.begin("li", shops=("cafe", "bar"), cash={"li": "50"})
    begun.run("pos", "open", "--float", "100", *CAFE)
    have_tab("li", "cafe", PIN)
    return begun


def charge(amount: str, pin: str = PIN, *more: str) -> tuple[int, dict[str, Any]]:
    """Charge @li's tab; gives the status, and the receipt or the error."""
    words = ("pos", "charge", amount, "cake", "--tab", "li", "--pin", "-", "--json", *(more or CAFE))
    ended = in_process(*words, stdin=f"{pin}\n")
    document = json.loads(ended.out or ended.err)
    return ended.status, document.get("error", document)


def refused(amount: str, pin: str = PIN, *more: str) -> str:
    """Charge @li's tab, which must be refused and move nothing; gives the code of the refusal."""
    status, error = charge(amount, pin, *more)
    assert status == (3 if error["code"] == "tab_short" else 6), error
    assert error["message"].startswith("Nothing was paid. "), error
    return str(error["code"])
