"""What a key that is a mandate may do: its scope as records, as JSON of an order's body, and as a row keeps it.

A mandate is a key of a wallet that may give some kinds of orders, to some payees, up to some caps, for some time.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from paycli.domain import shapes
from paycli.domain.canonical import decode, encode
from paycli.domain.shapes import is_whole, null_or
from paycli.errors import OrderMalformed

DAY_MS = 24 * 3600 * 1000
GRANTS_MOST, PAYEES_MOST = 8, 100
_OF_GROUP = "group"

GRANTABLE = (
    "accept", "batch.new", "batch.row", "batch.send", "cancel", "decline", "drawer.move", "envelope.send", "refund",
    "request.new", "request.pay", "sale.new", "sale.pay", "sale.take", "send", "send.back", "send.wait", "shift.close",
    "shift.open",
)  # fmt: skip
"""The kinds of orders that a grant may name. What else there is, only a full key of the wallet signs."""


CAN: Mapping[str, tuple[str, ...]] = {
    "send": ("send",),
    "wait": ("send.wait",),
    "ask": ("request.new",),
    "answer": ("accept", "decline", "request.pay"),
    "give-back": ("send.back",),
    "pay": ("sale.pay",),
    "envelope": ("envelope.send",),
    "batch": ("batch.new", "batch.row", "batch.send"),
    "charge": ("sale.new",),
    "refund": ("refund",),
    "cancel": ("cancel",),
    "till": ("drawer.move", "sale.take", "shift.close", "shift.open"),
}
"""What a mandate can be for, by the words of the command line: the kinds of orders that such a grant names."""

PAY_NOBODY = frozenset(
    {"accept", "cancel", "decline", "drawer.move", "request.new", "sale.new", "sale.take", "shift.close", "shift.open"}
)
"""The kinds of orders among them that pay nobody, so that a grant for them names no payees."""

# The names of a grant's counters, after the caps that they are for.
DAY, MONTH, TOTAL, COUNT = "day", "month", "total", "count"
COUNT_FIELD = "count_per_day"


class PayeesOf(NamedTuple):
    """The payees of a grant that are the members of a group at the moment, by the name of the group."""

    group: str


Payees: TypeAlias = tuple[str, ...] | PayeesOf | None


class Grant(NamedTuple):
    """Some kinds of orders in one currency: to whom (None: anybody), and up to which caps, None for no cap.

    The caps are for one order, a day, a month and for ever, in minor units, and for the orders of one day.
    """

    currency: str
    kinds: tuple[str, ...]
    to: Payees
    per_order_minor: int | None = None
    per_day_minor: int | None = None
    per_month_minor: int | None = None
    total_minor: int | None = None
    count_per_day: int | None = None


class Scope(NamedTuple):
    """The name of a mandate, from when (None: at once) and until when it is in force, when its days begin, its grants.

    Times are ms of ledger time; `day_at_ms` is the time of day, in UTC, at which a day of its caps begins.
    """

    name: str
    starts_at: int | None
    until: int
    day_at_ms: int
    grants: tuple[Grant, ...]


_limit = null_or(shapes.amount)
_LIMITS = ("per_order", "per_day", "per_month", "total", "count_per_day")
mandate_name = shapes.is_text(r"[a-z][a-z0-9-]{0,31}")
"""Tells whether a text may be the name of a mandate."""


def _are_kinds(value: Any) -> bool:  # noqa: ANN401  out of JSON
    return (
        isinstance(value, list)
        and len(value) > 0
        and all(isinstance(each, str) and each in GRANTABLE for each in value)
        and value == sorted(set(value))
    )


def _are_payees(value: Any) -> bool:  # noqa: ANN401  out of JSON
    if isinstance(value, dict):
        return value.keys() == {_OF_GROUP} and shapes.object_id(value[_OF_GROUP])
    return value is None or (shapes.some_wallets(value) and len(value) <= PAYEES_MOST)


_GRANT = {"currency": shapes.currency, "kinds": _are_kinds, "to": _are_payees, **dict.fromkeys(_LIMITS, _limit)}
_SCOPE = {
    "name": mandate_name,
    "from": null_or(shapes.moment),
    "until": shapes.moment,
    "day_at_ms": is_whole(0, DAY_MS - 1),
    "grants": lambda value: (
        isinstance(value, list) and 1 <= len(value) <= GRANTS_MOST and all(_has(each, _GRANT) for each in value)
    ),
}


def _has(value: Any, fields: Mapping[str, Any]) -> bool:  # noqa: ANN401  out of JSON
    return (
        isinstance(value, dict)
        and value.keys() == fields.keys()
        and all(check(value[name]) for name, check in fields.items())
    )


def is_scope(value: Any) -> bool:  # noqa: ANN401  out of JSON
    """Tell whether a value out of JSON is a scope."""
    return _has(value, _SCOPE)


def scope_from_wire(wire: Mapping[str, Any]) -> Scope:
    """Make the record of a scope out of JSON; raises LookupError or TypeError where it is none."""
    grants = tuple(
        Grant(
            currency=each["currency"],
            kinds=tuple(each["kinds"]),
            to=_payees_from_wire(each["to"]),
            per_order_minor=each["per_order"],
            per_day_minor=each["per_day"],
            per_month_minor=each["per_month"],
            total_minor=each["total"],
            count_per_day=each["count_per_day"],
        )
        for each in wire["grants"]
    )
    return Scope(wire["name"], wire["from"], wire["until"], wire["day_at_ms"], grants)


def _payees_from_wire(value: Any) -> Payees:  # noqa: ANN401  out of JSON
    if isinstance(value, dict):
        return PayeesOf(value[_OF_GROUP])
    return None if value is None else tuple(value)


def scope_to_wire(scope: Scope) -> dict[str, Any]:
    """Give a scope as it is written in JSON."""
    return {
        "name": scope.name,
        "from": scope.starts_at,
        "until": scope.until,
        "day_at_ms": scope.day_at_ms,
        "grants": [
            {
                "currency": each.currency,
                "kinds": list(each.kinds),
                "to": each.to._asdict() if isinstance(each.to, PayeesOf) else each.to and list(each.to),
                "per_order": each.per_order_minor,
                "per_day": each.per_day_minor,
                "per_month": each.per_month_minor,
                "total": each.total_minor,
                "count_per_day": each.count_per_day,
            }
            for each in scope.grants
        ],
    }


# --- the counters of a grant ---------------------------------------------------------------------------------------
class Cap(NamedTuple):
    """A cap of a grant: its name, how much it allows, and whether it counts orders in place of minor units."""

    name: str
    limit: int

    @property
    def field(self) -> str:
        """The field of a grant that sets it."""
        return COUNT_FIELD if self.name == COUNT else TOTAL if self.name == TOTAL else f"per_{self.name}"

    @property
    def counts_orders(self) -> bool:
        """Tell whether it is for a number of orders."""
        return self.name == COUNT


def caps_of(grant: Grant) -> tuple[Cap, ...]:
    """Give the caps of a grant that are remembered by counters."""
    limits = (
        (COUNT, grant.count_per_day), (DAY, grant.per_day_minor), (MONTH, grant.per_month_minor),
        (TOTAL, grant.total_minor),
    )  # fmt: skip
    return tuple(Cap(name, limit) for name, limit in limits if limit is not None)


def counter_name(key: str, position: int, cap: Cap) -> str:
    """Name the counter of a cap: by key, the grant's place in the scope, and period."""
    return f"mandate:{key}:{position}:{cap.name}"


# --- the column of a key ---------------------------------------------------------------------------------------------
def scope_text(scope: Scope | None) -> str | None:
    """Write a scope as the canonical JSON that a key's row has; None for a full key."""
    return None if scope is None else encode(scope_to_wire(scope)).decode()


def scope_of(text: str | None) -> Scope | None:
    """Read the scope of a key's row; raises ValueError where the text is not the canonical JSON of one."""
    if text is None:
        return None
    try:
        wire = decode(text.encode())
    except (OrderMalformed, UnicodeEncodeError):
        raise ValueError(text) from None
    if not is_scope(wire):
        raise ValueError(text)
    return scope_from_wire(wire)


def words_of(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Give the words for the kinds of orders that a grant names."""
    return tuple(word for word, named in CAN.items() if not set(named).isdisjoint(kinds))


def groups_of(scope: Scope) -> tuple[str, ...]:
    """Name the groups whose members a scope's grants may pay."""
    return tuple(dict.fromkeys(each.to.group for each in scope.grants if isinstance(each.to, PayeesOf)))
