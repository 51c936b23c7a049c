"""Orders: signed instructions as canonical bytes, made or read in one place only (protocol, section 2)."""

import json
from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from paycli.domain import shapes
from paycli.domain.bodies import SettleBody, from_wire, to_wire
from paycli.domain.book import Seen
from paycli.domain.canonical import INTEGER_LIMIT, decode, encode
from paycli.domain.ids import name_of, settle_id
from paycli.domain.kinds import KINDS
from paycli.errors import OrderMalformed

if TYPE_CHECKING:
    # Only mypy reads it: what is not said to be an order of one kind may be of any.
    from typing_extensions import TypeVar

    from paycli.domain.bodies import Body
    from paycli.domain.kind import Kind
    from paycli.domain.texts import Text

    BodyT_co = TypeVar("BodyT_co", default=Any, covariant=True)
else:
    from typing import TypeVar

    BodyT_co = TypeVar("BodyT_co", covariant=True)

__all__ = [
    "AHEAD_MOST_MS", "UNTIL_MOST_MS", "UNTIL_MS", "VERSION", "Order", "Seen", "Submission", "read_unchecked",
    "settle_order",
]  # fmt: skip

VERSION = 1
UNTIL_MS = 15 * 60 * 1000
UNTIL_MOST_MS = 24 * 3600 * 1000
AHEAD_MOST_MS = 5 * 60 * 1000

_FIELDS = frozenset({"at", "body", "id", "key", "kind", "ledger", "seen", "until", "v", "wallet"})
# `json.loads` would look for an encoding and for spaces first; orders have one encoding and no spaces.
_decode = json.JSONDecoder().raw_decode
_OWNERS = frozenset({"owner", "shop", "invited"})
# UUIDv7, or UUIDv8 where it was cut from an idempotency key (RFC 9562); only a settlement's is a plain hash.
_is_order_id = shapes.is_text(r"[0-9a-f]{12}[78][0-9a-f]{3}[89ab][0-9a-f]{15}")


class Order(NamedTuple, Generic[BodyT_co]):
    """An instruction with the bytes that were signed. Made only by `Order.make` and `Order.parse`.

    `body` is the record of its kind: `Order[SendBody]` is an order whose kind is `send`.
    """

    data: bytes
    at: int
    body: "BodyT_co"
    id: str
    key: str | None
    kind: str
    ledger: str | None
    seen: Seen | None
    until: int | None
    wallet: str | None

    @property
    def name(self) -> str:
        """The name of the order and of what it makes, which nobody else's order can have (protocol, section 1)."""
        return name_of(self.id, self.wallet or self.key)

    @classmethod
    def make(  # noqa: PLR0913  the fields of an order, all but two by name
        cls,
        kind: str,
        body: "Body",
        *,
        id: str,  # noqa: A002  the protocol's word
        at: int,
        key: str | None,
        ledger: str | None,
        wallet: str | None = None,
        seen: Seen | None = None,
        until: int | None = None,
    ) -> "Order":
        """Encode a new order; times in ms UTC, `until` is 15 minutes after `at` unless said.

        Raises OrderMalformed when the body is not what the kind wants.
        """
        row = KINDS.get(kind)
        if until is None and (row is None or row.is_signed):
            until = at + UNTIL_MS
        fields = {
            "at": at,
            "body": to_wire(body),
            "id": id,
            "key": key,
            "kind": kind,
            "ledger": ledger,
            "seen": None if seen is None else {"root": seen.root, "size": seen.size},
            "until": until,
            "v": VERSION,
            "wallet": wallet,
        }
        return _order(encode(fields), fields, _kind_of(fields), body)

    @classmethod
    def parse(cls, data: bytes) -> "Order":
        """Read an order strictly; raises OrderMalformed for anything but the canonical bytes of a known kind."""
        fields = decode(data)
        kind = _kind_of(fields)
        return _order(data, fields, kind, from_wire(kind.body, fields["body"]))


def settle_order(object_id: str, due: int, ledger: str) -> Order:
    """Give the only settle order that an object can have: nobody signs it, time makes it."""
    return Order.make("settle", SettleBody(object_id), id=settle_id(object_id), at=due, key=None, ledger=ledger)


def _kind_of(fields: Any) -> "Kind":  # noqa: ANN401  it came out of JSON
    """Check the fields of an order and give the kind that it is of; raises OrderMalformed."""
    if not isinstance(fields, dict) or fields.keys() != _FIELDS:
        raise OrderMalformed(reason="it does not have exactly the keys of an order")
    if type(fields["v"]) is not int or fields["v"] != VERSION:
        raise OrderMalformed(reason="its version is not one that this paycli knows")
    kind = KINDS.get(fields["kind"]) if isinstance(fields["kind"], str) else None
    if kind is None:
        raise OrderMalformed(reason="its kind is unknown")
    body = fields["body"]
    if not isinstance(body, dict) or body.keys() != kind.fields.keys():
        raise OrderMalformed(reason=f"its body does not have exactly the keys of {kind.name}")
    for name, check in kind.fields.items():
        if not check(body[name]):
            raise OrderMalformed(reason=f"{name} is not what {kind.name} wants there")
    _check_outer_fields(fields, kind)
    return kind


def read_unchecked(data: bytes) -> Order:
    """Read an order out of a row that may be forged, without asking whether its fields are what its kind wants.

    It serves lists, which show what is there and leave the proof to the audit, and rows whose order was checked when
    it came in. Raises OrderMalformed where there is no order to be read.
    """
    try:
        text = data.decode()
        fields, end = _decode(text)
        kind = KINDS[fields["kind"]]
        order = _order(data, fields, kind, from_wire(kind.body, fields["body"]))
        # What has no name cannot be shown, looked for or acted on.
        bytes.fromhex(order.id + (order.wallet or order.key or ""))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise OrderMalformed(reason="it cannot be read") from None
    if end != len(text):
        raise OrderMalformed(reason="something stands behind it")
    return order


def _order(data: bytes, fields: dict[str, Any], kind: "Kind", body: "Body") -> Order:
    seen = fields["seen"]
    known = None if seen is None else Seen(seen["size"], seen["root"])
    # In the order of the record; so many names would cost as much as reading the body.
    beside = fields["id"], fields["key"], kind.name, fields["ledger"], known, fields["until"], fields["wallet"]
    return Order._make((data, fields["at"], body, *beside))


def _check_outer_fields(fields: dict[str, Any], kind: "Kind") -> None:
    """Check the ten outer fields but kind, body and v; which of them are null depends on who signs."""
    opens, settles = kind.opens_ledger, not kind.is_signed
    owned = not _OWNERS.isdisjoint(kind.signed_by)
    seen, until, wallet = fields["seen"], fields["until"], fields["wallet"]
    holds = {
        "at": _is_time(fields["at"]),
        "id": (shapes.object_id if settles else _is_order_id)(fields["id"]),
        "key": fields["key"] is None if settles else shapes.public(fields["key"]),
        "ledger": fields["ledger"] is None if opens else shapes.object_id(fields["ledger"]),
        "until": until is None if settles else _is_time(until),
        "seen": seen is None or (not opens and not settles and _is_seen(seen)),
        "wallet": owned and shapes.wallet(wallet) if wallet is not None else not owned or "operator" in kind.signed_by,
    }
    if not all(holds.values()):
        wrong = next(field for field, right in holds.items() if not right)
        raise OrderMalformed(reason=f"its {wrong} is not one")


def _is_time(value: object) -> bool:
    return type(value) is int and 0 <= value < INTEGER_LIMIT


def _is_seen(value: Any) -> bool:  # noqa: ANN401  it came out of JSON
    return (
        isinstance(value, dict)
        and value.keys() == {"root", "size"}
        and type(value["size"]) is int
        and 0 < value["size"] < INTEGER_LIMIT
        and shapes.commitment(value["root"])
    )


class Submission(NamedTuple):
    """What goes to the door: an order, its signature and public key (hex), and what lies beside the order.

    `texts` opens the commitments of the body, `seed` (64 hex digits) that of a lucky draw.
    """

    order: Order
    signature: str | None
    public: str | None
    texts: "tuple[Text, ...]" = ()
    seed: str | None = None
