"""Money that waits, requests and what is given back, on a circle's ledger, in every way that leaves other rows."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from paycli.domain.texts import Text, text_commitment

if TYPE_CHECKING:
    from tests.support.circle import Circle, Party

HOUR_MS = 3_600_000


def noted(circle: Circle, kind: str, body: dict[str, Any], party: Party, note: str) -> str:
    """Post an order with a note, and give its name."""
    salt = os.urandom(32).hex()
    commitment = text_commitment(salt, note)
    return circle.do(kind, {**body, "note": commitment}, party, texts=(Text("note", salt, note),)).order.name


def wait(circle: Circle, payer: str, payee: str, amount_minor: int = 5_00, **ends: int) -> str:
    """Set money aside for somebody: `arrives_ms` or `expires_ms`."""
    body = {"to": circle.people[payee].wallet, "amount": amount_minor, "currency": "EUR"}
    body |= {"arrives_ms": ends.get("arrives_ms"), "expires_ms": ends.get("expires_ms")}
    return noted(circle, "send.wait", body, circle.people[payer], "for later")


def ask(
    circle: Circle, maker: str, shares: dict[str, int], expires_ms: int = 24 * HOUR_MS, about: str | None = None
) -> str:
    """Ask people for an amount each."""
    asked = [[circle.people[handle].wallet, amount_minor] for handle, amount_minor in shares.items()]
    body = {"currency": "EUR", "shares": asked, "due_at": circle.clock.now, "expires_ms": expires_ms, "about": about}
    return noted(circle, "request.new", body, circle.people[maker], "the dinner")


def pay_share(circle: Circle, request: str, payer: str, maker: str, amount_minor: int) -> str:
    """Pay the own share of a request."""
    body = {"request": request, "to": circle.people[maker].wallet, "amount": amount_minor, "currency": "EUR"}
    return circle.do("request.pay", body, circle.people[payer]).order.name


def give_back(circle: Circle, of: str, giver: str, payer: str, amount_minor: int) -> str:
    """Give somebody back what they paid."""
    body = {"of": of, "to": circle.people[payer].wallet, "amount": amount_minor, "currency": "EUR"}
    return noted(circle, "send.back", body, circle.people[giver], "too much")


def between_people(circle: Circle) -> None:
    """Let transfers wait and end in every way, requests too, and people say what strangers may do."""
    people = circle.people
    ming, bo, zoe = (people[handle] for handle in ("ming", "bo", "zoe"))
    for handle in ("ming", "zoe"):
        circle.cash_in(handle, 60_00)
    # The fourth is late, the fifth stays open; of those of @zoe the third stays on its way.
    accepted, declined, cancelled, *_ = (
        wait(circle, "ming", "bo", 1_00 + at, expires_ms=1_000 if at == 3 else 48 * HOUR_MS) for at in range(5)
    )
    stopped, *_ = (
        wait(circle, "zoe", "bo", 2_00 + at, arrives_ms=48 * HOUR_MS if at == 2 else 1_000) for at in range(3)
    )
    wait(circle, "ming", "li", 2_50, arrives_ms=1_000)
    circle.do("accept", {"of": accepted}, bo)
    noted(circle, "decline", {"of": declined}, bo, "not for me")
    circle.do("cancel", {"of": cancelled}, ming)
    circle.do("cancel", {"of": stopped}, zoe)
    request = ask(circle, "ming", {"li": 3_00, "bo": 3_01, "zoe": 3_02})
    done = ask(circle, "ming", {"li": 1_00, "bo": 1_00})
    ask(circle, "bo", {"ming": 2_00}, expires_ms=1_000)
    circle.do("cancel", {"of": ask(circle, "zoe", {"ming": 2_00, "li": 1})}, zoe)
    paid = pay_share(circle, request, "bo", "ming", 3_01)
    noted(circle, "decline", {"of": request}, zoe, "I was not there")
    pay_share(circle, done, "li", "ming", 1_00)
    noted(circle, "decline", {"of": done}, bo, "later")
    for amount_minor in (1_00, 1):
        give_back(circle, paid, "ming", "bo", amount_minor)
    give_back(circle, accepted, "bo", "ming", 50)
    for name, value in (("receive", "asked"), ("requests", "trusted"), ("receive", None), ("receive", "asked")):
        circle.do("wallet.set", {"name": name, "value": value}, zoe)
    for trusted in (True, False, True):
        circle.do("contact.trust", {"wallet": ming.wallet, "trusted": trusted}, zoe)
    # Its payee has blocked the maker by then, so one comes back; another one arrives, a third expires.
    circle.do("contact.block", {"wallet": zoe.wallet, "blocked": True}, bo)
    circle.clock.now += 2_000
    circle.do("contact.block", {"wallet": zoe.wallet, "blocked": False}, bo)
