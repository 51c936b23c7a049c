"""The bodies of orders as typed records, one for each shape; their wire form is the protocol's (section 4).

The attributes are the fields, in the order of the row in `kinds.py`; a few have a name here that says their unit.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from paycli.domain.asking_bodies import (
        AcceptBody,
        ContactTrustBody,
        DeclineBody,
        RequestNewBody,
        RequestPayBody,
        SendBackBody,
        SendWaitBody,
        WalletSetBody,
    )
    from paycli.domain.batch_bodies import BatchNewBody, BatchRowBody, BatchSendBody
    from paycli.domain.key_bodies import KeyAddBody, KeyRevokeBody
    from paycli.domain.till_bodies import (
        DrawerMoveBody,
        RefundBody,
        SaleNewBody,
        SalePayBody,
        SaleTakeBody,
        ShiftCloseBody,
        ShiftOpenBody,
        TipsSendBody,
    )

from paycli.domain.asking_bodies import Share
from paycli.domain.batch_bodies import SentRow
from paycli.domain.scopes import Scope, scope_from_wire, scope_to_wire

_WIRE_NAMES = {"amount_minor": "amount", "tip_minor": "tip", "packets": "count"}
_WIRE_NAMES |= {"total_minor": "total", "row_count": "count"}
_WIRE_NAMES |= {f"{name}_minor": name for name in ("counted", "discount", "given", "rounding")}


class DrawTerms(NamedTuple):
    """How an envelope is drawn: the versioned rule, and the commitment to the seed of a lucky one."""

    rule: str
    commitment: str | None


# --- the ledger ------------------------------------------------------------------------------------------------------
class LedgerOpenBody(NamedTuple):
    """Open the ledger: the operator's key, the currencies with their decimals, zone, kind of money and admission."""

    public: str
    currencies: tuple[tuple[str, int], ...]
    zone: str
    money: str
    admission: str


class RailAdmitBody(NamedTuple):
    """Admit a rail by its key."""

    rail: str
    public: str


class SettingSetBody(NamedTuple):
    """Set a setting, or with None give it back to its default."""

    name: str
    value: int | None


class CurrencyAddBody(NamedTuple):
    """Add a currency with its decimals."""

    currency: str
    exponent: int


class CreditSetBody(NamedTuple):
    """Let a wallet go below zero by so many minor units."""

    wallet: str
    amount_minor: int
    currency: str


class ClockSetBody(NamedTuple):
    """Set the ledger's time (ms)."""

    now: int


# --- people ----------------------------------------------------------------------------------------------------------
class WalletOpenBody(NamedTuple):
    """Open a wallet for a key; handle and name are commitments."""

    public: str
    handle: str
    name: str | None
    shop: bool


class WalletInviteBody(NamedTuple):
    """Invite whoever has the claim key's secret, for so long (ms), and keep a handle free for them if one is named."""

    claim: str
    handle: str | None
    expires_ms: int


class WalletRejectBody(NamedTuple):
    """End the request of a wallet to be admitted."""

    wallet: str


class WalletAdmitBody(NamedTuple):
    """Admit a wallet, by an invitation and its proof or without."""

    wallet: str
    invite: str | None
    proof: str | None


class WalletRenameBody(NamedTuple):
    """Give the own wallet another display name, by its commitment, or with None none."""

    name: str | None


class ContactBlockBody(NamedTuple):
    """Block a wallet, or no longer."""

    wallet: str
    blocked: bool


# --- groups ----------------------------------------------------------------------------------------------------------
class GroupNewBody(NamedTuple):
    """Make a group; its handle is a commitment."""

    handle: str
    members: tuple[str, ...]


class GroupChangeBody(NamedTuple):
    """Add wallets to a group, or remove them."""

    of: str
    wallets: tuple[str, ...]


class GroupCloseBody(NamedTuple):
    """Close a group."""

    of: str


# --- money between people --------------------------------------------------------------------------------------------
class SendBody(NamedTuple):
    """Send an amount to a wallet; the note is a commitment."""

    to: str
    amount_minor: int
    currency: str
    note: str | None


class EnvelopeSendBody(NamedTuple):
    """Send an envelope of so many packets: how it is drawn, whom it is for, when it opens (ms) and how long it lasts.

    `audience` is `any`, a claim key, or the wallets that it is for.
    """

    amount_minor: int
    currency: str
    packets: int
    draw: DrawTerms
    audience: str | tuple[str, ...]
    opens_at: int | None
    expires_ms: int
    note: str | None


class EnvelopeGrabBody(NamedTuple):
    """Grab a packet, with the proof of the secret where it is for whoever has that."""

    envelope: str
    proof: str | None


class CancelBody(NamedTuple):
    """Take back what one has made."""

    of: str


class SettleBody(NamedTuple):
    """End what is due."""

    of: str


# --- money over the edge ---------------------------------------------------------------------------------------------
class RailAskBody(NamedTuple):
    """Ask a rail for money, or to pay it out."""

    rail: str
    amount_minor: int
    currency: str


class RailAnswerBody(NamedTuple):
    """Say that a rail did what it was asked, or could not, with its own reference."""

    of: str
    reference: str


class CashInBody(NamedTuple):
    """Book cash that the operator took for a wallet."""

    wallet: str
    amount_minor: int
    currency: str
    note: str | None


Body: TypeAlias = (
    "BatchNewBody | BatchRowBody | BatchSendBody | "
    "LedgerOpenBody | RailAdmitBody | SettingSetBody | CurrencyAddBody | CreditSetBody | ClockSetBody | WalletOpenBody"
    " | WalletInviteBody | WalletAdmitBody | WalletRejectBody | WalletRenameBody | KeyAddBody | KeyRevokeBody"
    " | ContactBlockBody | GroupNewBody | GroupChangeBody | GroupCloseBody | SendBody | EnvelopeSendBody"
    " | EnvelopeGrabBody | CancelBody | SettleBody | SaleNewBody | SalePayBody | RefundBody | RailAskBody"
    " | RailAnswerBody | CashInBody | SaleTakeBody | TipsSendBody | ShiftOpenBody | ShiftCloseBody | DrawerMoveBody"
    " | SendWaitBody | AcceptBody | DeclineBody | SendBackBody | RequestNewBody | RequestPayBody | WalletSetBody"
    " | ContactTrustBody"
)


_WALLET_DIGITS = 40
# Most bodies have nothing else in them, and are looked at once for each order of a log.
_PLAIN = frozenset({str, int, bool, type(None)})
_names_of: dict[type[Body], tuple[str, ...]] = {}


def wire_names(record: type[Body]) -> tuple[str, ...]:
    """Give the names that the fields of a body have on the wire, in the order of the record's attributes."""
    if record not in _names_of:
        _names_of[record] = tuple(_WIRE_NAMES.get(name, name) for name in record._fields)
    return _names_of[record]


def from_wire(record: type[Body], wire: Mapping[str, Any]) -> Any:  # noqa: ANN401  the record of its kind
    """Make the record of a body out of JSON; raises LookupError, TypeError or ValueError where it is no such body."""
    return record._make(
        [
            _frozen(value) if type(value := wire[name]) is dict or type(value) is list else value
            for name in _names_of.get(record) or wire_names(record)
        ]
    )


def to_wire(body: Body) -> dict[str, Any]:
    """Give a body as it is written in JSON."""
    plain = body if _PLAIN.issuperset(map(type, body)) else map(_plain, body)
    return dict(zip(wire_names(type(body)), plain, strict=True))


def _frozen(value: Any) -> Any:  # noqa: ANN401  out of JSON
    kind = type(value)
    if kind is list:
        # Nothing else in an order is a list with an amount in the middle.
        if len(value) == len(SentRow._fields) and type(value[1]) is int:
            return SentRow._make(value)
        # Nor with a wallet and an amount: the other pairs have a currency in front.
        if len(value) == len(Share._fields) and type(value[1]) is int and len(value[0]) == _WALLET_DIGITS:
            return Share._make(value)
        return tuple(map(_frozen, value))
    if kind is dict:
        return scope_from_wire(value) if "grants" in value else DrawTerms(value["rule"], value["commitment"])
    return value


def _plain(value: Any) -> Any:  # noqa: ANN401  into JSON
    if isinstance(value, DrawTerms):
        return value._asdict()
    if isinstance(value, Scope):
        return scope_to_wire(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
