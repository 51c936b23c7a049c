"""A regular's tab: a mandate of the guest for one shop, and its key at a till, sealed under the guest's PIN."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

from paycli.domain import shapes
from paycli.domain.pins import TRIES_MOST, PinTries
from paycli.domain.scopes import Grant, Scope
from paycli.errors import TabLocked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TAB_KINDS = ("sale.pay",)

is_tab_name = shapes.is_text(r"tab-[0-9a-f]{12}")
"""Tells whether a text is the name of a mandate that is a tab."""


# --- the mandate -----------------------------------------------------------------------------------------------------
class TabTerms(NamedTuple):
    """What a tab allows: at which shop, and how much in a day."""

    shop: str
    currency: str
    per_day_minor: int


def tab_name(shop: str) -> str:
    """Give the name of the mandate that is a tab at a shop: plain, and the same whatever the shop calls itself."""
    return f"tab-{shop[:12]}"


def tab_scope(terms: TabTerms, until: int, day_at_ms: int) -> Scope:
    """Give the scope of a tab: it pays sales of this shop alone."""
    grant = Grant(terms.currency, TAB_KINDS, (terms.shop,), per_day_minor=terms.per_day_minor)
    return Scope(tab_name(terms.shop), None, until, day_at_ms, (grant,))


def terms_of(scope: Scope) -> TabTerms | None:
    """Read what a tab allows out of a mandate; None where it is no tab."""
    if len(scope.grants) != 1 or not is_tab_name(scope.name):
        return None
    grant = scope.grants[0]
    shop = grant.to[0] if isinstance(grant.to, tuple) and len(grant.to) == 1 else ""
    if grant.kinds != TAB_KINDS or grant.per_day_minor is None or tab_name(shop) != scope.name:
        return None
    return TabTerms(shop, grant.currency, grant.per_day_minor)


# --- the PIN ---------------------------------------------------------------------------------------------------------
def begin_try(before: PinTries, who: str, time: int) -> PinTries:
    """Count one more PIN as wrong before it is looked at; the last one that is allowed locks. Raises TabLocked."""
    now = before.at(time)
    if now.locked_until:
        raise locked(now, who)
    return now.begun()


def locked(now: PinTries, who: str) -> TabLocked:
    """Give the error that says for how long a tab is locked."""
    return TabLocked(who=who, until=now.locked_until, minutes=now.minutes, tries=TRIES_MOST)


# --- at the till -----------------------------------------------------------------------------------------------------
class TillTab(NamedTuple):
    """A tab as it lies at a till: whose, by which key, and until when no PIN is tried (ms; 0 for not locked)."""

    guest: str
    key: str
    tries: PinTries


class TillTabs(Protocol):
    """The tabs that were given to one till; their keys are sealed under the guests' PINs."""

    def find(self, guest: str) -> TillTab | None:
        """Give the tab of a guest; None where there is none. Raises Misconfigured, TabElsewhere."""
        ...

    def all(self) -> "Sequence[TillTab]":
        """Give all tabs that are kept here. Raises as `find` does."""
        ...

    def keep(self, tab: TillTab, seed: bytes, pin: str) -> None:
        """Seal the key of a tab under a PIN, durably, in the place of what was kept of this guest."""
        ...

    def unseal(self, guest: str, who: str, pin: str, time: int) -> bytes:
        """Give the seed of a guest's tab for the right PIN. `who` is the guest's handle, `time` the ledger's (ms).

        A PIN is counted as wrong, durably, before it is looked at. Raises TabPinWrong, TabLocked, and as `find` does.
        """
        ...


class TabUse(NamedTuple):
    """A tab that pays: as it is kept, the names of its mandate and its guest, and what asks for the PIN.

    `ask` is called with None at first, then with the error of the PIN before, which it raises where nobody is there to
    ask again.
    """

    tab: TillTab
    mandate: str
    handle: str
    tabs: TillTabs
    ask: "Callable[[Exception | None], str]"
