"""Which card a top-up or withdrawal goes by: only the client knows, so it is noted before the order is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.disk.json_file import JsonFile
from paycli.disk.locks import locked
from paycli.domain.records import Card
from paycli.domain.shapes import is_hex
from paycli.errors import Misconfigured, step
from paycli.home.profile_file import is_card

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_is_id = is_hex(32)


class RememberedCards:
    """One small file for each rail transfer that was ordered here, below a home folder."""

    def __init__(self, home: Path, ledger: str) -> None:
        self._folder = home / "crossings" / ledger

    def note(self, object_id: str, card: Card, is_ordered: Callable[[], bool]) -> Card:
        """Note durably by which card an order goes, and give the card that is noted now.

        Once the order stands, the note does: so two runs with one idempotency key cannot go by two cards. The note of
        an order that was refused makes room.
        """
        file = self._file(object_id)
        with locked(self._folder / "notes"):
            first = self.card_of(object_id)
            if first is not None and (first == card or is_ordered()):
                return first
            file.write({"card": card._asdict()})
            return card

    def card_of(self, object_id: str) -> Card | None:
        """Give the card as it was noted; None if none was. Raises Misconfigured for a damaged file."""
        note = self._file(object_id).read()
        return None if note is None else Card(**note["card"])

    def _file(self, object_id: str) -> JsonFile:
        if not _is_id(object_id):
            raise Misconfigured(problem="That is not the id of an order", help="")
        path = self._folder / f"{object_id}.json"
        return JsonFile(
            path,
            check=_is_note,
            problem=f"The note {path} is damaged",
            help=step("put_note_back"),
            is_sorted=False,
            end=b"",
        )


def _is_note(note: Any) -> bool:  # noqa: ANN401  out of JSON
    return isinstance(note, dict) and is_card(note.get("card"))
