"""The authority table (protocol, section 4) as data: each kind of order, its body, who signs it, what it debits.

The door reads it, the audit reads it, the tests and the documentation are generated from it. A new kind of order
begins with a row here, and with the record of its body in `bodies.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain import asking_kinds, batch_kinds, bodies, key_bodies, money_kinds, shapes, till_kinds
from paycli.domain.kind import Kind
from paycli.domain.parties import MANDATE, OPERATOR
from paycli.domain.scopes import is_scope
from paycli.domain.shapes import null_or, text_commitment

if TYPE_CHECKING:
    from collections.abc import Mapping

_of = {"of": shapes.object_id}
_wallets = {"wallets": shapes.some_wallets}

_LEDGER = (
    Kind(
        "ledger.open",
        bodies.LedgerOpenBody,
        {
            "public": shapes.public,
            "currencies": shapes.are_currencies,
            "zone": shapes.zone,
            "money": shapes.is_text("play|real"),
            "admission": shapes.is_text("operator|open"),
        },
        ("new",),
        opens_ledger=True,
        counted=True,
        sets=lambda body: (
            *("ledger", "money", "zone", "admission", "default_currency", "rail:cash"),
            *(f"currency:{code}" for code, _ in body.currencies),
        ),
        tells_of=("ledger",),
    ),
    Kind(
        "rail.admit",
        bodies.RailAdmitBody,
        {"rail": shapes.rail, "public": shapes.public},
        (OPERATOR,),
        counted=True,
        sets=lambda body: (f"rail:{body.rail}",),
        tells_of=("ledger",),
    ),
    Kind(
        "setting.set",
        bodies.SettingSetBody,
        {"name": shapes.setting, "value": null_or(shapes.amount_or_zero)},
        (OPERATOR,),
        counted=True,
        sets=lambda body: (f"setting:{body.name}",),
        tells_of=("ledger",),
    ),
    Kind(
        "currency.add",
        bodies.CurrencyAddBody,
        {"currency": shapes.currency, "exponent": shapes.exponent},
        (OPERATOR,),
        counted=True,
        sets=lambda body: (f"currency:{body.currency}",),
        tells_of=("ledger",),
    ),
    Kind(
        "credit.set",
        bodies.CreditSetBody,
        {"wallet": shapes.wallet, "amount": shapes.amount_or_zero, "currency": shapes.currency},
        (OPERATOR,),
        tells_of=("named",),
    ),
    Kind("clock.set", bodies.ClockSetBody, {"now": shapes.moment}, (OPERATOR,), sets_clock=True, tells_of=("ledger",)),
)

_PEOPLE = (
    Kind(
        "wallet.open",
        bodies.WalletOpenBody,
        {"public": shapes.public, "handle": shapes.commitment, "name": text_commitment, "shop": shapes.is_bool},
        ("new",),
        texts=("handle", "name"),
        counted=True,
        tells_of=("opened",),
    ),
    Kind(
        "wallet.invite",
        bodies.WalletInviteBody,
        {"claim": shapes.claim_key, "handle": text_commitment, "expires_ms": shapes.duration},
        (OPERATOR,),
        texts=("handle",),
        keeps_handle=True,
        noun="invite",
    ),
    Kind(
        "wallet.admit",
        bodies.WalletAdmitBody,
        {"wallet": shapes.wallet, "invite": null_or(shapes.object_id), "proof": null_or(shapes.proof)},
        (OPERATOR, "invited"),
        noun="invite",
        counted=True,
        tells_of=("named",),
    ),
    Kind(
        "wallet.reject",
        bodies.WalletRejectBody,
        {"wallet": shapes.wallet},
        (OPERATOR,),
        nothing="Nobody was rejected.",
        counted=True,
        tells_of=("named",),
    ),
    Kind(
        "wallet.rename",
        bodies.WalletRenameBody,
        {"name": text_commitment},
        ("owner",),
        texts=("name",),
        nothing="Nothing was renamed.",
        tells_of=("owner",),
    ),
    Kind(
        "key.add",
        key_bodies.KeyAddBody,
        {"public": shapes.public, "scope": null_or(is_scope), "proof": shapes.proof},
        ("owner",),
        counted=True,
        tells_of=("owner",),
    ),
    Kind(
        "key.revoke",
        key_bodies.KeyRevokeBody,
        {"key": shapes.commitment},
        ("owner", MANDATE),
        counted=True,
        tells_of=("owner",),
    ),
)

_GROUPS = (
    Kind(
        "group.new",
        bodies.GroupNewBody,
        {"handle": shapes.commitment, "members": shapes.any_wallets},
        ("owner",),
        texts=("handle",),
        nothing="No group was made.",
        noun="group",
        reserves_handle=True,
    ),
    Kind(
        "group.add", bodies.GroupChangeBody, {**_of, **_wallets}, ("owner",), nothing="Nobody was added.", noun="group"
    ),
    Kind(
        "group.remove",
        bodies.GroupChangeBody,
        {**_of, **_wallets},
        ("owner",),
        nothing="Nobody was removed.",
        noun="group",
    ),
    Kind("group.close", bodies.GroupCloseBody, _of, ("owner",), nothing="No group was closed.", noun="group"),
)

_CONTACTS = (
    Kind(
        "contact.block",
        bodies.ContactBlockBody,
        {"wallet": shapes.wallet, "blocked": shapes.is_bool},
        ("owner",),
        nothing="Nobody was blocked.",
        counted=True,
        tells_named=False,
        tells_of=("owner",),
    ),
)

_BY_RULES = {
    "ledger": _LEDGER,
    "people": _PEOPLE,
    "transfers": money_kinds.TRANSFERS,
    "rails": money_kinds.RAILS,
    "envelopes": money_kinds.ENVELOPES,
    "sales": till_kinds.SALES,
    "shifts": till_kinds.SHIFTS,
    "batches": batch_kinds.BATCHES,
    "endings": money_kinds.ENDINGS,
    "waiting": asking_kinds.WAITING,
    "requests": asking_kinds.REQUESTING,
    "groups": _GROUPS,
    "contacts": (*_CONTACTS, *asking_kinds.CONTACTS),
}

KINDS: Mapping[str, Kind] = {row.name: row for rows in _BY_RULES.values() for row in rows}

RULES_OF: Mapping[str, str] = {row.name: name for name, rows in _BY_RULES.items() for row in rows}
"""The name of the file in `rules/` that decides each kind of order."""
