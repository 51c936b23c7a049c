"""Which card a top-up or withdrawal goes by: only the client knows, so it is noted before the order is posted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from paycli.errors import Misconfigured
from paycli.vault.files import read_private, write_atomic

if TYPE_CHECKING:
    from pathlib import Path

_id = re.compile(r"[0-9a-f]{32}").fullmatch


class Crossings:
    """One small file for each order that crossed the edge, below a home folder."""

    def __init__(self, home: Path, ledger: str) -> None:
        self._folder = home / "crossings" / ledger

    def note(self, object_id: str, card: str) -> None:
        """Note durably by which card an order goes."""
        write_atomic(self._path(object_id), json.dumps({"card": card}).encode())

    def card_of(self, object_id: str) -> str | None:
        """Give the card's name; None if none was noted. Raises Misconfigured for a damaged file."""
        path = self._path(object_id)
        try:
            card = json.loads(read_private(path))["card"]
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            raise Misconfigured(
                problem=f"The note {path} is damaged", help="remove it, then run: paycli tick"
            ) from None
        return str(card)

    def _path(self, object_id: str) -> Path:
        if not _id(object_id):
            raise Misconfigured(problem="That is no id of an order", help="")
        return self._folder / f"{object_id}.json"
