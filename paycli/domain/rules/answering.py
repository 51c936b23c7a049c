"""What objects that ask wallets have in common: the own answer, and what is over for all when they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.lives import as_request, asked_by
from paycli.domain.state import DONE, EXPIRED, PENDING
from paycli.errors import AlreadyEnded, NotFound, step

if TYPE_CHECKING:
    from paycli.domain.answers import Asked
    from paycli.domain.lives import Request, RequestDetail
    from paycli.domain.state import LedgerObject, State


def own_answer(of: str, state: State, wallet: str, time: int) -> tuple[Request, Asked]:
    """Give an open request and what it asks of a wallet that has not answered; raises NotFound, AlreadyEnded."""
    request = as_request(state.objects.get(of))
    asked = state.asked.get((of, wallet))
    if request is None or asked is None:
        raise NotFound(what="request to you", typed=of[-12:], help=step("look_at_inbox"))
    if asked.state != PENDING:
        raise AlreadyEnded(state=asked.state)
    if request.is_over(time):
        raise AlreadyEnded(state=EXPIRED if request.state == PENDING else request.state)
    return request, asked


def paid(request: Request, time: int) -> Request:
    """Give a request with one share more paid; with the last answer it is done."""
    return _with_answers(request, request.detail._replace(paid=request.detail.paid + 1), time)


def declined(request: Request, time: int) -> Request:
    """Give a request with one share more declined; with the last answer it is done."""
    return _with_answers(request, request.detail._replace(declined=request.detail.declined + 1), time)


def _with_answers(request: Request, detail: RequestDetail, time: int) -> Request:
    changed = request._replace(detail=detail)
    if detail.paid + detail.declined < len(request.body.shares):
        return changed
    return changed._replace(state=DONE, ended=time)


def answered(ended: LedgerObject, state: State, end: str) -> tuple[Asked, ...]:
    """Give what an object that ends asks of wallets, with the answer that its end stands for."""
    rows = (state.asked.get((ended.id, wallet)) for wallet in asked_by(ended))
    return tuple(row._replace(state=end) for row in rows if row is not None and row.state == PENDING)
