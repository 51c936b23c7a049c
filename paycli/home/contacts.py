"""Whom this account has dealt with on a ledger, kept outside of it, so that a handle with another key is noticed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from paycli.disk.files import read_private, write_atomic
from paycli.disk.locks import locked
from paycli.domain.records import Contact
from paycli.domain.texts import is_clean
from paycli.errors import Misconfigured, step
from paycli.home.profile_file import is_ledger_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_wallet, _key = re.compile(r"[0-9a-f]{40}").fullmatch, re.compile(r"[0-9a-f]{64}").fullmatch
_FIELDS = {"key", "shown", "since", "verified", "wallet"}


class ContactFile:
    """One file for each ledger below a home folder (`domain.ports.Contacts`)."""

    def __init__(self, home: Path, ledger: str) -> None:
        if not is_ledger_id(ledger):
            raise Misconfigured(problem="What should be the id of a ledger is none", help="")
        self._path = home / "contacts" / f"{ledger}.json"

    def known(self) -> Mapping[str, Contact]:
        """Give everybody known, by handle; raises Misconfigured when the file is damaged.

        A damaged file is no fresh start: all would be strangers again, and a changed key would go unnoticed.
        """
        try:
            data = read_private(self._path)
        except FileNotFoundError:
            return {}
        try:
            fields = json.loads(data)
        except (ValueError, RecursionError):
            fields = None
        if not isinstance(fields, dict) or not all(_is_contact(*each) for each in fields.items()):
            raise Misconfigured(
                problem=f"{self._path}, which remembers the keys of those you know, is damaged",
                help=step("compare_keys_again"),
            )
        return {
            handle: Contact(handle, row["wallet"], row["key"], row["verified"], row["since"], row["shown"])
            for handle, row in fields.items()
        }

    def keep(self, *contacts: Contact, replace: bool = False) -> None:
        """Keep contacts durably; who is known under a handle stays so, but for being shown, unless `replace`."""
        with locked(self._path):
            before = self.known()
            known = dict(before)
            for contact in contacts:
                old = known.get(contact.handle)
                known[contact.handle] = contact if replace or old is None else _now_shown(old, contact)
            if known == before:
                return
            rows = {
                each.handle: {name: value for name, value in each._asdict().items() if name != "handle"}
                for each in known.values()
            }
            write_atomic(self._path, json.dumps(rows, indent=1, sort_keys=True).encode() + b"\n")


def _now_shown(old: Contact, new: Contact) -> Contact:
    return old._replace(shown=old.shown or (new.shown and new.key == old.key))


def _is_contact(handle: str, row: Any) -> bool:  # noqa: ANN401  whatever stands in a file
    return (
        is_clean("handle", handle)
        and isinstance(row, dict)
        and row.keys() == _FIELDS
        and isinstance(row["wallet"], str)
        and _wallet(row["wallet"]) is not None
        and isinstance(row["key"], str)
        and _key(row["key"]) is not None
        and type(row["verified"]) is bool
        and type(row["shown"]) is bool
        and type(row["since"]) is int
        and row["since"] >= 0
    )
