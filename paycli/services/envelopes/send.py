"""Sending red envelopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from paycli.domain import draw
from paycli.domain.bodies import DrawTerms, EnvelopeSendBody
from paycli.domain.codes import gift_text
from paycli.domain.money import Money, parse_money
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_note
from paycli.errors import (
    Usage,
    step,
)
from paycli.services.engine.intents import Execution, Intent, Payee, Plan, carry_out, preflight
from paycli.services.engine.pins import check_pins
from paycli.services.engine.refusals import refusals_say
from paycli.services.envelopes.audience import audience_of
from paycli.services.envelopes.bearer import Bearer, bearer_of_word
from paycli.services.envelopes.describe import TYPED_RULES
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.plans import payee_alone, payee_of, with_strangers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from paycli.domain.ports import App
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.pins import Pinned
    from paycli.services.engine.posting import Posted
    from paycli.services.reading.reader import Reader

DAY_MS = 24 * 3600 * 1000


class EnvelopeSent(NamedTuple):
    """An envelope that was sent, and its order (`time` in ms)."""

    id: str
    short: str
    money: Money
    packets: int
    to: tuple[str, ...]
    message: str | None
    due: int
    balance: Money
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool
    opens_at: int | None = None
    # `link` or `word` where it is for whoever knows a secret; the link itself, but for a dry run.
    way: Literal["link", "word"] | None = None
    link: str | None = None
    sender: str = ""
    state: str = PENDING


class NewEnvelope(NamedTuple):
    """What somebody wants to put into an envelope, as typed; `who` empty means anybody on the ledger.

    `packets` None means one for each named wallet, else one. `rule` is a name of TYPED_RULES. With `link` or a `word`
    it is for whoever knows that secret. `opens_at` is a time in ms.
    """

    amount: str
    who: Sequence[str] = ()
    packets: int | None = None
    message: str | None = None
    rule: str = "even"
    expires_ms: int = DAY_MS
    opens_at: int | None = None
    link: bool = False
    word: str | None = None


def check_way(new_envelope: NewEnvelope) -> Literal["link", "word"] | None:
    """Tell by which secret an envelope is to be taken, if by one; raises Usage for two ways at once."""
    ways: list[Literal["link", "word"]] = ["link"] if new_envelope.link else []
    ways += ["word"] if new_envelope.word is not None else []
    if len(ways) + bool(new_envelope.who) > 1:
        raise Usage(problem="Choose one: names, a link or a word", help="")
    return ways[0] if ways else None


_PAYEES = {
    None: "anybody here",
    "link": "anybody on this ledger who has the link",
    "word": "anybody on this ledger who knows the word",
}


def _refuse_past(opens_at: int | None, time: int) -> None:
    if opens_at is not None and opens_at <= time:
        raise Usage(problem="The time to open it has passed", help=step("open_later"))


def send(app: App, new_envelope: NewEnvelope, execution: Execution) -> EnvelopeSent:
    """Send an envelope. Raises Usage for an unknown rule or past times, and what `send` of a transfer raises."""
    with before_posting(app, "envelope.send") as reader:
        ready = _ready(app, reader, new_envelope)
    wrapped = ready.wrapped
    with refusals_say("envelope.send"):
        # It takes 0.1 s to work out a word's secret: no view is held meanwhile.
        secret = bearer_of_word(app, new_envelope.word) if new_envelope.word is not None else None

    is_link = wrapped.way == "link"

    def bearer(draft: Draft) -> Bearer | None:
        nonlocal secret
        if is_link:
            secret = Bearer(draft.secret(), word=False)
        return secret

    posted = carry_out(app, execution, _intent(new_envelope, ready, bearer))
    with after_posting(app, posted.order.name) as reader:
        due = posted.subject.due if posted.subject else None
        return EnvelopeSent(
            id=posted.order.name,
            short=reader.short(posted.order.name),
            money=wrapped.money,
            packets=wrapped.packets,
            to=tuple(wrapped.named),
            message=wrapped.message,
            due=due or posted.time + new_envelope.expires_ms,
            balance=reader.balance(wrapped.money.currency),
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
            opens_at=new_envelope.opens_at,
            way=wrapped.way,
            link=gift_text(app.profile.ledger, secret.secret) if secret and is_link and not execution.dry_run else None,
            sender=ready.plan.payer,
            state=_state_now(app, posted),
        )


def foresee(app: App, new_envelope: NewEnvelope, execution: Execution) -> None:
    """Refuse what can be refused before a word is asked for; raises what `send` raises."""
    with before_posting(app, "envelope.send") as reader:
        ready = _ready(app, reader, new_envelope)
    preflight(app, execution, _intent(new_envelope, ready, lambda draft: Bearer(draft.secret(), word=True)))


class _Ready(NamedTuple):
    """An envelope as it would be sent at a ledger time, and what is asked about it."""

    wrapped: _Wrapped
    time: int
    plan: Plan


def _ready(app: App, reader: Reader, new_envelope: NewEnvelope) -> _Ready:
    if new_envelope.rule not in TYPED_RULES:
        raise Usage(problem=f"There is no rule {new_envelope.rule[:40]}", help="rules: " + ", ".join(TYPED_RULES))
    wrapped = _wrapped(app, reader, new_envelope)
    return _Ready(wrapped, reader.time, _plan(reader, new_envelope, wrapped))


def _intent(new_envelope: NewEnvelope, ready: _Ready, bearer: Callable[[Draft], Bearer | None]) -> Intent:
    return Intent(
        "envelope.send",
        lambda draft: _body(draft, new_envelope, ready.wrapped, bearer(draft)),
        # Under a key the time may have passed since the first time: that is a repeat, and answers as then.
        check=lambda: _refuse_past(new_envelope.opens_at, ready.time),
        plan=ready.plan,
        pins=ready.wrapped.pinned,
    )


class _Wrapped(NamedTuple):
    """What goes into an envelope, read and checked; `named` has the handles for people, each with its wallets."""

    money: Money
    audience: list[str]
    named: Mapping[str, tuple[str, ...]]
    message: str | None
    pinned: tuple[Pinned, ...]
    packets: int
    way: Literal["link", "word"] | None


def _wrapped(app: App, reader: Reader, new_envelope: NewEnvelope) -> _Wrapped:
    """Read a wish; raises what `send` raises for it."""
    money = parse_money(new_envelope.amount, reader.registry.currencies, reader.registry.default_currency)
    (audience, named), message = audience_of(reader, new_envelope.who), clean_note(new_envelope.message)
    pinned = check_pins(app, reader.view, audience)
    packets = new_envelope.packets if new_envelope.packets is not None else max(1, len(audience))
    if audience and packets > len(audience):
        problem = f"{packets} packets are more than the {len(audience)} who could take one"
        raise Usage(problem=problem, help=step("want_fewer_packets"))
    own = reader.own in audience and TYPED_RULES[new_envelope.rule] != draw.EQUAL
    if own and packets > max(1, len(audience) - 1):
        problem = "Nobody takes from a lucky envelope of their own, so a packet would stay in it"
        raise Usage(problem=problem, help=step("share_equally"))
    return _Wrapped(
        money=money,
        audience=audience,
        named=named,
        message=message,
        pinned=pinned,
        packets=packets,
        way=check_way(new_envelope),
    )


def _plan(reader: Reader, new_envelope: NewEnvelope, wrapped: _Wrapped) -> Plan:
    return Plan(
        verb="Send",
        payer=reader.handle(reader.own),
        balance=reader.balance(wrapped.money.currency),
        payees=_payees(reader, wrapped),
        money=wrapped.money,
        play=reader.registry.play,
        note=wrapped.message,
        lucky=TYPED_RULES[new_envelope.rule] != draw.EQUAL,
        packets=wrapped.packets,
        back=max(reader.time, new_envelope.opens_at or 0) + new_envelope.expires_ms,
        opens=new_envelope.opens_at,
    )


def _payees(reader: Reader, wrapped: _Wrapped) -> tuple[Payee, ...]:
    """Name whom an envelope is for, and who of them was not paid before."""
    if not wrapped.named:
        return (Payee(_PAYEES[wrapped.way]),)
    found = []
    for label, wallets in wrapped.named.items():
        alone = len(wallets) == 1 and reader.handle(wallets[0]) == label
        if alone and len(wrapped.pinned) == len(wrapped.named) == 1:
            found.append(payee_alone(reader, wrapped.pinned[0]))
        else:
            found.append(with_strangers(reader, payee_of(reader, wallets[0]) if alone else Payee(label), wallets))
    return tuple(found)


def _body(draft: Draft, new_envelope: NewEnvelope, wrapped: _Wrapped, bearer: Bearer | None) -> EnvelopeSendBody:
    drawn = TYPED_RULES[new_envelope.rule] if wrapped.packets > 1 else draw.EQUAL
    committed = None if drawn == draw.EQUAL else draw.commitment(draft.draw_seed())
    return EnvelopeSendBody(
        amount_minor=wrapped.money.amount_minor,
        currency=wrapped.money.currency,
        packets=wrapped.packets,
        draw=DrawTerms(drawn, committed),
        audience=bearer.claim_key if bearer else tuple(wrapped.audience) or "any",
        opens_at=new_envelope.opens_at,
        expires_ms=new_envelope.expires_ms,
        note=draft.text("note", wrapped.message),
    )


def _state_now(app: App, posted: Posted) -> str:
    """Give what became of an envelope: a repeat comes maybe after its end."""
    return posted.subject.state_at(max(app.clock.now_ms(), posted.time)) if posted.subject else PENDING
