"""Views of a regular's tab: the code for the till, the tabs of a guest, and those that a till keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from paycli.console.documents import tabs as documents
from paycli.console.options import options
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.times import iso_utc
from paycli.console.views.mandates import mandate_data
from paycli.console.views.wording import decimal, local, money, play, utc
from paycli.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.engine.intents import Plan
    from paycli.services.people.tabs import TabJoined, TabLeft, TabShown
    from paycli.services.sales.tabs import TabAdded, TabAtTill

_STATES = {"pending": "not begun yet", "active": "in force", "expired": "over", "revoked": "left"}
_AT_TILL = {"ready": "ready", "locked": "locked", "ended": "over", "left": "left by the guest"}


# --- the guest -------------------------------------------------------------------------------------------------------
def _caps(tab: TabShown) -> tuple[Money, Money]:
    """Give the most of a day, and the rest of it."""
    grant = tab.mandate.grants[0]
    cap = grant.caps[0]
    return Money(cap.limit, grant.currency), Money(cap.left, grant.currency)


def tab_data(tab: TabShown, registry: Registry) -> documents.Tab:
    """Give a tab as JSON."""
    mandate = mandate_data(tab.mandate, registry)
    most, left = _caps(tab)
    return documents.Tab(
        at=tab.shop,
        name=mandate.name,
        key=mandate.key,
        fingerprint=mandate.fingerprint,
        state=mandate.state,
        maximum=decimal(most, registry),
        left=decimal(left, registry),
        currency=most.currency,
        ends_at=mandate.ends_at,
    )


def question(tab: TabShown, registry: Registry) -> str:
    """Write what a guest is asked before a tab is made."""
    return f"Anybody who has the code may {_allows(tab, registry)}. Make the tab?"


def _allows(tab: TabShown, registry: Registry) -> str:
    most, _ = _caps(tab)
    return f"pay at {tab.shop}: {money(most, registry)} a day, until {local(tab.mandate.until, registry)}"


def joined(result: TabJoined, registry: Registry, *, light_background: bool = False) -> Document:
    """Show the code of a tab, for the till to read."""
    from paycli.console.qr import on_screen

    data = documents.TabChanged(*tab_data(result.tab, registry), code=result.code, changed=result.changed)
    shop = result.tab.shop
    head = "Made a tab" if result.changed else "There is a tab already"
    words = (
        Line(f"{head}{play(registry)}. Anybody who has this code may {_allows(result.tab, registry)}.", "good"),
        Line(result.code, "head"),
        Line("The till reads it:  paycli pos tab add", "dim"),
        Line(f"To end it:  paycli tab leave {shop.removeprefix('@')}", "dim"),
    )
    # Drawn for people alone: it takes its time.
    drawn = on_screen(result.code, light_background=light_background) if options().mode == "human" else ()
    lines = (*drawn, *(line for line in words if line not in drawn))
    return Document(data, lines, result.code)


def left(result: TabLeft, registry: Registry) -> Document:
    """Show that a tab was left."""
    data = documents.TabChanged(*tab_data(result.tab, registry), code=None, changed=result.changed)
    text = (
        f"The tab at {result.tab.shop} pays nothing any more."
        if result.changed
        else f"The tab at {result.tab.shop} was left before, nothing changed."
    )
    return Document(data, (Line(text, "good"),), data.name)


def tabs(results: Sequence[TabShown], registry: Registry) -> Listing:
    """Show the tabs of a wallet."""
    rows = [
        (each.shop, _STATES[each.mandate.state], *(money(some, registry) for some in _caps(each)),
         local(each.mandate.until, registry))
        for each in results
    ]  # fmt: skip
    table = Table(("SHOP", "", "A DAY", "LEFT NOW", "UNTIL"), rows, right=(2, 3), keep=(0, 1))
    empty = "No tab. paycli tab join SHOP --max 20/day makes one."
    return Listing([tab_data(each, registry) for each in results], table, empty, [each.shop for each in results])


def place(tab: TabShown) -> str:
    """Give the name by which a tab stands in a list; at one shop several may have been left."""
    return tab.mandate.fingerprint if tab.mandate.state == "revoked" else tab.shop


# --- the till --------------------------------------------------------------------------------------------------------
def till_tab_data(tab: TabAtTill, registry: Registry) -> documents.TillTab:
    """Give a tab that a till keeps as JSON."""
    return documents.TillTab(
        guest=tab.guest,
        till=tab.till,
        fingerprint=tab.fingerprint,
        state=cast("documents.TabState", tab.state),
        locked_until=utc(tab.locked_until),
        maximum=decimal(tab.most, registry),
        left=decimal(tab.left, registry),
        currency=tab.most.currency,
        ends_at=iso_utc(tab.until),
    )


def offer(tab: TabAtTill, registry: Registry) -> str:
    """Say whose tab a code opens, before the guest chooses a PIN."""
    return f"{tab.guest}, key {tab.fingerprint}: {money(tab.most, registry)} a day, until {local(tab.until, registry)}"


def till_tab_added(result: TabAdded, registry: Registry) -> Document:
    """Show that a till keeps a tab."""
    tab = result.tab
    data = documents.TillTabChanged(*till_tab_data(tab, registry), changed=result.changed)
    text = (
        f"{tab.guest} pays here by PIN: {money(tab.most, registry)} a day."
        if result.changed
        else (f"{tab.guest} has another PIN now.")
    )
    name = tab.guest.removeprefix("@")
    use = Line(f"To use it: paycli pos charge AMOUNT --tab {name}, or paycli pos tab pay SALE {name}", "dim")
    return Document(data, (Line(text, "good"), use), tab.guest)


def till_tabs(results: Sequence[TabAtTill], registry: Registry) -> Listing:
    """Show the tabs that a till keeps."""
    rows = [
        (each.guest, _AT_TILL[each.state], local(each.locked_until, registry) if each.locked_until else "",
         money(each.most, registry), money(each.left, registry), local(each.until, registry))
        for each in results
    ]  # fmt: skip
    table = Table(("GUEST", "", "LOCKED UNTIL", "A DAY", "LEFT NOW", "UNTIL"), rows, right=(3, 4), keep=(0, 1, 2, 5))
    if not any(each.locked_until for each in results):
        # On 80 columns there is mostly no room for what nobody needs.
        short = [(guest, state, most, left, until) for guest, state, _, most, left, until in rows]
        table = Table(("GUEST", "", "A DAY", "LEFT NOW", "UNTIL"), short, right=(2, 3), keep=(0, 1, 4))
    empty = "No tab. A guest's code makes one: paycli pos tab add."
    return Listing([till_tab_data(each, registry) for each in results], table, empty, [each.guest for each in results])


def pin_question(plan: Plan, registry: Registry) -> str:
    """Write what a guest is asked for the PIN by: who pays how much."""
    return f"{plan.payer} pays {money(plan.money, registry)}{play(registry)} to {plan.payees[0].handle}.  PIN"
