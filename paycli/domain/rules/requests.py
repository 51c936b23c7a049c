"""Requests: a wallet asks others for a share each; nobody pays what they did not sign, and nobody is pestered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.accounts import main_account
from paycli.domain.answers import Asked
from paycli.domain.asking_kinds import NONE, TRUSTED
from paycli.domain.lives import REQUEST, RequestDetail
from paycli.domain.rules.answering import own_answer, paid
from paycli.domain.rules.limits import REQUESTS, count_request
from paycli.domain.rules.people import admitted
from paycli.domain.rules.rule import Rule
from paycli.domain.rules.transfers import pay, refuse_blocked
from paycli.domain.settings import MOST_OPEN_REQUESTS, limit_of
from paycli.domain.state import DONE, PENDING, Changes, LedgerObject, Needs
from paycli.errors import CurrencyUnknown, NotAllowed, RequestsRefused, SelfPayment, TooManyOpenRequests

if TYPE_CHECKING:
    from paycli.domain import asking_bodies as bodies
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State


# --- asking ----------------------------------------------------------------------------------------------------------
def needs_new(order: Order[bodies.RequestNewBody]) -> Needs:
    """Name the wallets that are asked, what they have open of the maker, and the maker's requests of the day."""
    asked = tuple(share.wallet for share in order.body.shares)
    maker = str(order.wallet)
    return Needs(
        wallets=asked,
        counters=((maker, REQUESTS),),
        open_requests=tuple((maker, wallet) for wallet in asked),
    )


def decide_new(order: Order[bodies.RequestNewBody], state: State, place: Place) -> Changes:
    """Ask each wallet for its share.

    Raises SelfPayment, NotFound, NotAdmitted, Blocked, RequestsRefused, TooManyOpenRequests, TooManyRequests.
    """
    body, maker = order.body, str(order.wallet)
    if body.currency not in state.registry.currencies:
        raise CurrencyUnknown(currency=body.currency, known=", ".join(state.registry.currencies))
    for share in body.shares:
        _refuse_asking(state, share.wallet, maker, place.time)
    due = place.time + body.expires_ms
    request = LedgerObject.made(
        order,
        place,
        REQUEST,
        detail=RequestDetail(),
        currency=body.currency,
        amount_minor=body.total_minor,
        due=due,
    )
    asked = tuple(
        Asked(
            object=order.name,
            wallet=share.wallet,
            kind=REQUEST,
            maker=maker,
            amount_minor=share.amount_minor,
            due=due,
            state=PENDING,
        )
        for share in body.shares
    )
    return Changes(objects=(request,), counters=(count_request(order, state, place.time),), asked=asked)


def _refuse_asking(state: State, wallet: str, maker: str, time: int) -> None:
    """Refuse to ask oneself, a wallet that wants no such request, and one that has too many of the maker open."""
    if wallet == maker:
        raise SelfPayment
    found = admitted(state, wallet)
    refuse_blocked(state, wallet, maker)
    if found.requests == NONE or (found.requests == TRUSTED and maker not in found.trusted):
        raise RequestsRefused(wallet=wallet, whose="from anybody" if found.requests == NONE else "from strangers")
    most = limit_of(state.registry, MOST_OPEN_REQUESTS)
    open_ones = sum(each.kind == REQUEST and each.is_open(time) for each in state.pending_between(maker, wallet))
    if most is not None and open_ones >= most:
        raise TooManyOpenRequests(wallet=wallet, limit=most)


# --- paying ----------------------------------------------------------------------------------------------------------
def needs_pay(order: Order[bodies.RequestPayBody]) -> Needs:
    """Name the request, the own share, and both accounts."""
    body, payer = order.body, str(order.wallet)
    return Needs(
        accounts=(main_account(payer, body.currency), main_account(body.to, body.currency)),
        objects=(body.request,),
        wallets=(body.to,),
        answers=((body.request, payer),),
    )


def decide_pay(order: Order[bodies.RequestPayBody], state: State, place: Place) -> Changes:
    """Pay the own share of a request, whole and once.

    Raises NotFound, AlreadyEnded, NotAllowed where payee, amount or currency are others, Blocked, and for money
    what `send` raises.
    """
    body, payer = order.body, str(order.wallet)
    request, asked = own_answer(body.request, state, payer, place.time)
    if (body.to, body.amount_minor, body.currency) != (request.maker, asked.amount_minor, request.currency):
        raise NotAllowed(reason="That is not what the request asks of you")
    refuse_blocked(state, body.to, payer)
    transfer = pay(state, order, body.to, body.amount_minor, place.time)
    return Changes((transfer,), (paid(request, place.time),), asked=(asked._replace(state=DONE),))


RULES = {
    "request.new": Rule(needs_new, decide_new),
    "request.pay": Rule(needs_pay, decide_pay),
}
