"""What this client has seen of each ledger's log, kept outside of the ledger, so that a rewound one is noticed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from paycli.disk.files import read_private, write_atomic
from paycli.disk.locks import locked
from paycli.domain.book import Seen
from paycli.domain.canonical import INTEGER_LIMIT
from paycli.errors import Misconfigured, step
from paycli.home.profile_file import is_ledger_id

if TYPE_CHECKING:
    from pathlib import Path

_root = re.compile(r"[0-9a-f]{64}").fullmatch


class SeenFiles:
    """One small file for each ledger below a home folder; its size only ever grows (`domain.ports.Memory`)."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "seen"

    def seen(self, ledger: str) -> Seen | None:
        """Give the newest place known; None if there is none yet; raises Misconfigured when the file is damaged."""
        path = self._path(ledger)
        try:
            data = read_private(path)
        except FileNotFoundError:
            return None
        try:
            fields = json.loads(data)
        except (ValueError, RecursionError):
            fields = None
        if (
            not isinstance(fields, dict)
            or fields.keys() != {"root", "size"}
            or type(fields["size"]) is not int
            or not 0 < fields["size"] < INTEGER_LIMIT
            or not isinstance(fields["root"], str)
            or not _root(fields["root"])
        ):
            raise Misconfigured(
                problem=f"{path}, which remembers how far this ledger's log went, is damaged",
                help=step("audit_again"),
            )
        return Seen(fields["size"], fields["root"])

    def remember(self, ledger: str, seen: Seen) -> None:
        """Keep a newer place; an older one is ignored.

        It is not waited for the disk: losing the last steps in a power cut costs nothing but a later notice.
        """
        path = self._path(ledger)
        with locked(path):
            known = self.seen(ledger)
            if known is None or known.size < seen.size:
                data = json.dumps({"root": seen.root, "size": seen.size}).encode() + b"\n"
                write_atomic(path, data, durable=False)

    def _path(self, ledger: str) -> Path:
        if not is_ledger_id(ledger):
            raise Misconfigured(problem="What should be the id of a ledger is none", help="")
        return self._folder / f"{ledger}.json"
