"""Money that waits for its payee: it is accepted or declined, or it arrives by itself; and what a payee gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from paycli.domain.accounts import hold_account, main_account
from paycli.domain.answers import DECLINED, Asked, given_back_name
from paycli.domain.lives import WAIT, as_request, as_wait
from paycli.domain.money import AMOUNT_LIMIT_MINOR, format_minor
from paycli.domain.rules.answering import answered, declined, own_answer
from paycli.domain.rules.contacts import refuse_unasked
from paycli.domain.rules.rule import Rule
from paycli.domain.rules.transfers import move, pay, refuse_blocked, refuse_payee
from paycli.domain.state import DONE, EXPIRED, PENDING, RETURNED, Changes, Counter, LedgerObject, Needs
from paycli.errors import AlreadyEnded, GivenBackAlready, NotAllowed, NotFound, step

if TYPE_CHECKING:
    from paycli.domain import asking_bodies as bodies
    from paycli.domain.lives import Wait
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State

    Answer: TypeAlias = bodies.AcceptBody | bodies.DeclineBody


# --- setting aside ---------------------------------------------------------------------------------------------------
def needs_wait(order: Order[bodies.SendWaitBody]) -> Needs:
    """Name the account that is debited, and the payee with theirs."""
    to, currency = order.body.to, order.body.currency
    mains = (main_account(str(order.wallet), currency), main_account(to, currency))
    return Needs(accounts=mains, wallets=(to,))


def decide_wait(order: Order[bodies.SendWaitBody], state: State, place: Place) -> Changes:
    """Debit the payer at once and keep the money for the payee, until it arrives or is answered.

    Raises what `send` raises; NotAllowed where it has no end, or two.
    """
    body, payer = order.body, str(order.wallet)
    if (body.arrives_ms is None) == (body.expires_ms is None):
        raise NotAllowed(reason="A transfer that waits has one end: it arrives, or it comes back")
    refuse_payee(state, order, body.to)
    refuse_blocked(state, body.to, payer)
    if body.arrives_ms is not None:
        refuse_unasked(state, body.to, payer)
    due = place.time + (body.arrives_ms or body.expires_ms or 0)
    wait = LedgerObject.made(
        order,
        place,
        WAIT,
        detail=None,
        currency=body.currency,
        amount_minor=body.amount_minor,
        held_minor=body.amount_minor,
        due=due,
    )
    asked = Asked(
        object=order.name,
        wallet=body.to,
        kind=WAIT,
        maker=payer,
        amount_minor=body.amount_minor,
        due=due,
        state=PENDING,
    )
    source, hold = main_account(payer, body.currency), hold_account(order.name, body.currency)
    return Changes((move(state, source, hold, body.amount_minor, place.time),), (wait,), asked=(asked,))


# --- answering -------------------------------------------------------------------------------------------------------
def needs_answer(order: Order[Answer]) -> Needs:
    """Name what is answered, with its money, and what it asks of the one who answers."""
    of = order.body.of
    return Needs(objects=(of,), funds=(of,), answers=((of, str(order.wallet)),))


def decide_accept(order: Order[bodies.AcceptBody], state: State, place: Place) -> Changes:
    """Give the payee the money of a transfer that waits for an answer."""
    wait, asked = _waiting_for(order, state, place.time)
    currency = str(wait.currency)
    hold, payee = hold_account(wait.id, currency), main_account(asked.wallet, currency)
    ended = wait._replace(state=DONE, held_minor=0, ended=place.time)
    return Changes(
        (move(state, hold, payee, wait.held_minor, place.time),), (ended,), asked=(asked._replace(state=DONE),)
    )


def decide_decline(order: Order[bodies.DeclineBody], state: State, place: Place) -> Changes:
    """Send a waiting transfer back to its maker, or say no to the own share of a request."""
    if as_request(state.objects.get(order.body.of)) is not None:
        request, asked = own_answer(order.body.of, state, str(order.wallet), place.time)
        return Changes(objects=(declined(request, place.time),), asked=(asked._replace(state=DECLINED),))
    wait, asked = _waiting_for(order, state, place.time)
    currency = str(wait.currency)
    hold, maker = hold_account(wait.id, currency), main_account(str(wait.maker), currency)
    ended = wait._replace(state=RETURNED, held_minor=0, ended=place.time)
    back = move(state, hold, maker, wait.held_minor, place.time, back=True)
    return Changes((back,), (ended,), asked=(asked._replace(state=DECLINED),))


def _waiting_for(order: Order[Answer], state: State, time: int) -> tuple[Wait, Asked]:
    """Give the transfer that an answer is about, with its row; raises NotFound, AlreadyEnded, NotAllowed."""
    wait = as_wait(state.objects.get(order.body.of))
    asked = state.asked.get((order.body.of, str(order.wallet)))
    if wait is None or asked is None:
        raise NotFound(what="transfer or request for you", typed=order.body.of[:8], help=step("look_at_inbox"))
    if wait.is_over(time):
        raise AlreadyEnded(state=EXPIRED if wait.state == PENDING else wait.state)
    if wait.body.arrives_ms is not None:
        raise NotAllowed(reason="This transfer arrives by itself, and asks for no answer")
    return wait, asked


# --- when its time is over -------------------------------------------------------------------------------------------
def arrives(wait: Wait, state: State) -> bool:
    """Tell whether a transfer that is due goes to its payee: not to one who blocked its maker, or has no room."""
    if wait.body.arrives_ms is None:
        return False
    payee = state.wallets.get(wait.body.to)
    balance_minor = state.account(main_account(wait.body.to, str(wait.currency))).balance_minor
    has_room = balance_minor + wait.held_minor < AMOUNT_LIMIT_MINOR
    return has_room and payee is not None and wait.maker not in payee.blocked


def settled(wait: Wait, state: State) -> Changes:
    """End a transfer that is due, effective at its due time: it arrives, or it goes back."""
    currency, due = str(wait.currency), int(wait.due or 0)
    hold, goes = hold_account(wait.id, currency), arrives(wait, state)
    end = DONE if goes else EXPIRED if wait.body.arrives_ms is None else RETURNED
    target = wait.body.to if goes else str(wait.maker)
    transfer = move(state, hold, main_account(target, currency), wait.held_minor, due, back=not goes)
    ended = wait._replace(state=end, held_minor=0, ended=due)
    return Changes((transfer,), (ended,), asked=answered(wait, state, end))


# --- giving back -----------------------------------------------------------------------------------------------------
def needs_back(order: Order[bodies.SendBackBody]) -> Needs:
    """Name both accounts, the payee, what the order paid and what was given back of it."""
    body, giver = order.body, str(order.wallet)
    return Needs(
        accounts=(main_account(giver, body.currency), main_account(body.to, body.currency)),
        objects=(body.of,),
        wallets=(body.to,),
        counters=((giver, given_back_name(body.of)),),
        payments=((body.of, giver),),
    )


def decide_back(order: Order[bodies.SendBackBody], state: State, place: Place) -> Changes:
    """Give back some of what an order paid to the wallet, never more than that in all."""
    body, giver = order.body, str(order.wallet)
    paid, wait = state.payments.get((body.of, giver)), as_wait(state.objects.get(body.of))
    if paid is None or paid.payer != body.to or (wait is not None and wait.state != DONE):
        raise NotFound(what="payment to you", typed=body.of[:8], help=step("look_at_log"))
    if paid.currency != body.currency:
        raise NotAllowed(reason="Money is given back in the currency that was paid")
    counter = state.counters.get((giver, given_back_name(body.of)))
    before_minor = counter.value if counter is not None else 0
    if before_minor + body.amount_minor > paid.amount_minor:
        exponent = state.registry.currencies[body.currency]
        paid_amount, left = (
            format_minor(minor, exponent) for minor in (paid.amount_minor, paid.amount_minor - before_minor)
        )
        raise GivenBackAlready(paid_amount=paid_amount, available=left, currency=body.currency)
    refuse_blocked(state, body.to, giver)
    transfer = pay(state, order, body.to, body.amount_minor, place.time)
    grown = Counter(giver, given_back_name(body.of), 0, before_minor + body.amount_minor)
    return Changes((transfer,), counters=(grown,))


RULES = {
    "send.wait": Rule(needs_wait, decide_wait),
    "accept": Rule(needs_answer, decide_accept),
    "decline": Rule(needs_answer, decide_decline),
    "send.back": Rule(needs_back, decide_back),
}
