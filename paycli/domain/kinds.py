"""The authority table (protocol, section 4) as data: each kind of order, its body, who signs it, what it debits.

The door reads it, the audit reads it, the tests and the documentation are generated from it. A new kind of order
begins with a row here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain.draw import EQUAL, RULES
from paycli.domain.money import AMOUNT_LIMIT_MINOR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TIME_MOST_MS = 366 * 24 * 3600 * 1000
# The last of the year 9999: calendars end there, and an envelope's end still is below 2^53.
_MOMENT_MOST_MS = 253_402_300_799_999
_PACKETS_MOST = 10_000
# So many are in one group, one audience or one wallet's list of the blocked, at most.
WALLETS_MOST = 500


def _hex(length: int) -> Callable[[Any], bool]:
    match = re.compile(rf"[0-9a-f]{{{length}}}").fullmatch
    return lambda value: isinstance(value, str) and match(value) is not None


def _text(pattern: str) -> Callable[[Any], bool]:
    match = re.compile(pattern).fullmatch
    return lambda value: isinstance(value, str) and match(value) is not None


def _whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _null_or(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or check(value)


def _is_bool(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, bool)


def _is_currencies(value: Any) -> bool:  # noqa: ANN401
    return (
        isinstance(value, list)
        and 1 <= len(value) <= 20
        and all(isinstance(row, list) and len(row) == 2 and currency(row[0]) and exponent(row[1]) for row in value)
        and len({row[0] for row in value}) == len(value)
    )


def _is_wallets(least: int) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:  # noqa: ANN401
        return (
            isinstance(value, list)
            and least <= len(value) <= WALLETS_MOST
            and all(wallet(row) for row in value)
            and len(set(value)) == len(value)
        )

    return check


def _is_audience(value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, str):
        return value == "any" or claim_key(value)
    return _some_wallets(value)


def _is_draw(value: Any) -> bool:  # noqa: ANN401
    if not isinstance(value, dict) or value.keys() != {"rule", "commitment"} or value["rule"] not in RULES:
        return False
    return value["commitment"] is None if value["rule"] == EQUAL else bool(commitment(value["commitment"]))


wallet, object_id, commitment, public, claim_key, proof = (_hex(n) for n in (40, 32, 64, 64, 64, 128))
amount = _whole(1, AMOUNT_LIMIT_MINOR - 1)
amount_or_zero = _whole(0, AMOUNT_LIMIT_MINOR - 1)
currency, exponent = _text(r"[A-Z]{3}"), _whole(0, 6)
duration, moment = _whole(1, _TIME_MOST_MS), _whole(0, _MOMENT_MOST_MS)
rail, reference = _text(r"[a-z][a-z0-9-]{0,31}"), _text(r"[!-~]{1,100}")
_some_wallets, _any_wallets = _is_wallets(1), _is_wallets(0)
zone, setting = _text(r"[A-Za-z0-9_+/-]{1,64}"), _text(r"[a-z_]{1,40}(:[A-Z]{3})?")


class Kind(NamedTuple):
    """A row of the authority table.

    `signed_by` names the parties any of which may sign: operator, owner, shop, invited, rail, new (the key in the
    body itself) or nobody. `texts` are the body fields that commit to personal text. `nothing` is what a refusal
    says of the money.
    """

    name: str
    body: Mapping[str, Callable[[Any], bool]]
    signed_by: tuple[str, ...]
    debits: str = "-"
    texts: tuple[str, ...] = ()
    nothing: str = "Nothing was done."


_text_commitment = _null_or(commitment)

KINDS: Mapping[str, Kind] = {
    row.name: row
    for row in (
        Kind(
            "ledger.open",
            {
                "public": public,
                "currencies": _is_currencies,
                "zone": zone,
                "money": _text("play|real"),
                "admission": _text("operator|open"),
            },
            ("new",),
        ),
        Kind(
            "wallet.open",
            {"public": public, "handle": commitment, "name": _text_commitment, "shop": _is_bool},
            ("new",),
            texts=("handle", "name"),
        ),
        Kind("wallet.invite", {"claim": claim_key, "expires_ms": duration}, ("operator",)),
        Kind(
            "wallet.admit",
            {"wallet": wallet, "invite": _null_or(object_id), "proof": _null_or(proof)},
            ("operator", "invited"),
        ),
        # Scopes come with mandates: until then only full keys, whose scope is null.
        Kind("key.add", {"public": public, "scope": lambda value: value is None, "proof": proof}, ("owner",)),
        Kind("key.revoke", {"key": commitment}, ("owner",)),
        Kind("rail.admit", {"rail": rail, "public": public}, ("operator",)),
        Kind("setting.set", {"name": setting, "value": _null_or(amount_or_zero)}, ("operator",)),
        Kind("currency.add", {"currency": currency, "exponent": exponent}, ("operator",)),
        Kind("credit.set", {"wallet": wallet, "amount": amount_or_zero, "currency": currency}, ("operator",)),
        Kind("clock.set", {"now": moment}, ("operator",)),
        Kind(
            "send",
            {"to": wallet, "amount": amount, "currency": currency, "note": _text_commitment},
            ("owner",),
            "payer's main",
            ("note",),
            "Nothing was sent.",
        ),
        Kind(
            "topup.ask",
            {"rail": rail, "amount": amount, "currency": currency},
            ("owner",),
            nothing="Nothing was charged.",
        ),
        Kind(
            "withdraw.ask",
            {"rail": rail, "amount": amount, "currency": currency},
            ("owner",),
            "payer's main, to a hold",
            nothing="Nothing was withdrawn.",
        ),
        Kind(
            "rail.done",
            {"of": object_id, "reference": reference},
            ("rail",),
            "world / the hold",
            nothing="Nothing was booked.",
        ),
        Kind("rail.failed", {"of": object_id, "reference": reference}, ("rail",), "- / the hold"),
        Kind(
            "cash.in",
            {"wallet": wallet, "amount": amount, "currency": currency, "note": _text_commitment},
            ("operator",),
            "world",
            ("note",),
            "Nothing was booked.",
        ),
        Kind(
            "envelope.send",
            {
                "amount": amount,
                "currency": currency,
                "count": _whole(1, _PACKETS_MOST),
                "draw": _is_draw,
                "audience": _is_audience,
                "opens_at": _null_or(moment),
                "expires_ms": duration,
                "note": _text_commitment,
            },
            ("owner",),
            "payer's main",
            ("note",),
            "Nothing was sent.",
        ),
        Kind(
            "envelope.grab",
            {"envelope": object_id, "proof": _null_or(proof)},
            ("owner",),
            "the envelope",
            nothing="Nothing was grabbed.",
        ),
        Kind(
            "sale.new",
            {"amount": amount, "currency": currency, "lines": _text_commitment, "expires_ms": duration},
            ("shop",),
            texts=("lines",),
            nothing="Nothing was charged.",
        ),
        Kind(
            "sale.pay",
            {"sale": object_id, "to": wallet, "amount": amount, "currency": currency, "tip": amount_or_zero},
            ("owner",),
            "payer's main",
            nothing="Nothing was paid.",
        ),
        Kind("cancel", {"of": object_id}, ("owner",), "the object", nothing="Nothing was cancelled."),
        Kind(
            "refund",
            {"of": object_id, "to": wallet, "amount": amount, "currency": currency, "note": _text_commitment},
            ("shop",),
            "the shop's main",
            ("note",),
            "Nothing was refunded.",
        ),
        Kind("settle", {"of": object_id}, ("nobody",), "the object"),
        Kind(
            "group.new",
            {"handle": commitment, "members": _any_wallets},
            ("owner",),
            texts=("handle",),
            nothing="No group was made.",
        ),
        Kind("group.add", {"of": object_id, "wallets": _some_wallets}, ("owner",), nothing="Nobody was added."),
        Kind("group.remove", {"of": object_id, "wallets": _some_wallets}, ("owner",), nothing="Nobody was removed."),
        Kind("group.close", {"of": object_id}, ("owner",), nothing="No group was closed."),
        Kind("contact.block", {"wallet": wallet, "blocked": _is_bool}, ("owner",), nothing="Nobody was blocked."),
    )
}
