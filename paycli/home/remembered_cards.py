"""Which card a top-up or withdrawal goes by: only the client knows, so it is noted before the order is posted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from paycli.disk.files import read_private, write_atomic
from paycli.disk.locks import locked
from paycli.domain.records import Card
from paycli.errors import Misconfigured, step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_id = re.compile(r"[0-9a-f]{32}").fullmatch


class RememberedCards:
    """One small file for each order that crossed the edge, below a home folder."""

    def __init__(self, home: Path, ledger: str) -> None:
        self._folder = home / "crossings" / ledger

    def note(self, object_id: str, card: Card, is_ordered: Callable[[], bool]) -> Card:
        """Note durably by which card an order goes, and give the card that is noted now.

        Once the order stands, the note does: so two runs with one idempotency key cannot go by two cards. The note of
        an order that was refused makes room.
        """
        path = self._path(object_id)
        with locked(self._folder / "notes"):
            first = self.card_of(object_id)
            if first is not None and (first == card or is_ordered()):
                return first
            write_atomic(path, json.dumps({"card": card._asdict()}).encode())
            return card

    def card_of(self, object_id: str) -> Card | None:
        """Give the card as it was noted; None if none was. Raises Misconfigured for a damaged file."""
        path = self._path(object_id)
        try:
            fields = json.loads(read_private(path))["card"]
            card = Card(**fields)
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            card = None
        if card is None or not all(isinstance(value, str) for value in card):
            help_ = step("put_note_back")
            raise Misconfigured(problem=f"The note {path} is damaged", help=help_)
        return card

    def _path(self, object_id: str) -> Path:
        if not _id(object_id):
            raise Misconfigured(problem="That is no id of an order", help="")
        return self._folder / f"{object_id}.json"
