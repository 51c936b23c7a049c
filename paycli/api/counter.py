"""A shop's and an operator's verbs: charging, refunds, cash, who is on the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from paycli.api.turns import Turns
from paycli.api.typed import length_ms, part_of, typed_amount
from paycli.services.goods.items import pricing_of
from paycli.services.goods.typed import TypedSale, billing_of
from paycli.services.people.wallets import wallets
from paycli.services.rails.cash import cash_in, cash_out
from paycli.services.reading.reader import reading
from paycli.services.sales.charge import charge
from paycli.services.sales.receipt import receipt
from paycli.services.sales.refund import refund

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.api.typed import Amount
    from paycli.services.people.wallets import WalletShown
    from paycli.services.rails.card_transfers import RailTransfer
    from paycli.services.rails.cash import CashTaken
    from paycli.services.reading.pages import Page
    from paycli.services.sales.charge import Charged
    from paycli.services.sales.receipt import Receipt
    from paycli.services.sales.refund import Refunded

_TWO_MINUTES = timedelta(minutes=2)


class CounterVerbs(Turns):
    """A shop's and an operator's verbs: charging, refunds, cash, who is on the ledger."""

    def pos_charge(  # noqa: PLR0913  each is one choice about the sale
        self,
        amount: Amount | None = None,
        what: str | None = None,
        *,
        key: str | None,
        items: Sequence[str] = (),
        tax_class: str | None = None,
        discount: str | None = None,
        expires: timedelta = _TWO_MINUTES,
        till: int | None = None,
        dry_run: bool = False,
    ) -> Charged:
        """Open a sale, which a guest pays by its QR text; it does not wait. `till` says where, if several are open.

        `items` are codes of the shop's file, like `fw` or `2xfw`, `tax_class` is that of the amount, and `discount` is
        on the whole: `10% regular`. Raises ShopOnly, NotFound and more.
        """
        with self._turned() as app:
            execution, lasts = self._execution(key, dry_run=dry_run), length_ms(expires)
            money = None if amount is None else typed_amount(amount, app.registry)
            typed = TypedSale(money, what, tax_class, tuple(items), discount)
            return charge(app, money, what, execution, expires_ms=lasts, till=till, billing=billing_of(typed))

    def pos_receipt(self, sale: str) -> Receipt:
        """Give the receipt of a paid sale. Raises NotFound."""
        with self._turned() as app, reading(app) as reader:
            return receipt(reader, sale)

    def refund(
        self,
        sale: str,
        amount: Amount | None = None,
        reason: str | None = None,
        *,
        key: str | None,
        line: int | None = None,
        till: int | None = None,
        dry_run: bool = False,
    ) -> Refunded:
        """Refund a paid sale to its payer, or out of the drawer, wholly or in part. `till` as of `pos_charge`.

        `line`, counted from 1, gives back what that line came to, and has no amount beside it. Raises ShopOnly,
        AlreadyRefunded, LineRefunded and more.
        """
        with self._turned() as app:
            part = None if amount is None else typed_amount(amount, app.registry)
            run = self._execution(key, dry_run=dry_run)
            return refund(
                app, sale, part, reason, run, full_ids_required=True, till=till, pricing=pricing_of, line=line
            )

    def cash_in(
        self, who: str, amount: Amount, note: str | None = None, *, key: str | None, dry_run: bool = False
    ) -> CashTaken:
        """Credit cash that was taken in. Raises OperatorOnly and more."""
        with self._turned() as app:
            return cash_in(app, who, typed_amount(amount, app.registry), note, self._execution(key, dry_run=dry_run))

    def cash_out(
        self, withdrawal: str, *, key: str | None = None, refuse: bool = False, dry_run: bool = False
    ) -> RailTransfer:
        """Book that a withdrawal was paid out in cash, or refused; once for each. Raises OperatorOnly and more."""
        with self._turned() as app:
            return cash_out(
                app,
                withdrawal,
                self._execution(key, dry_run=dry_run, is_safe=True),
                refuse=refuse,
                full_ids_required=True,
            )

    def wallet_list(self, *, after: int | None = None, limit: int | None = None) -> Page[WalletShown]:
        """List the wallets of the ledger in the order in which they were opened; pages as of `log`."""
        with self._turned() as app, reading(app) as reader:
            return wallets(reader, part_of(after, limit))
