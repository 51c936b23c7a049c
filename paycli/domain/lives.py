"""The table of lives: for each kind of object what makes it, what it is called, how it ends, and what it alone has.

`kinds.py` says what an order is; this says the same of what orders make. The rules, the store, the lists of services
and the audit read it. A new kind of object is a row here, and the record of what only it has.
"""

import json
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from paycli.domain.canonical import quoted

if TYPE_CHECKING:
    from paycli.domain.asking_bodies import RequestNewBody, SendWaitBody
    from paycli.domain.batch_bodies import BatchNewBody
    from paycli.domain.bodies import EnvelopeSendBody, GroupNewBody, RailAskBody, WalletInviteBody
    from paycli.domain.shifts import ShiftDetail
    from paycli.domain.state import LedgerObject
    from paycli.domain.till_bodies import SaleNewBody, ShiftOpenBody


# --- what only one kind has: kept as canonical JSON in one column, so its fields stand in the order of their names ---
class EnvelopeDetail(NamedTuple):
    """How many packets an envelope has, and how many are gone."""

    packets: int
    taken: int = 0


class SaleDetail(NamedTuple):
    """How a sale was paid (`wallet`, `cash` or `gift`), the tip on top, and what of both was given back."""

    refunded_minor: int = 0
    refunded_tip_minor: int = 0
    tender: str = ""
    tip_minor: int = 0


class BatchDetail(NamedTuple):
    """How many rows of a batch are paid."""

    paid: int = 0


class RequestDetail(NamedTuple):
    """How many of whom a request asks have declined, and how many have paid."""

    declined: int = 0
    paid: int = 0


class GroupDetail(NamedTuple):
    """The wallets of a group, its maker first."""

    members: tuple[str, ...]


Invite: TypeAlias = "LedgerObject[WalletInviteBody, None]"
RailTransfer: TypeAlias = "LedgerObject[RailAskBody, None]"
Envelope: TypeAlias = "LedgerObject[EnvelopeSendBody, EnvelopeDetail]"
Sale: TypeAlias = "LedgerObject[SaleNewBody, SaleDetail]"
Shift: TypeAlias = "LedgerObject[ShiftOpenBody, ShiftDetail]"
Batch: TypeAlias = "LedgerObject[BatchNewBody, BatchDetail]"
Wait: TypeAlias = "LedgerObject[SendWaitBody, None]"
Request: TypeAlias = "LedgerObject[RequestNewBody, RequestDetail]"
Group: TypeAlias = "LedgerObject[GroupNewBody, GroupDetail]"


# --- the table -------------------------------------------------------------------------------------------------------
class Sees(Enum):
    """Who sees an object beside its maker, who paid it, and the operator."""

    NOBODY = "nobody"
    EVERYBODY_WHILE_OPEN = "everybody while it is open"
    MEMBERS = "members"
    AUDIENCE = "audience"
    ASKED = "whom it asks"


class Direction(Enum):
    """Which way money goes over the edge."""

    IN = "in"
    OUT = "out"


class Life(NamedTuple):
    """A row of the table.

    `made_by` is the kind of order that makes it, `word` what people call it, `detail` the record of what only it has.
    `cancellable`: its maker may take it back while it is open, and what it holds comes back. `settles`: when it is due
    time alone ends it, it has expired, and what it holds goes back to its maker. `direction`: it is in flight over the
    edge, and only its rail ends it. `maker_chooses`: its maker has a say in who takes part, so the maker's wallet is
    loaded with it. `has_handle`: it has a handle as people have, which is told to who is in it. `runs_down`: what it
    holds and how far it is are a sum over entries that do not tell of it. `adds_up`: so is all that only it has. It
    `asks` wallets for an answer where each has a row.
    """

    kind: str
    made_by: str
    word: str
    detail: type[EnvelopeDetail | SaleDetail | BatchDetail | RequestDetail | GroupDetail] | None = None
    sees: Sees = Sees.NOBODY
    cancellable: bool = False
    settles: bool = False
    direction: Direction | None = None
    maker_chooses: bool = False
    has_handle: bool = False
    runs_down: bool = False
    adds_up: bool = False
    asks: bool = False


INVITE, TOPUP, WITHDRAWAL = "invite", "topup", "withdrawal"
ENVELOPE, SALE, SHIFT, BATCH, GROUP = "envelope", "sale", "shift", "batch", "group"
WAIT, REQUEST = "wait", "request"

LIVES: Mapping[str, Life] = {
    row.kind: row
    for row in (
        Life(INVITE, "wallet.invite", "invitation"),
        Life(
            ENVELOPE,
            "envelope.send",
            "envelope",
            EnvelopeDetail,
            sees=Sees.AUDIENCE,
            cancellable=True,
            settles=True,
            maker_chooses=True,
        ),
        Life(SALE, "sale.new", "sale", SaleDetail, sees=Sees.EVERYBODY_WHILE_OPEN, cancellable=True),
        Life(SHIFT, "shift.open", "day at a till", adds_up=True),
        Life(BATCH, "batch.new", "batch", BatchDetail, cancellable=True, settles=True, runs_down=True),
        Life(WAIT, "send.wait", "waiting transfer", sees=Sees.ASKED, cancellable=True, settles=True, asks=True),
        Life(REQUEST, "request.new", "request", RequestDetail, sees=Sees.ASKED, cancellable=True, asks=True),
        Life(TOPUP, "topup.ask", "top-up", direction=Direction.IN),
        Life(WITHDRAWAL, "withdraw.ask", "withdrawal", direction=Direction.OUT),
        Life(GROUP, "group.new", "group", GroupDetail, sees=Sees.MEMBERS, maker_chooses=True, has_handle=True),
    )
}

MADE_BY: Mapping[str, Life] = {life.made_by: life for life in LIVES.values()}
"""The lives by the kind of order that makes them: only these orders make an object, whose id is the order's own."""

WALLET, WALLET_OPENED_BY, WALLET_RENAMED_BY = "wallet", "wallet.open", "wallet.rename"
"""A wallet is no object, since it has no end; it is listed as they are."""

RAIL_TRANSFERS = tuple(life.kind for life in LIVES.values() if life.direction is not None)
CANCELLABLE = tuple(life.kind for life in LIVES.values() if life.cancellable)
SHARED = tuple(life.kind for life in LIVES.values() if life.sees in {Sees.EVERYBODY_WHILE_OPEN, Sees.AUDIENCE})


def wallets_of(objects: "Iterable[LedgerObject]") -> list[str]:
    """Name the wallets that come with objects: the makers of those whose maker says who takes part, and payees."""
    found = []
    for each in objects:
        if each.maker is not None and LIVES[each.kind].maker_chooses:
            found.append(each.maker)
        elif each.kind == WAIT:
            found.append(each.body.to)
    return found


def ends_with(subject: "LedgerObject") -> tuple[str, ...]:
    """Name the wallets with which the money that an object holds may end: its maker, and the payee who waits for it."""
    return (str(subject.maker), subject.body.to) if subject.kind == WAIT else (str(subject.maker),)


def asked_by(subject: "LedgerObject") -> tuple[str, ...]:
    """Name the wallets that an object asks for an answer."""
    if not LIVES[subject.kind].asks:
        return ()
    return (subject.body.to,) if subject.kind == WAIT else tuple(share.wallet for share in subject.body.shares)


def shifts_of(objects: "Mapping[str, LedgerObject]") -> list[str]:
    """Name the shifts that come with the sales among objects, and are not among them yet."""
    named = {each.body.shift for each in objects.values() if each.kind == SALE}
    return sorted(shift for shift in named if shift is not None and shift not in objects)


def as_envelope(found: "LedgerObject | None") -> "Envelope | None":
    """Give an object as an envelope; None if it is none."""
    return found if found is not None and found.kind == ENVELOPE else None


def as_sale(found: "LedgerObject | None") -> "Sale | None":
    """Give an object as a sale; None if it is none."""
    return found if found is not None and found.kind == SALE else None


def as_shift(found: "LedgerObject | None") -> "Shift | None":
    """Give an object as a shift; None if it is none."""
    return found if found is not None and found.kind == SHIFT else None


def as_batch(found: "LedgerObject | None") -> "Batch | None":
    """Give an object as a batch; None if it is none."""
    return found if found is not None and found.kind == BATCH else None


def as_wait(found: "LedgerObject | None") -> "Wait | None":
    """Give an object as a transfer that waits; None if it is none."""
    return found if found is not None and found.kind == WAIT else None


def as_request(found: "LedgerObject | None") -> "Request | None":
    """Give an object as a request; None if it is none."""
    return found if found is not None and found.kind == REQUEST else None


def as_group(found: "LedgerObject | None") -> "Group | None":
    """Give an object as a group; None if it is none."""
    return found if found is not None and found.kind == GROUP else None


def as_invite(found: "LedgerObject | None") -> "Invite | None":
    """Give an object as an invitation; None if it is none."""
    return found if found is not None and found.kind == INVITE else None


def as_rail_transfer(found: "LedgerObject | None") -> "RailTransfer | None":
    """Give an object as what goes over the edge; None if it does not."""
    return found if found is not None and LIVES[found.kind].direction is not None else None


# --- the column ------------------------------------------------------------------------------------------------------
_decode = json.JSONDecoder().raw_decode


def detail_text(detail: "NamedTuple | None") -> str | None:
    """Write a detail as the canonical JSON that its column has; None for none."""
    if detail is None:
        return None
    fields = [f'"{name}":{_written(value)}' for name, value in zip(detail._fields, detail, strict=True)]
    return f"{{{','.join(fields)}}}"


def _written(value: Any) -> str:  # noqa: ANN401  a whole number, a text, or a list of such
    if type(value) is int:
        return str(value)
    return quoted(value) if isinstance(value, str) else f"[{','.join(map(_written, value))}]"


def record_of(kind: str) -> "type[NamedTuple] | None":
    """Give the record of what only a kind of object has; None where it has nothing."""
    if kind == SHIFT:
        # It has many fields, and a balance needs none of them.
        from paycli.domain.shifts import ShiftDetail

        return ShiftDetail
    life = LIVES.get(kind)
    return life.detail if life is not None else None


def detail_of(kind: str, text: str | None) -> Any:  # noqa: ANN401  the record of the kind
    """Read the detail of an object of a kind; raises ValueError where the text is not one of that kind."""
    record = record_of(kind)
    if record is None and text is None:
        return None
    try:
        if record is not None and text is not None:
            values, end = _decode(text)
            if tuple(values) == record._fields and end == len(text):
                texts = record is GroupDetail
                read = record._make([each if _is_plain(each) else _rows(each, texts=texts) for each in values.values()])
                if all(type(getattr(read, name)) is type(default) for name, default in record._field_defaults.items()):
                    return read
    except (TypeError, AttributeError, RecursionError):
        pass
    raise ValueError(kind)


def _is_plain(value: object) -> bool:
    return type(value) is int or isinstance(value, str)


def _rows(value: object, *, texts: bool) -> tuple[object, ...]:
    """Read a list of texts, or of sums by tax class; raises ValueError where it is another."""
    if isinstance(value, list):
        if texts and all(isinstance(each, str) for each in value):
            return tuple(value)
        if not texts and all(_is_sum(each) for each in value):
            return tuple(map(tuple, value))
    raise ValueError(value)


def _is_sum(value: object) -> bool:
    return isinstance(value, list) and [type(each) for each in value] == [str, int, int, int]
