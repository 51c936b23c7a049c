"""The file of one profile: JSON out and in, checked field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.disk.json_file import JsonFile, has_fields, is_path, is_string, list_of
from paycli.domain import shapes
from paycli.domain.records import Card, Profile
from paycli.domain.shapes import is_bool, is_hex, is_text
from paycli.errors import Misconfigured

if TYPE_CHECKING:
    from pathlib import Path

is_ledger_id = is_hex(32)
"""Tells whether a text is a ledger's id, and so safe as the name of a folder or file."""

is_card = has_fields({**dict.fromkeys(Card._fields, is_string), "rail": shapes.rail})
"""Tells whether a value has the fields of a card."""

_has_profile_fields = has_fields(
    {
        "paycli_profile": lambda version: version == 1,
        **dict.fromkeys(("name", "ledger", "vault"), is_string),
        "address": is_path,
        "wallet": is_hex(40),
        "operator": is_bool,
        "cards": list_of(is_card),
        "default_card": lambda name: name is None or is_string(name),
        "key": lambda key: key is None or is_hex(64)(key),
        "waits": lambda code: code is None or is_text(r"[0-9A-HJKMNP-TV-Z]{12}")(code),
    }
)
# Only another device of a wallet has these; what most profiles are, older programs read too.
_OF_DEVICES = {"key": None, "waits": None}


def read_profile(path: Path, ledger: str, name: str) -> Profile | None:
    """Read a profile, None if there is none.

    Raises Misconfigured when it is damaged or belongs to another ledger or handle, PermissionRefused when others can
    reach it.
    """
    fields = _file(path).read()
    if fields is None:
        return None
    fields = _OF_DEVICES | fields
    if (fields["ledger"], fields["name"]) != (ledger, name):
        raise Misconfigured(problem=f"The profile {path} belongs to another wallet", help="put it back where it was")
    del fields["paycli_profile"]
    cards = tuple(Card(**card) for card in fields.pop("cards"))
    return Profile(**fields, cards=cards)


def write_profile(path: Path, profile: Profile) -> None:
    """Write a profile durably as JSON, in ASCII: a path that is no Unicode survives as escapes."""
    cards = [card._asdict() for card in profile.cards]
    fields = profile._asdict() | {"paycli_profile": 1, "cards": cards}
    _file(path).write({name: value for name, value in fields.items() if value is not None or name not in _OF_DEVICES})


def _file(path: Path) -> JsonFile:
    return JsonFile(
        path,
        check=_is_profile,
        problem=f"The profile {path} is damaged",
        help="restore it from your own backup",
        indent=2,
    )


def _is_profile(fields: Any) -> bool:  # noqa: ANN401  out of JSON
    return (
        isinstance(fields, dict)
        and _has_profile_fields(_OF_DEVICES | fields)
        and (fields["default_card"] is None or fields["default_card"] in {card["name"] for card in fields["cards"]})
    )
