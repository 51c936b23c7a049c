"""What this client has seen of each ledger's log, kept outside of the ledger, so that a rewound one is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.disk.json_file import JsonFile, has_fields
from paycli.disk.locks import locked
from paycli.domain.book import Seen
from paycli.domain.canonical import INTEGER_LIMIT
from paycli.domain.shapes import is_hex, is_whole
from paycli.errors import Misconfigured, step
from paycli.home.profile_file import is_ledger_id

if TYPE_CHECKING:
    from pathlib import Path

_is_seen = has_fields({"root": is_hex(64), "size": is_whole(1, INTEGER_LIMIT - 1)})


class SeenFiles:
    """One small file for each ledger below a home folder; its size only ever grows (`domain.ports.Memory`)."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "seen"

    def seen(self, ledger: str) -> Seen | None:
        """Give the newest place known; None if there is none yet; raises Misconfigured when the file is damaged."""
        fields = self._file(ledger).read()
        return None if fields is None else Seen(fields["size"], fields["root"])

    def remember(self, ledger: str, seen: Seen) -> None:
        """Keep a newer place; an older one is ignored.

        It is not waited for the disk: losing the last steps in a power cut costs nothing but a later notice.
        """
        file = self._file(ledger)
        with locked(file.path):
            known = self.seen(ledger)
            if known is None or known.size < seen.size:
                file.write({"root": seen.root, "size": seen.size}, durable=False)

    def _file(self, ledger: str) -> JsonFile:
        if not is_ledger_id(ledger):
            raise Misconfigured(problem="What should be the id of a ledger is none", help="")
        path = self._folder / f"{ledger}.json"
        return JsonFile(
            path,
            check=_is_seen,
            problem=f"{path}, which remembers how far this ledger's log went, is damaged",
            help=step("audit_again"),
        )
