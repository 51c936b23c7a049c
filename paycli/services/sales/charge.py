"""Opening a sale: what the guest is to pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.billed import Billed, write_words
from paycli.domain.codes import sale_text
from paycli.domain.money import Money, format_minor, parse_money
from paycli.domain.orders import read_unchecked
from paycli.domain.settings import MOST_PER_ORDER, limit_of
from paycli.domain.state import PENDING, Needs
from paycli.domain.texts import clean_text
from paycli.domain.till_bodies import SaleNewBody
from paycli.errors import LimitExceeded, ShiftClosed, step
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.goods import rows_of, words_of
from paycli.services.reading.receipt_numbers import number_of
from paycli.services.reading.under_key import entry_under
from paycli.services.sales.at_till import at_till
from paycli.services.sales.left_behind import begin_note, hand_over
from paycli.services.sales.receipt import receipt

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.ports import App
    from paycli.domain.registry import Registry
    from paycli.domain.till_bodies import TaxLine
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.at_till import AtTill

SALE_EXPIRES_MS = 2 * 60 * 1000
_KIND = "sale.new"


class Charged(NamedTuple):
    """A sale and how it stands: what to show while it waits for its payer, and until when (ms).

    `n` and `time` (ms) are the place of its order, `receipt` is its number. A repeat comes maybe after its end; `payer`
    is then who paid it. `tax` is what of it is of which class.
    """

    id: str
    short: str
    shop: str
    money: Money
    lines: tuple[str, ...]
    qr_text: str
    due: int
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool
    state: str = PENDING
    receipt: str | None = None
    payer: str | None = None
    discount_minor: int = 0
    tax: tuple[TaxLine, ...] = ()


def charge(  # noqa: PLR0913  each is one choice about the sale
    app: App,
    amount: str | None,
    what: str | None,
    execution: Execution,
    *,
    expires_ms: int = SALE_EXPIRES_MS,
    till: int | None = None,
    is_waited_for: bool = False,
    billing: Callable[[App, Billed | None], Billed | None] | None = None,
) -> Charged:
    """Open a sale of a typed amount at a till; `what` is what was sold.

    Where goods have prices, `billing` says what it states instead; it is given what was ordered under the same key
    before. Its till shows the end of one that `is_waited_for`, which it notes; of another its caller does. Raises
    ShopOnly for a person's wallet, LimitExceeded where nobody could pay so much, and what `at_till` and `billing`
    raise.
    """
    with before_posting(app, _KIND) as reader:
        at = at_till(app, reader, till, execution.key)
        if at.till and at.shift is None:
            raise ShiftClosed(till=at.till, help=step("open_day", till=at.till))
        billed = None if billing is None else billing(app, _before(reader, execution.key))
        if billed is None:
            money = parse_money(amount or "", app.registry.currencies, app.registry.default_currency)
            billed = Billed(money, what=what)
        billed = _written(billed)
        if is_waited_for:
            begin_note(app, reader, at.till)
    hands_over = not is_waited_for and not execution.dry_run
    return _post(app, billed, at, execution, expires_ms, hands_over=hands_over)


def charge_bill(app: App, billed: Billed, till: int, execution: Execution, *, expires_ms: int) -> Charged:
    """Open a sale of a bill at a till, which shows its end and notes that; raises what `charge` raises."""
    with before_posting(app, _KIND) as reader:
        at = at_till(app, reader, till, execution.key)
        if at.shift is None:
            raise ShiftClosed(till=till, help=step("open_day", till=till))
        billed = _written(billed)
        begin_note(app, reader, till)
    return _post(app, billed, at, execution, expires_ms)


def _written(billed: Billed) -> Billed:
    """Bring the words of a bill to the form that is committed; raises TextInvalid."""
    return billed._replace(what=clean_text("lines", billed.what) if billed.what else None)


def _before(reader: Reader, key: str | None) -> Billed | None:
    """Give what a sale stated that was ordered under an idempotency key; None for nothing."""
    entry = entry_under(reader, key)
    body = None if entry is None else read_unchecked(entry.order).body
    if entry is None or not isinstance(body, SaleNewBody):
        return None
    words = words_of(reader, entry.n, body)
    return Billed(
        Money(body.amount_minor, body.currency), body.discount_minor, body.tax, words.what or None, words.codes
    )


def _post(
    app: App, billed: Billed, at: AtTill, execution: Execution, expires_ms: int, *, hands_over: bool = False
) -> Charged:
    money, what = billed.money, billed.what
    lines = write_words(what, money.amount_minor, billed.codes) if what else None

    def body(draft: Draft) -> SaleNewBody:
        return SaleNewBody(
            amount_minor=money.amount_minor,
            currency=money.currency,
            discount_minor=billed.discount_minor,
            tax=billed.tax,
            till=at.till,
            shift=at.shift_id,
            lines=draft.text("lines", lines),
            expires_ms=expires_ms,
        )

    intent = Intent(_KIND, body, check=lambda: check_most_per_order(app.registry, money))
    posted = carry_out(app, execution, intent)
    with after_posting(app, posted.order.name) as reader:
        now = receipt(reader, posted.order.name) if posted.replayed else None
        if hands_over:
            hand_over(app, reader, posted.order.name)
        return Charged(
            id=posted.order.name,
            short=reader.short(posted.order.name),
            shop=reader.handle(app.profile.wallet),
            money=money,
            lines=rows_of(what) if what else (),
            qr_text=sale_text(app.profile.ledger, posted.order.name),
            due=(posted.subject.due if posted.subject else None) or posted.time + expires_ms,
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
            state=now.state if now else PENDING,
            receipt=number_of(reader.view, posted.order.name),
            payer=now.payer if now else None,
            discount_minor=billed.discount_minor,
            tax=billed.tax,
        )


def check_most_per_order(registry: Registry, money: Money) -> None:
    """Refuse a sale that nobody could pay, before a guest stands there; raises LimitExceeded."""
    most_minor = limit_of(registry, MOST_PER_ORDER, money.currency)
    if most_minor is not None and money.amount_minor > most_minor:
        exponent = registry.currencies[money.currency]
        amount, limit = (format_minor(minor, exponent) for minor in (money.amount_minor, most_minor))
        raise LimitExceeded(amount=amount, limit=limit, currency=money.currency)


def most_of_a_sale(app: App, reader: Reader, currency: str) -> int | None:
    """Give the most that a sale may come to here: by what the operator allows, and by the mandate; None for no most."""
    found = [limit_of(app.registry, MOST_PER_ORDER, currency)]
    if app.mandate is not None:
        key = reader.view.load(Needs(keys=(app.mandate.key,))).keys.get(app.mandate.key)
        grants = () if key is None or key.scope is None else key.scope.grants
        found += [each.per_order_minor for each in grants if _KIND in each.kinds and each.currency == currency]
    return min((each for each in found if each is not None), default=None)
