"""What people of a circle do with each other, a line each: for tests of the rules of what goes on between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.domain.rules.rails import done_key
from paycli.domain.state import LedgerObject, Needs
from tests.support.between_people import HOUR_MS

if TYPE_CHECKING:
    from paycli.services.engine.posting import Posted
    from tests.support.circle import Circle, Party

ANSWERED: dict[str, Any] = {"expires_ms": HOUR_MS, "arrives_ms": None}
ARRIVES: dict[str, Any] = {"expires_ms": None, "arrives_ms": HOUR_MS}


def wallet(circle: Circle, handle: str) -> str:
    """Name somebody's wallet."""
    return str(circle.people[handle].wallet)


def party(circle: Circle, who: str | Party) -> Party:
    """Give who signs: by handle, or a mandate as it is."""
    return circle.people[who] if isinstance(who, str) else who


def block(circle: Circle, who: str, other: str, *, blocked: bool = True) -> None:
    """Let somebody block another one, or no longer."""
    circle.do("contact.block", {"wallet": wallet(circle, other), "blocked": blocked}, circle.people[who])


def trust(circle: Circle, who: str, other: str, *, trusted: bool = True) -> None:
    """Let somebody trust another one, or no longer."""
    circle.do("contact.trust", {"wallet": wallet(circle, other), "trusted": trusted}, circle.people[who])


def want(circle: Circle, who: str, name: str, value: str | None) -> None:
    """Let somebody say what strangers may do."""
    circle.do("wallet.set", {"name": name, "value": value}, circle.people[who])


def set_limit(circle: Circle, name: str, value: int | None) -> None:
    """Set a limit of the ledger."""
    circle.do("setting.set", {"name": name, "value": value}, circle.operator)


def fill_up(circle: Circle, who: str, up_to_minor: int) -> None:
    """Let somebody have so much, by a top-up."""
    asked = {"rail": "sandbox", "amount": up_to_minor - circle.balance(who), "currency": "EUR"}
    top_up = circle.do("topup.ask", asked, circle.people[who]).order.name
    circle.do("rail.done", {"of": top_up, "reference": top_up}, circle.sandbox, key=done_key(top_up))


def thing(circle: Circle, name: str) -> LedgerObject:
    """Give an object as it stands."""
    with circle.book.view() as view:
        return view.load(Needs(objects=(name,))).objects[name]


def due_of(circle: Circle, name: str) -> int:
    """Give when an object is over, in ms of ledger time."""
    due = thing(circle, name).due
    assert due is not None
    return due


def said(circle: Circle, name: str) -> dict[str, str]:
    """Give by handle how what an object asks of somebody stands."""
    handles = {one.wallet: handle for handle, one in circle.people.items()}
    with circle.book.view() as view:
        return {handles[each.wallet]: each.state for each in view.answers(name)}


def stands(circle: Circle, name: str) -> tuple[str, int, str]:
    """Give how what waits for @li stands: its state, what it holds, and what it still asks of them."""
    found = thing(circle, name)
    return found.state, found.held_minor, said(circle, name)["li"]


def put_aside(circle: Circle, by: str | Party = "ming", **changed: Any) -> Posted:
    """Set 5.00 aside for @li, for an hour."""
    body = {"to": wallet(circle, "li"), "amount": 5_00, "currency": "EUR", "note": None, **ANSWERED, **changed}
    return circle.do("send.wait", body, party(circle, by))


def answer(circle: Circle, kind: str, of: str, by: str | Party) -> Posted:
    """Accept, decline or cancel something."""
    body = {"of": of, "note": None} if kind == "decline" else {"of": of}
    return circle.do(kind, body, party(circle, by))


def request_body(circle: Circle, *shares: tuple[str, int], **changed: Any) -> dict[str, Any]:
    """Give the body of a request of 5.00 of @li, or of other shares, for an hour."""
    asked = [[wallet(circle, handle), amount] for handle, amount in shares or (("li", 5_00),)]
    fixed = {"currency": "EUR", "note": None, "due_at": None, "expires_ms": HOUR_MS, "about": None}
    return {**fixed, "shares": asked, **changed}


def asks(circle: Circle, *shares: tuple[str, int], by: str | Party = "ming", **changed: Any) -> Posted:
    """Make a request."""
    return circle.do("request.new", request_body(circle, *shares, **changed), party(circle, by))


def pays(circle: Circle, request: str, by: str | Party = "li", **changed: Any) -> Posted:
    """Pay the share of 5.00 of a request by @ming."""
    body = {"request": request, "to": wallet(circle, "ming"), "amount": 5_00, "currency": "EUR", **changed}
    return circle.do("request.pay", body, party(circle, by))


def declines(circle: Circle, request: str, by: str | Party = "li") -> Posted:
    """Say no to a request or to a transfer that waits."""
    return answer(circle, "decline", request, by)


def cancels(circle: Circle, request: str, by: str = "ming") -> Posted:
    """Take a request back."""
    return answer(circle, "cancel", request, by)


def open_ones(circle: Circle, handle: str, time: int | None = None) -> set[str]:
    """Name the requests that somebody can still answer, now or at a time."""
    with circle.book.view() as view:
        return {each.object for each in view.asks(wallet(circle, handle), "request", time or circle.clock.now)}
