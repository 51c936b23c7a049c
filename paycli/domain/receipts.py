"""A receipt that proves itself: its facts, the entries that prove them, and both as canonical JSON (protocol, 9)."""

from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain import canonical, shapes
from paycli.domain.accounts import Transfer
from paycli.domain.shapes import is_hex, null_or
from paycli.domain.till_kinds import GIFT
from paycli.errors import OrderMalformed, ReceiptInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from paycli.domain.till_bodies import TaxLine

BYTES_MOST = 1024 * 1024
TAG = b"paycli receipt v1\n"
_VERSION = 1


class ReceiptRefund(NamedTuple):
    """What went back of a sale: goods, tip, and what cash was rounded by, in minor units; when (ms of ledger time)."""

    amount_minor: int
    rounding_minor: int
    time: int
    tip_minor: int


class ReceiptFacts(NamedTuple):
    """What a receipt says; amounts in minor units, times in ms. `key` vouches for the root of the first `size` entries.

    `number` is None where only a witness vouches, since it stands in no order.
    """

    ledger: str
    sale: str
    shop: str
    root: str
    size: int
    key: str
    at: int
    number: str | None
    handle: str
    lines: str | None
    money: str
    zone: str
    currency: str
    exponent: int
    amount_minor: int
    discount_minor: int
    tax: "tuple[TaxLine, ...]"
    till: int
    tender: str
    tip_minor: int
    rounding_minor: int
    given_minor: int
    made: int
    paid: int
    refunds: tuple[ReceiptRefund, ...]

    @property
    def paid_minor(self) -> int:
        """What was paid in all: the goods, the tip, and what cash was rounded by; nothing for a gift."""
        if self.tender == GIFT:
            return 0
        return self.amount_minor + self.tip_minor + self.rounding_minor

    @property
    def refunded_minor(self) -> int:
        """What went back of that, up to the root."""
        return sum(each.amount_minor + each.tip_minor + each.rounding_minor for each in self.refunds)

    @property
    def signed_bytes(self) -> bytes:
        """The bytes that a key of the shop signs."""
        return TAG + canonical.encode(_facts_to_wire(self))


class ReceiptEntry(NamedTuple):
    """An entry of the log with its path to the root: hashes of 64 hex digits, the one beside the leaf first."""

    n: int
    time: int
    order: str
    signature: str | None
    transfers: tuple[Transfer, ...]
    path: tuple[str, ...]


class ReceiptText(NamedTuple):
    """A personal text of entry `n`, with the salt (64 hex digits) that opens its commitment."""

    n: int
    field: str
    salt: str
    text: str


class Witness(NamedTuple):
    """An order of the shop whose `seen` is the root of the receipt, and its signature."""

    order: str
    signature: str


class Evidence(NamedTuple):
    """What proves a receipt: the entries and texts, by `n`."""

    entries: tuple[ReceiptEntry, ...]
    texts: tuple[ReceiptText, ...]


class ReceiptFile(NamedTuple):
    """A receipt with its proof. The shop's key signed it, or an order of the shop is its witness."""

    facts: ReceiptFacts
    evidence: Evidence
    signature: str | None
    witness: Witness | None


# --- writing ---------------------------------------------------------------------------------------------------------
_UNITS = "_minor"


def _wire_name(field: str) -> str:
    return field.removesuffix(_UNITS)


def _facts_to_wire(facts: ReceiptFacts) -> dict[str, Any]:
    wire = {_wire_name(name): value for name, value in facts._asdict().items()}
    wire["refunds"] = [{_wire_name(name): value for name, value in each._asdict().items()} for each in facts.refunds]
    return wire


def encode(file: ReceiptFile) -> bytes:
    """Write a receipt as the bytes of its file, with a line feed behind them; raises ReceiptInvalid if too long."""
    data = canonical.encode(
        {
            "entries": [each._asdict() for each in file.evidence.entries],
            "paycli_receipt": _VERSION,
            "receipt": _facts_to_wire(file.facts),
            "signature": file.signature,
            "texts": [each._asdict() for each in file.evidence.texts],
            "witness": None if file.witness is None else file.witness._asdict(),
        }
    )
    if len(data) > BYTES_MOST:
        raise ReceiptInvalid(reason="it would be longer than 1 MiB")
    return data + b"\n"


# --- reading ---------------------------------------------------------------------------------------------------------
def _is_whole(value: object) -> bool:
    return type(value) is int and 0 <= value < canonical.INTEGER_LIMIT


def _is_integer(value: object) -> bool:
    return type(value) is int and abs(value) < canonical.INTEGER_LIMIT


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _list_of(fits: "Callable[[Any], bool]") -> "Callable[[Any], bool]":
    return lambda value: isinstance(value, list) and all(fits(each) for each in value)


def _record_of(fields: "Mapping[str, Callable[[Any], bool]]") -> "Callable[[Any], bool]":
    return lambda value: (
        isinstance(value, dict)
        and value.keys() == fields.keys()
        and all(fits(value[name]) for name, fits in fields.items())
    )


def _is_tax_line(value: Any) -> bool:  # noqa: ANN401  out of JSON
    return isinstance(value, list) and len(value) == 4 and _is_text(value[0]) and all(map(_is_whole, value[1:]))


def _is_transfer(value: Any) -> bool:  # noqa: ANN401  out of JSON
    if not isinstance(value, list) or len(value) != 5:
        return False
    return all(map(_is_text, value[:3])) and all(map(_is_whole, value[3:]))


_hash = is_hex(64)
_signature = is_hex(128)
_REFUND = {"amount": _is_whole, "rounding": _is_integer, "time": _is_whole, "tip": _is_whole}
_FACTS = {
    "amount": _is_whole, "at": _is_whole, "currency": shapes.currency, "discount": _is_whole, "exponent": _is_whole,
    "given": _is_whole, "handle": _is_text, "key": _hash, "ledger": shapes.object_id, "lines": null_or(_is_text),
    "made": _is_whole, "money": _is_text, "number": null_or(_is_text), "paid": _is_whole,
    "refunds": _list_of(_record_of(_REFUND)), "root": _hash, "rounding": _is_integer, "sale": shapes.object_id,
    "shop": shapes.wallet, "size": _is_whole, "tax": _list_of(_is_tax_line), "tender": _is_text, "till": _is_whole,
    "tip": _is_whole, "zone": _is_text,
}  # fmt: skip
_ENTRY = {
    "n": _is_whole, "order": _is_text, "path": _list_of(_hash), "signature": null_or(_signature), "time": _is_whole,
    "transfers": _list_of(_is_transfer),
}  # fmt: skip
_TEXT = {"field": _is_text, "n": _is_whole, "salt": _hash, "text": _is_text}
_WITNESS = {"order": _is_text, "signature": _signature}
_is_file = _record_of(
    {
        "entries": _list_of(_record_of(_ENTRY)),
        "paycli_receipt": lambda value: type(value) is int and value == _VERSION,
        "receipt": _record_of(_FACTS),
        "signature": null_or(_signature),
        "texts": _list_of(_record_of(_TEXT)),
        "witness": null_or(_record_of(_WITNESS)),
    }
)


def read_receipt(data: bytes) -> ReceiptFile:
    """Read the bytes of a receipt strictly; whether it proves what it says is `receipt_proof.check`'s to find out.

    Raises ReceiptInvalid for anything but the canonical bytes of a receipt, with one line feed behind them or none.
    """
    _refuse_no_text(data)
    try:
        wire = canonical.decode(data.removesuffix(b"\n"), bytes_most=BYTES_MOST)
    except OrderMalformed as error:
        raise ReceiptInvalid(reason=str(error.values["reason"])) from None
    if not _is_file(wire):
        raise ReceiptInvalid(reason="it does not have exactly the fields of a receipt")
    if (wire["signature"] is None) == (wire["witness"] is None):
        raise ReceiptInvalid(reason="either a signature or a witness vouches for it, and not both")
    return ReceiptFile(
        facts=_facts_from_wire(wire["receipt"]),
        evidence=Evidence(
            entries=tuple(_entry_from_wire(each) for each in wire["entries"]),
            texts=tuple(ReceiptText(**each) for each in wire["texts"]),
        ),
        signature=wire["signature"],
        witness=None if wire["witness"] is None else Witness(**wire["witness"]),
    )


def _refuse_no_text(data: bytes) -> None:
    """Say of what nobody wrote as a receipt that it is none."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise ReceiptInvalid(reason="it is not text; of a picture, scan the code and check that") from None
    if not text.startswith("{"):
        raise ReceiptInvalid(reason="it is neither a file of receipt save nor the code of one on paper")
    if not text.rstrip().endswith("}"):
        raise ReceiptInvalid(reason="its end is missing")


def _facts_from_wire(wire: "Mapping[str, Any]") -> ReceiptFacts:
    fields = {name: wire[_wire_name(name)] for name in ReceiptFacts._fields}
    fields["tax"] = tuple(tuple(each) for each in wire["tax"])
    fields["refunds"] = tuple(
        ReceiptRefund(**{name: each[_wire_name(name)] for name in ReceiptRefund._fields}) for each in wire["refunds"]
    )
    return ReceiptFacts(**fields)


def _entry_from_wire(wire: "Mapping[str, Any]") -> ReceiptEntry:
    moved = tuple(Transfer._make(each) for each in wire["transfers"])
    return ReceiptEntry(**{**wire, "transfers": moved, "path": tuple(wire["path"])})
