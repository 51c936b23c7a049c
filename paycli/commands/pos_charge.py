"""Charging a guest: an amount of something, or items of the shop, with a discount on all of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from paycli.commands import pos_tab
from paycli.commands.options import NOTHING, DryRun, Key, Light, NoKey, Tab
from paycli.errors import Usage

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.goods.typed import TypedSale

Amount = Annotated[str | None, typer.Argument(metavar="[AMOUNT]", help="Like 38.00."), NOTHING]
What = Annotated[list[str] | None, typer.Argument(metavar="[WHAT]...", help="The goods."), NOTHING]
WhatOption = Annotated[str | None, typer.Option("--what", "-m", help="The goods, if you do not type them last.")]
Items = Annotated[
    list[str] | None,
    typer.Option("--item", metavar="[Nx]CODE", help="An item of your shop, like fw or 2xfw; once for each."),
]
TaxClass = Annotated[
    str | None, typer.Option("--tax-class", metavar="LETTER", help="The tax class of AMOUNT, if not the first.")
]
Discount = Annotated[
    str | None, typer.Option("--discount", metavar="10%|AMOUNT", help='Off the whole: 1.50, or "10% regular".')
]
Wait = Annotated[bool | None, typer.Option("--wait/--no-wait", help="Wait until it is paid (on a terminal: yes).")]
Expires = Annotated[str, typer.Option("--expires", metavar="LENGTH", help="The time to pay: 2m, 1h.")]
ByTab = Annotated[
    str | None, typer.Option("--tab", metavar="WHO", help="A regular pays it by their PIN."), Tab("handles")
]
Till = Annotated[int | None, typer.Option("--till", min=0, max=99, help="Which till, where several are open.")]


def charge(  # noqa: PLR0913  each is one choice about the sale
    amount: Amount = None,
    what: What = None,
    goods: WhatOption = None,
    items: Items = None,
    tax_class: TaxClass = None,
    discount: Discount = None,
    wait: Wait = None,
    expires: Expires = "2m",
    light: Light = False,
    tab: ByTab = None,
    pin: pos_tab.Pin = None,
    till: Till = None,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Charge a guest: show a QR code and wait for the payment."""
    from functools import partial

    from paycli.console.stopping import stoppable
    from paycli.console.times import parse_duration
    from paycli.flows.session import execution
    from paycli.flows.tills import opened_at_till as opened
    from paycli.flows.tills import waits
    from paycli.services.goods.typed import TypedSale, billing_of
    from paycli.services.sales.charge import charge as open_sale

    asker = None
    if tab is not None:
        from paycli.flows.tabs import PinAsker

        asker = PinAsker(pin)
    elif pin is not None:
        raise Usage(problem="Nothing was charged. A PIN is for a tab", help="add --tab WHO")
    with stoppable() as stops, opened(moving=True) as app:
        lasts = parse_duration(expires)
        typed = _parted(app, TypedSale(amount, goods, tax_class, tuple(items or ()), discount), what)
        run = execution(app, key, no_key=no_key, dry_run=dry_run, asks=False)
        bill = billing_of(typed)
        wanted = partial(open_sale, app, typed.amount, typed.what, run, expires_ms=lasts, till=till, billing=bill)
        # Each way imports what it needs, since most sales need least.
        if tab is not None and asker is not None:
            from paycli.app.guests import GuestApp
            from paycli.services.sales.tabs import tab_at
            from paycli.terminal.tabs import charge_tab

            payer = GuestApp(app, tab_at(app, tab, till, asker, run.key))
            charge_tab(app, wanted, payer, asker.naming_sum(run, app))
        elif waits(wait) and not dry_run:
            from paycli.terminal.charge import charge_and_wait

            charge_and_wait(app, wanted, stops, light_background=light)
        else:
            from paycli.console.output import show
            from paycli.console.views.sales import charged

            show(charged(wanted(), app.registry, light_background=light))


def _parted(app: "App", typed: "TypedSale", words: list[str] | None) -> "TypedSale":
    """Part the amount, its currency and the words behind it."""
    from paycli.commands.amounts import amount_and_text

    if typed.amount is None:
        return typed
    amount, what = amount_and_text(app.registry.currencies, typed.amount, words, typed.what)
    return typed._replace(amount=amount, what=what, has_loose_words=typed.what is None)
