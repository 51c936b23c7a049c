"""Mandates of a circle's people, made by the real door."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from paycli.domain.ids import claim_message, key_id, name_of, uuid7
from paycli.domain.scopes import GRANTABLE
from paycli.errors import PaycliError
from paycli.signing import public_of, sign
from tests.support.auditing import faults_of
from tests.support.circle import Circle, Party
from tests.support.forger import open_book, second_opinion
from tests.support.ledgers import new_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

DAY_MS = 86_400_000
NO_CAPS = dict.fromkeys(("per_order", "per_day", "per_month", "total", "count_per_day"))


def grant(kinds: Sequence[str] = ("send",), *, to: object = None, currency: str = "EUR", **caps: Any) -> dict[str, Any]:
    """Give a grant as it is on the wire."""
    return {"currency": currency, "kinds": sorted(kinds), "to": to, **NO_CAPS, **caps}


def scope(circle: Circle, *grants: dict[str, Any], name: str = "payroll", **other: Any) -> dict[str, Any]:
    """Give a scope as it is on the wire, good for a year by the circle's clock unless said."""
    return {
        "day_at_ms": 0, "from": None, "grants": list(grants) or [grant()], "name": name,
        "until": circle.clock.now + 365 * DAY_MS, **other,
    }  # fmt: skip


def key_body(owner: Party, seed: bytes, order_id: str, terms: object) -> dict[str, Any]:
    """Give the body of the order that adds a key, with its proof."""
    proof = sign(seed, claim_message(name_of(order_id, owner.wallet), str(owner.wallet)))
    return {"public": public_of(seed), "scope": terms, "proof": proof}


def add_mandate(circle: Circle, handle: str, terms: object, seed: bytes | None = None) -> Party:
    """Give a wallet a mandate, and give the party that signs with it."""
    owner, seed = circle.people[handle], seed or os.urandom(32)
    order_id = uuid7(circle.clock.now, os.urandom(10))
    circle.do("key.add", key_body(owner, seed, order_id, terms), owner, order_id=order_id)
    return Party(seed, owner.wallet)


def send(circle: Circle, party: Party, to: str, amount_minor: int, **more: Any) -> str:
    """Send by a key; gives the code of the refusal, or nothing."""
    body = {"to": circle.people[to].wallet, "amount": amount_minor, "currency": "EUR", "note": None}
    return refused(circle, "send", body, party, **more)


def refused(circle: Circle, kind: str, body: dict[str, Any], party: Party, **more: Any) -> str:
    """Give the code of a refusal with status 6, or nothing."""
    outcome = circle.post_all([circle.order(kind, body, party, **more)]).outcomes[0]
    if not isinstance(outcome, PaycliError):
        return ""
    assert outcome.exit_status == 6, outcome
    return outcome.code


@contextmanager
def proven_circle(folder: Path) -> Iterator[Circle]:
    """Give a circle with money whose ledger both verifiers must find right in the end."""
    path = new_ledger(folder)
    book = open_book(path)
    made = Circle(book, people=("ming", "li", "bo"), shops=("cafe",), cash_minor=900_00)
    yield made
    assert faults_of(book, str(made.ledger)) == []
    assert second_opinion(path) == []
    book.close()


def any_scope(history: Any, to: str, mine: str) -> dict[str, Any]:
    """Give a scope for a random history, whose caps are soon reached, and most of whose grants fit."""
    one, rarely, sample = history.one, history.rarely, history.random.sample
    groups = [{"group": each.id} for each in history.state.objects.values() if each.kind == "group"]
    kinds = [*GRANTABLE]
    grants = [
        grant(
            sample(kinds, one(4, len(kinds), len(kinds))), currency=rarely("JPY", "EUR"),
            to=one(None, None, None, sorted({to, mine}), *groups[-1:]),
            **{cap: one(1, 3, *history.amounts) for cap in sample(sorted(NO_CAPS), one(0, 1, 2))},
        )
        for _ in range(one(1, 2))
    ]  # fmt: skip
    return {
        "day_at_ms": one(0, 3_600_000), "from": rarely(history.time + 5_000, None), "grants": grants,
        "name": one("a", "b", "c", "till-1", "till-2"), "until": history.time + rarely(1, 40 * DAY_MS),
    }  # fmt: skip


def mandates_among(history: Any, owners: Sequence[tuple[bytes, str]], made: Any) -> list[tuple[bytes, str]]:
    """Give those of the owners of a random history that are mandates; with `made` only who may take that back."""
    keys = [(owner, history.state.keys[key_id(public_of(owner[0]))]) for owner in owners]
    at_till = made is not None and f"till-{getattr(made, 'till', None)}"
    return [
        owner
        for owner, key in keys
        if key.scope is not None and (made is None or made.key == key.id or key.scope.name == at_till)
    ]
