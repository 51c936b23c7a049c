"""Orders whose outcome nobody was shown yet, noted before the ledger is asked, so that a kill loses none of them.

A note is one write into a small file that is there already and keeps its length, so that it costs a payment one wait
for the disk and no change of a folder. Each process that pays holds such a file by its lock; the note that is in a file
when its process ends was never shown.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from paycli.disk.json_file import has_fields
from paycli.disk.private import PRIVATE_FILE, make_private_folder
from paycli.domain.client_orders import LeftUnreported, Unreported
from paycli.domain.shapes import is_hex, is_text
from paycli.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_is_named = re.compile(r"[0-9]{1,9}\.note").fullmatch
# A note has about 300 characters; a disk writes so many bytes as a whole or not at all.
_LENGTH = 512
_is_note = has_fields(
    {
        "ledger": is_hex(32),
        "wallet": is_hex(40),
        "id": is_hex(32),
        "owner": is_text("[0-9a-f]{40}|[0-9a-f]{64}"),
        "kind": is_text("[a-z]+(?:[.][a-z]+)?"),
        "said": is_text("[a-z]*"),
    }
)


class NoteFile:
    """One file that this process holds, for one note after the other; `note` is what is in it."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path, self._descriptor = path, descriptor
        self.note = _note_in(descriptor)

    def write(self, note: Unreported) -> None:
        """Note durably what is about to be posted; raises Unavailable for a disk that does not write."""
        self._put(note, durable=True)

    def say(self, state: str) -> None:
        """Note which state was shown, where that is not the last one. Where that cannot be noted it is shown again."""
        if self.note is not None:
            # The order stands, so a full disk may not turn what is known of it into a failure.
            with suppress(Unavailable):
                self._put(self.note._replace(said=state), durable=False)

    def clear(self) -> None:
        """Forget the note, since its outcome was shown. A power cut may bring it back: then it is shown again."""
        if self.note is not None:
            # The outcome was shown, so that the note stays may not turn it into a failure.
            with suppress(Unavailable):
                self._put(None, durable=False)

    def empty(self) -> None:
        """Give a new file its length, durably; raises Unavailable."""
        self._put(None, durable=True)

    def close(self) -> None:
        """Let others have the file; a note that is in it stays."""
        os.close(self._descriptor)

    def _put(self, note: Unreported | None, *, durable: bool) -> None:
        from paycli.disk.durable import sync_data

        text = "" if note is None else json.dumps(note._asdict())
        try:
            os.pwrite(self._descriptor, f"{text:{_LENGTH - 1}}\n".encode(), 0)
            if durable:
                sync_data(self._descriptor)
        except OSError as problem:
            raise Unavailable(reason=f"{self._path} could not be written ({problem.strerror})") from None
        self.note = note


class UnreportedOrders:
    """The notes below a home folder."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "unreported"

    def take(self, order_id: str) -> NoteFile:
        """Hold a file for the notes of this process: one that has a note of this order already, else a free one.

        Raises PermissionRefused, Unavailable.
        """
        for path in self._to_take(order_id):
            file = _held(path)
            if file is not None:
                # Another process may have had the file meanwhile.
                if file.note is None or file.note.id == order_id:
                    return file
                file.close()
        self._make_one_more()
        return self.take(order_id)

    def left(self) -> list[LeftUnreported]:
        """Give every note, with whether the process that wrote it still runs."""
        return [found for _, found in self._found()]

    def change(self, decide: Callable[[Unreported], Unreported | None]) -> None:
        """Let each note of a process that has ended be what `decide` makes of it; None forgets it."""
        for path, (note, runs) in list(self._found()):
            now = note if runs else decide(note)
            file = None if now == note else _held(path)
            if file is not None:
                if file.note == note:
                    file.clear() if now is None else file.say(now.said)
                file.close()

    def _to_take(self, order_id: str) -> list[Path]:
        found = [(path, _read(path)) for path in self._paths()]
        same = [path for path, note in found if note is not None and note.id == order_id]
        return [*same, *(path for path, note in found if note is None)]

    def _found(self) -> Iterator[tuple[Path, LeftUnreported]]:
        for path in self._paths():
            note = _read(path)
            if note is not None:
                file = _held(path)
                if file is not None:
                    # It may have been shown by now.
                    note = file.note
                    file.close()
                if note is not None:
                    yield path, LeftUnreported(note, file is None)

    def _paths(self) -> list[Path]:
        try:
            return sorted(path for path in self._folder.iterdir() if _is_named(path.name))
        except OSError:
            # Whoever wants to write one is told what is wrong with the folder.
            return []

    def _make_one_more(self) -> None:
        """Make one more file, durably and in its full length; another process may have made it by now."""
        from paycli.disk.durable import make_file, sync_folder

        make_private_folder(self._folder)
        number = max((int(path.stem) for path in self._paths()), default=0) + 1
        path = self._folder / f"{number}.note"
        try:
            file = NoteFile(path, make_file(path, PRIVATE_FILE))
        except FileExistsError:
            return
        except OSError as problem:
            from paycli.disk.refused import refused

            raise refused(path, problem, "it cannot be made") from None
        try:
            file.empty()
            sync_folder(self._folder)
        except OSError as problem:
            raise Unavailable(reason=f"{path} could not be written ({problem.strerror})") from None
        finally:
            file.close()


def _held(path: Path) -> NoteFile | None:
    """Open a file and take its lock; None where another process has it. Raises PermissionRefused."""
    from paycli.disk.durable import open_file
    from paycli.disk.locks import take_if_free

    try:
        descriptor = open_file(path)
    except OSError as problem:
        from paycli.disk.refused import refused

        raise refused(path, problem, "it cannot be opened") from None
    if take_if_free(descriptor):
        return NoteFile(path, descriptor)
    os.close(descriptor)
    return None


def _read(path: Path) -> Unreported | None:
    """Read a note without its lock, and without what writes: nearly every command looks, and there is none."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            return _note_in(descriptor)
        finally:
            os.close(descriptor)
    return None


def _note_in(descriptor: int) -> Unreported | None:
    """Read the note in a file; None for none, and for one that a power cut broke off: its order was never posted."""
    try:
        content: Any = json.loads(os.pread(descriptor, _LENGTH, 0))
    except (OSError, ValueError):
        return None
    return Unreported(**content) if _is_note(content) else None
