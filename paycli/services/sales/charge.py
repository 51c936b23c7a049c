"""Opening a sale: what the guest is to pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import SaleNewBody
from paycli.domain.canonical import encode
from paycli.domain.codes import sale_text
from paycli.domain.money import Money, parse_money
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_text
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.sales.receipt import receipt

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution

SALE_EXPIRES_MS = 2 * 60 * 1000


class Charged(NamedTuple):
    """A sale and how it stands: what to show while it waits for its payer, and until when (ms).

    `n` and `time` (ms) are the place of its order. A repeat comes maybe after its end; `receipt` is then its number,
    and `payer` who paid it.
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
    receipt: int | None = None
    payer: str | None = None


def charge(
    app: App, amount: str, what: str | None, execution: Execution, *, expires_ms: int = SALE_EXPIRES_MS
) -> Charged:
    """Open a sale of a typed amount; `what` is what was sold. Raises ShopOnly for a person's wallet."""
    with before_posting(app, "sale.new"):
        what = clean_text("lines", what) if what else None
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
    lines = encode([{"what": what, "amount": money.amount_minor}]).decode() if what else None

    def body(draft: Draft) -> SaleNewBody:
        return SaleNewBody(
            amount_minor=money.amount_minor,
            currency=money.currency,
            lines=draft.text("lines", lines),
            expires_ms=expires_ms,
        )

    posted = carry_out(app, execution, Intent("sale.new", body))
    with after_posting(app, posted.order.name) as reader:
        due = posted.subject.due if posted.subject else None
        now = receipt(reader, posted.order.name) if posted.replayed else None
        return Charged(
            id=posted.order.name,
            short=reader.short(posted.order.name),
            shop=reader.handle(app.profile.wallet),
            money=money,
            lines=(what,) if what else (),
            qr_text=sale_text(app.profile.ledger, posted.order.name),
            due=due or posted.time + expires_ms,
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
            state=now.state if now else PENDING,
            receipt=now.number if now else None,
            payer=now.payer if now else None,
        )
