"""Asking people for money: each for an amount, or for a share of a sum that somebody has paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.asking_bodies import RequestNewBody, Share
from paycli.domain.asking_kinds import SHARES_MOST
from paycli.domain.money import AMOUNT_LIMIT_MINOR, Money, parse_money
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_note
from paycli.errors import SelfPayment, TooManyWallets, Usage, step
from paycli.services.engine.intents import AskedOf, Asking, Intent, Payee, Plan, carry_out
from paycli.services.payments.people import wallets_typed
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.lookup import find
from paycli.services.reading.plans import payee_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.ports import App
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution
    from paycli.services.reading.reader import Reader

KIND = "request.new"
DAY_MS = 24 * 3600 * 1000
LASTS_MS = 30 * DAY_MS


class Terms(NamedTuple):
    """What a request says beside who is asked for how much; `about` is the id of something, as typed.

    `pay_by` (ms) is when the maker wants the money, and `expires_ms` for how long one can answer.
    """

    note: str | None = None
    pay_by: int | None = None
    expires_ms: int = LASTS_MS
    about: str | None = None


class Wanted(NamedTuple):
    """Who is asked for how much, read and checked; `own` is the share that the maker keeps, and nobody is asked for.

    `note` stands where the maker wrote none, `about` is the name of what is split. Who of `more_for` has a `unit` of
    the currency more than the others, since it does not come out even.
    """

    shares: tuple[Share, ...]
    currency: str
    own: Money | None = None
    left_over: Money | None = None
    more_for: tuple[str, ...] = ()
    note: str | None = None
    about: str | None = None


class RequestMade(NamedTuple):
    """A request that was made, and its order (`time`, `due` and `pay_by` in ms)."""

    id: str
    short: str
    money: Money
    shares: tuple[AskedOf, ...]
    by: str
    own: Money | None
    left_over: Money | None
    more_for: tuple[str, ...]
    note: str | None
    of: str | None
    pay_by: int | None
    due: int
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool
    state: str = PENDING


def ask(app: App, who: Sequence[str], amount: str, terms: Terms, execution: Execution) -> RequestMade:
    """Ask each of some people, or of a group, for a typed amount.

    Raises AmountInvalid, NotFound, SelfPayment, TooManyWallets, Blocked, RequestsRefused, TooManyOpenRequests,
    TooManyRequests and what the door raises for all.
    """
    with before_posting(app, KIND) as reader:
        money = parse_money(amount, reader.registry.currencies, reader.registry.default_currency)
        wallets = [each for each in wallets_typed(reader, who) if each.wallet != reader.own or not each.of_group]
        if any(each.wallet == reader.own for each in wallets):
            raise SelfPayment
        shares = tuple(Share(each.wallet, money.amount_minor) for each in wallets)
        prepared = prepare(reader, Wanted(shares, money.currency), terms)
    return carry(app, prepared, execution)


class Prepared(NamedTuple):
    """A request as it would be made at a ledger time (ms): all that its body says, and what is asked about it."""

    wanted: Wanted
    note: str | None
    about: str | None
    terms: Terms
    plan: Plan
    asking: Asking
    time: int


def prepare(reader: Reader, wanted: Wanted, terms: Terms) -> Prepared:
    """Check a request and say what it comes to; raises Usage, NotFound, TooManyWallets."""
    if len(wanted.shares) > SHARES_MOST:
        raise TooManyWallets(limit=SHARES_MOST)
    total_minor = sum(share.amount_minor for share in wanted.shares)
    if total_minor >= AMOUNT_LIMIT_MINOR:
        raise Usage(problem="That is more than one request can ask for", help="")
    note = clean_note(terms.note) or wanted.note
    about = wanted.about if terms.about is None else find(reader, terms.about).id
    asking = Asking(
        shares=tuple(_of(reader, share, wanted.currency) for share in wanted.shares),
        own=wanted.own,
        left_over=wanted.left_over,
        more_for=wanted.more_for,
        pay_by=terms.pay_by,
        until=reader.time + terms.expires_ms,
    )
    payees = tuple(payee_of(reader, share.wallet) for share in wanted.shares[:1]) if len(wanted.shares) == 1 else ()
    plan = Plan(
        verb="Ask",
        payer=reader.handle(reader.own),
        payees=payees or (Payee("several"),),
        money=Money(total_minor, wanted.currency),
        play=reader.registry.play,
        note=note,
        asking=asking,
    )
    return Prepared(wanted=wanted, note=note, about=about, terms=terms, plan=plan, asking=asking, time=reader.time)


def _of(reader: Reader, share: Share, currency: str) -> AskedOf:
    return AskedOf(reader.handle(share.wallet), Money(share.amount_minor, currency))


def carry(app: App, prepared: Prepared, execution: Execution) -> RequestMade:
    """Order a prepared request; raises what the rules and the door raise."""
    wanted, terms, asking = prepared.wanted, prepared.terms, prepared.asking

    def body(draft: Draft) -> RequestNewBody:
        return RequestNewBody(
            currency=wanted.currency,
            shares=wanted.shares,
            note=draft.text("note", prepared.note),
            due_at=terms.pay_by,
            expires_ms=terms.expires_ms,
            about=prepared.about,
        )

    def check() -> None:
        if terms.pay_by is not None and not prepared.time < terms.pay_by <= asking.until:
            over = terms.pay_by <= prepared.time
            problem = "The due date has passed" if over else "They could not pay any more at the due date"
            raise Usage(problem=problem, help=step("be_paid_later") if over else step("let_pay_longer"))

    # Under a key the date may have passed since the first time: that is a repeat, and answers as then.
    posted = carry_out(app, execution, Intent(KIND, body, check=check, plan=prepared.plan))
    with after_posting(app, posted.order.name) as reader:
        due = posted.time + terms.expires_ms
        return RequestMade(
            id=posted.order.name,
            short=reader.short(posted.order.name),
            money=prepared.plan.money,
            shares=asking.shares,
            by=prepared.plan.payer,
            own=asking.own,
            left_over=asking.left_over,
            more_for=asking.more_for,
            note=prepared.note,
            of=prepared.about,
            pay_by=terms.pay_by,
            due=due,
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
            state=posted.subject.state_at(max(reader.time, posted.time)) if posted.subject else PENDING,
        )
