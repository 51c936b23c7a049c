"""Whom this account has dealt with on a ledger, kept outside of it, so that a handle with another key is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.disk.json_file import JsonFile, has_fields
from paycli.domain.records import Contact
from paycli.domain.shapes import is_bool, is_hex, moment
from paycli.domain.texts import is_clean
from paycli.errors import Misconfigured, step
from paycli.home.profile_file import is_ledger_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class ContactFile:
    """One file for each ledger below a home folder (`domain.ports.Contacts`)."""

    def __init__(self, home: Path, ledger: str) -> None:
        if not is_ledger_id(ledger):
            raise Misconfigured(problem="This is not the id of a ledger", help="")
        path = home / "contacts" / f"{ledger}.json"
        self._file = JsonFile(
            path,
            check=_are_contacts,
            problem=f"{path}, which keeps the keys of your payees, is damaged",
            help=step("compare_keys_again"),
            indent=1,
        )
        # What was in the file when it was last read here: a program that pays often reads it as often.
        self._last: tuple[bytes | None, Mapping[str, Contact]] = None, {}

    def known(self) -> Mapping[str, Contact]:
        """Give everybody known, by handle; raises Misconfigured when the file is damaged.

        A damaged file is no fresh start: all would be strangers again, and a changed key would go unnoticed.
        """
        data = self._file.data()
        if data != self._last[0]:
            fields = {} if data is None else self._file.content(data)
            self._last = data, {handle: Contact(handle=handle, **row) for handle, row in fields.items()}
        return self._last[1]

    def keep(self, *contacts: Contact, replace: bool = False) -> None:
        """Keep contacts durably; who is known under a handle stays so, but for being shown, unless `replace`."""
        with self._file.locked():
            before = self.known()
            known = dict(before)
            for contact in contacts:
                old = known.get(contact.handle)
                known[contact.handle] = contact if replace or old is None else _now_shown(old, contact)
            if known != before:
                self._write(known)

    def remove(self, handle: str) -> Contact | None:
        """Forget who is known under a handle, durably; gives who it was, None for nobody."""
        with self._file.locked():
            known = dict(self.known())
            gone = known.pop(handle, None)
            if gone is not None:
                self._write(known)
        return gone

    def _write(self, known: Mapping[str, Contact]) -> None:
        self._file.write(
            {
                each.handle: {name: value for name, value in each._asdict().items() if name != "handle"}
                for each in known.values()
            }
        )


def _now_shown(old: Contact, new: Contact) -> Contact:
    return old._replace(shown=old.shown or (new.shown and new.key == old.key))


_is_row = has_fields(
    {
        "key": is_hex(64),
        "shown": is_bool,
        "since": moment,
        "verified": is_bool,
        "wallet": is_hex(40),
    }
)


def _are_contacts(rows: Any) -> bool:  # noqa: ANN401  out of JSON
    return isinstance(rows, dict) and all(is_clean("handle", handle) and _is_row(row) for handle, row in rows.items())
