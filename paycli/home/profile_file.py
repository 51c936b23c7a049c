"""The file of one profile: JSON out and in, checked field by field."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from paycli.domain.records import Card, Profile
from paycli.errors import Misconfigured

if TYPE_CHECKING:
    from pathlib import Path

_ledger_id = re.compile(r"[0-9a-f]{32}").fullmatch
_FIELDS = frozenset({"paycli_profile", *Profile._fields})


def is_ledger_id(text: str) -> bool:
    """Tell whether a text is a ledger's id, and so safe as the name of a folder or file."""
    return _ledger_id(text) is not None


def encode_profile(profile: Profile) -> bytes:
    """Write a profile as JSON, in ASCII: a path that is no Unicode survives as escapes."""
    fields = profile._asdict() | {"paycli_profile": 1, "cards": [card._asdict() for card in profile.cards]}
    return json.dumps(fields, indent=2, sort_keys=True).encode() + b"\n"


def decode_profile(data: bytes, path: Path, ledger: str, name: str) -> Profile:
    """Read a profile; raises Misconfigured when it is damaged or belongs to another ledger or handle."""
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError):
        fields = None
    if not _is_profile(fields):
        raise Misconfigured(problem=f"The profile {path} is damaged", help="restore it from your own backup")
    if (fields["ledger"], fields["name"]) != (ledger, name):
        raise Misconfigured(problem=f"The profile {path} is that of another wallet", help="put it back where it was")
    del fields["paycli_profile"]
    cards = tuple(Card(**card) for card in fields.pop("cards"))
    return Profile(**fields, cards=cards)


def _is_profile(fields: Any) -> bool:  # noqa: ANN401  it came out of JSON
    return (
        isinstance(fields, dict)
        and fields.keys() == _FIELDS
        and fields["paycli_profile"] == 1
        and all(isinstance(fields[name], str) for name in ("name", "address", "ledger", "wallet", "vault"))
        and isinstance(fields["operator"], bool)
        and isinstance(fields["cards"], list)
        and all(_is_card(card) for card in fields["cards"])
        and (fields["default_card"] is None or fields["default_card"] in {card["name"] for card in fields["cards"]})
    )


def _is_card(card: Any) -> bool:  # noqa: ANN401  it came out of JSON
    whole = isinstance(card, dict) and card.keys() == set(Card._fields)
    return whole and all(isinstance(value, str) for value in card.values())
