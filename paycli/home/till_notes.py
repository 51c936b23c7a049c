"""The notes of a shop's tills in its folder: small private files beside its items."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from paycli.disk.json_file import JsonFile, has_fields, list_of
from paycli.domain.shapes import is_text, is_whole, null_or
from paycli.domain.till_notes import GuestCode, TillNote
from paycli.errors import PaycliError
from paycli.home.shop_folder import ShopFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from paycli.domain.records import Profile

_named = re.compile(r"till-([0-9]{1,2})\.json").fullmatch
_MOST = 2**53
_is_number = is_whole(0, _MOST)
_is_note = has_fields({"through": _is_number, "left": list_of(_is_number)})


_are_codes = list_of(
    has_fields({"code": is_text("[0-9A-Z]{4}(?:-[0-9A-Z]{2,4}){1,8}"), "shown_at": null_or(_is_number)})
)


class TillNoteFiles:
    """A file for each till of a shop (`domain.till_notes.TillNotes`); without memory there is none."""

    def __init__(self, home: Path, profile: Profile, *, remembers: bool) -> None:
        self._folder = ShopFolder(home, profile).folder
        self._remembers = remembers

    def read(self) -> Mapping[int, TillNote]:
        """Give the notes by the numbers of the tills; raises Misconfigured, PermissionRefused."""
        return {till: note for till in sorted(self._tills()) if (note := self._note(till)) is not None}

    def begin(self, till: int, through: int) -> None:
        """Keep a first note durably, unless there is one; raises PermissionRefused, Unavailable."""
        if self._remembers and self._note(till) is None:
            self._write(till, TillNote(through), durable=True)

    def shown(self, till: int, number: int) -> None:
        """Note that the end of a sale was shown; where no note was begun, there is nothing to note."""
        # It was shown, so a full disk may not turn that into a failure.
        with suppress(PaycliError):
            if self._remembers and self._note(till) is not None:
                with self._file(till).locked():
                    note = self._note(till)
                    if note is not None:
                        self._write(till, note.without(number), durable=False)

    def _tills(self) -> Iterator[int]:
        if self._remembers:
            with suppress(OSError):
                for path in self._folder.iterdir():
                    found = _named(path.name)
                    if found:
                        yield int(found[1])

    def _note(self, till: int) -> TillNote | None:
        content = self._file(till).read()
        return None if content is None else TillNote(content["through"], tuple(content["left"]))

    def _write(self, till: int, note: TillNote, *, durable: bool) -> None:
        self._file(till).write({"through": note.through, "left": list(note.left)}, durable=durable)

    def _file(self, till: int) -> JsonFile:
        path = self._folder / f"till-{till}.json"
        return JsonFile(
            path,
            check=_is_note,
            problem=f"The note {path} is damaged",
            help="remove it; then the till begins a new one, and names no sale from before",
        )


class GuestCodeFile:
    """One file of codes for a shop (`domain.till_notes.GuestCodes`)."""

    def __init__(self, home: Path, profile: Profile) -> None:
        path = ShopFolder(home, profile).folder / "guests.json"
        self._file = JsonFile(
            path,
            check=_are_codes,
            problem=f"The file of codes {path} is damaged",
            help="remove it, and add new codes",
        )

    def read(self) -> Sequence[GuestCode]:
        """Give them all; raises Misconfigured, PermissionRefused."""
        return [GuestCode(**each) for each in self._file.read() or ()]

    def change(self, decide: Callable[[Sequence[GuestCode]], Sequence[GuestCode]]) -> Sequence[GuestCode]:
        """Let the codes be what `decide` makes of them, durably; raises what `GuestCodes.change` raises."""
        with self._file.locked():
            before = self.read()
            now = decide(before)
            if list(now) != list(before):
                self._file.write([each._asdict() for each in now])
            return now
