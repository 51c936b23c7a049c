"""The sandbox bank: a card processor of play money that always does the same, fully offline.

Its cards are named, so nobody types a number, and each card is a way in which a real processor behaves. What it did
lies in a book of its own beside the ledger: a charge is in there once for each order id, however often it is asked
for, by however many processes, with a kill at any moment.
"""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.disk.json_file import has_fields, is_string
from paycli.domain.ports import BoundCard, RailAnswer
from paycli.domain.shapes import amount, null_or
from paycli.errors import CardDeclined, CodeWanted, IdempotencyConflict, InternalError
from paycli.rails.journal import Journal, UnsureError
from paycli.signing import sandbox_seed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from paycli.domain.ports import Outcome

RAIL = "sandbox"
BOOK_SUFFIX = ".sandbox-bank.jsonl"
"""What the name of a ledger's file gets behind it to name the bank's book beside it."""
CODE = "246810"
_ASKS_UNTIL_SETTLED = 2


class SandboxCard(NamedTuple):
    """A card of the sandbox: what binding it shows, and what the bank does when money moves on it."""

    brand: str
    last4: str
    expiry: str
    wants_code: bool = False
    declines: bool = False
    answers_late: bool = False
    loses_reply: bool = False


CARDS: Mapping[str, SandboxCard] = {
    "visa": SandboxCard("Visa test", "4242", "12/34"),
    "mastercard": SandboxCard("Mastercard test", "4444", "11/33"),
    "declined": SandboxCard("Declined test", "0002", "10/32", declines=True),
    "code": SandboxCard("Code test", "3155", "09/31", wants_code=True),
    "slow": SandboxCard("Slow test", "0077", "08/33", answers_late=True),
    "lost": SandboxCard("Lost test", "0341", "07/34", loses_reply=True),
}


class Movement(NamedTuple):
    """A charge or payout as the bank's book has it; `card` is the hash of the card's token."""

    order: str
    kind: str
    card: str | None
    amount_minor: int
    currency: str
    outcome: Outcome
    reason: str

    @property
    def reference(self) -> str:
        """The bank's own reference, the same for the same order id."""
        return "sb-" + sha256(self.order.encode()).hexdigest()[:16]

    def answer(self) -> RailAnswer:
        """Say it as a processor does: what is still pending has no reference yet."""
        return RailAnswer(self.outcome, None if self.outcome == "pending" else self.reference, self.reason)


class SandboxBank:
    """A bank with test cards, over a book at `path` that is made with the permission bits `mode`.

    It implements `paycli.domain.ports.Processor`. Every call may raise RailUnreachable (nothing happened),
    PermissionRefused or Unreadable when its book cannot be used.
    """

    rail = RAIL

    def __init__(self, path: Path, mode: int = 0o600) -> None:
        self._journal = Journal(path, mode, _is_row)

    def check_card(self, card: str, code: str | None) -> SandboxCard:
        """Give the test card of a name.

        Raises CardDeclined for a name that is none, CodeWanted when the card `code` is bound without 246810.
        """
        found = CARDS.get(card)
        if found is None:
            raise CardDeclined(
                card=f"The test card {card[:40]}",
                reason="there is no such test card",
                help=f"one of: {', '.join(CARDS)}",
            )
        if found.wants_code and code != CODE:
            raise CodeWanted(card=f"{found.brand} ....{found.last4}")
        return found

    def bind(self, card: str, code: str | None) -> BoundCard:
        """Bind a test card by its name; the token is random, and the bank keeps only its hash.

        Raises what `check_card` raises, and CardDeclined where it cannot be kept.
        """
        found = self.check_card(card, code)
        token = "tok_" + os.urandom(16).hex()
        try:
            with self._journal.locked() as page:
                page.append({"card": card, "token": _hash(token)})
        except UnsureError:
            # A card that the bank perhaps forgot is of no use, one that nobody has the token of does no harm.
            raise CardDeclined(card=f"The card {card}", reason="the sandbox bank could not keep it") from None
        return BoundCard(brand=found.brand, last4=found.last4, expiry=found.expiry, token=token)

    def charge(self, order_id: str, token: str, amount_minor: int, currency: str) -> RailAnswer:
        """Take money from a card, once for an order id; amounts in minor units.

        Raises IdempotencyConflict when the id was used for another amount, currency, card or kind of movement.
        """
        return self._move(_asked("charge", order_id, amount_minor, currency, card=_hash(token)))

    def payout(self, order_id: str, token: str, amount_minor: int, currency: str) -> RailAnswer:
        """Pay money out to a card, once for an order id; raises as `charge` does."""
        return self._move(_asked("payout", order_id, amount_minor, currency, card=_hash(token)))

    def status(self, order_id: str) -> RailAnswer | None:
        """Say what became of an order id; None if the bank never saw it. The slow card settles when asked twice."""
        try:
            with self._journal.locked() as page:
                before = _movements(page.rows).get(order_id)
                if before is None:
                    return None
                if before.outcome != "pending":
                    page.make_durable()
                    return before.answer()
                page.append({"asked": order_id})
                return _movements(page.rows)[order_id].answer()
        except UnsureError:
            return RailAnswer("unknown", None)

    def signing_seed(self, ledger: str) -> bytes:
        """Give the seed of the key that signs for this bank on a ledger (32 hex digits): public knowledge."""
        return sandbox_seed(ledger)

    def movements(self) -> tuple[Movement, ...]:
        """Give everything that the bank did, oldest first."""
        with self._journal.locked() as page:
            return tuple(_movements(page.rows).values())

    def _move(self, asked: Movement) -> RailAnswer:
        if asked.amount_minor <= 0:
            raise InternalError(reason=f"a {asked.kind} of {asked.amount_minor}")
        try:
            with self._journal.locked() as page:
                known = _movements(page.rows)
                before = known.get(asked.order)
                if before is not None:
                    # Also the card must be the same: nobody learns by a borrowed order id that a charge went well.
                    if before._replace(outcome="settled", reason="") != asked:
                        raise IdempotencyConflict(id=asked.order)
                    page.make_durable()
                    return before.answer()
                name = _card_names(page.rows).get(asked.card or "")
                done = _on_card(asked, name)
                page.append({"kind": asked.kind, "order": asked.order} | _details(done))
        except UnsureError:
            return RailAnswer("unknown", None)
        # The money moved and is in the book, only the first answer does not arrive: a repeat gets the stored answer.
        lost = name is not None and CARDS[name].loses_reply
        return RailAnswer("unknown", None) if lost else done.answer()


def _asked(kind: str, order_id: str, amount_minor: int, currency: str, *, card: str | None = None) -> Movement:
    """Give the movement that was asked for, as it stands in the book if nothing is against it."""
    return Movement(
        order=order_id,
        kind=kind,
        card=card,
        amount_minor=amount_minor,
        currency=currency,
        outcome="settled",
        reason="",
    )


def _on_card(asked: Movement, name: str | None) -> Movement:
    """Decide what a charge or payout does on a card; None for a token that the bank never gave."""
    card = CARDS.get(name) if name is not None else None
    if card is None:
        return asked._replace(outcome="failed", reason="the sandbox bank does not know this card")
    if card.declines:
        return asked._replace(outcome="failed", reason=f"the sandbox bank refuses every {asked.kind} on this card")
    return asked._replace(outcome="pending") if card.answers_late else asked


_is_card = has_fields({"card": lambda name: is_string(name) and name in CARDS, "token": is_string})
_is_question = has_fields({"asked": is_string})
_is_movement = has_fields(
    {
        **dict.fromkeys(("order", "reason", "currency"), is_string),
        "amount_minor": amount,
        "card": null_or(is_string),
        "kind": lambda kind: is_string(kind) and kind in {"charge", "payout"},
        "outcome": lambda outcome: is_string(outcome) and outcome in {"settled", "failed", "pending"},
    }
)


def _is_row(row: Any) -> bool:  # noqa: ANN401  out of JSON
    """Tell whether a line of the book is one: a card that was bound, a movement of money, or a question about one."""
    return _is_movement(row) or _is_card(row) or _is_question(row)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _details(done: Movement) -> dict[str, Any]:
    return {
        "amount_minor": done.amount_minor,
        "card": done.card,
        "currency": done.currency,
        "outcome": done.outcome,
        "reason": done.reason,
    }


def _card_names(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Give the name of the test card behind the hash of each token."""
    return {row["token"]: row["card"] for row in rows if "token" in row}


def _movements(rows: Iterable[Mapping[str, Any]]) -> dict[str, Movement]:
    """Read the book: what stands in it, and what is settled by now because it was asked for often enough."""
    found: dict[str, Movement] = {}
    asks: dict[str, int] = {}
    for row in rows:
        if "order" in row:
            found[row["order"]] = Movement(**{name: row[name] for name in Movement._fields})
        elif "asked" in row:
            order = row["asked"]
            asks[order] = asks.get(order, 0) + 1
            if asks[order] >= _ASKS_UNTIL_SETTLED and order in found and found[order].outcome == "pending":
                found[order] = found[order]._replace(outcome="settled")
    return found
