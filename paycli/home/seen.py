"""What this client has seen of each ledger's log, kept outside of the ledger, so that a rewound one is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.disk.json_file import JsonFile, has_fields, is_string, list_of
from paycli.domain.book import Head, Seen
from paycli.domain.canonical import INTEGER_LIMIT
from paycli.domain.known import Acceptance, Known, Mark, News, Opened, Own
from paycli.domain.merkle import pack, unpack
from paycli.domain.shapes import is_hex, is_text, is_whole
from paycli.errors import Misconfigured, step
from paycli.home.profile_file import is_ledger_id

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.disk.json_file import Check

_is_number, _is_root = is_text("[1-9][0-9]{0,15}"), is_hex(64)
_place = is_whole(0, INTEGER_LIMIT - 1)


def _each(*checks: Check) -> Check:
    """Give the check for a list of exactly so many values, each of which passes its own check."""
    return lambda value: (
        isinstance(value, list)
        and len(value) == len(checks)
        and all(passes(each) for passes, each in zip(checks, value, strict=True))
    )


_has_fields = has_fields(
    {
        "accepted": list_of(_each(_place, _place, _place)),
        "frontier": is_string,
        "marks": list_of(_each(is_hex(40), _place, _place, _place)),
        "moved": list_of(_place),
        "news": list_of(_each(_place, is_hex(40))),
        "open": list_of(_each(_place, is_string)),
        "paid": list_of(is_hex(40)),
        "own": list_of(_each(_place, is_hex(32), is_string)),
        "settings": lambda value: value == "" or is_hex(64)(value),
        "signed": list_of(_place),
        "size": is_whole(1, INTEGER_LIMIT - 1),
        "time": _place,
        "wallets": list_of(_each(is_hex(40), _place)),
    }
)


def _is_known(value: Any) -> bool:  # noqa: ANN401  out of JSON
    return _has_fields(value) and is_hex(64 * value["size"].bit_count())(value["frontier"])


class SeenFiles:
    """One small file for each ledger below a home folder; what is known only ever grows (`domain.ports.Memory`)."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "seen"
        # What was in the file when it was last read or written here: a program that posts often reads it as often.
        self._last: dict[str, tuple[bytes, Known]] = {}

    def known(self, ledger: str) -> Known | None:
        """Give what is known of a ledger; None before the first look; raises Misconfigured when it is damaged."""
        file = self._file(ledger)
        data = file.data()
        if data is None:
            return None
        first, _, places = data.partition(b"\n")
        last, known = self._last.get(ledger, (None, None))
        if known is None or last != first:
            known = _known(ledger, file.content(first))
            self._last[ledger] = first, known
        return known._replace(further=_further(file, places, known.head.size)) if places else known

    def remember(self, known: Known, *, replace: bool = False) -> None:
        """Keep what is known now; what is known of a shorter log is ignored, unless it is to `replace` that.

        It is not waited for the disk: losing the last steps in a power cut costs nothing but a later notice.
        """
        file = self._file(known.ledger)
        with file.locked():
            before = None if replace else self.known(known.ledger)
            if before is None or before.head.size <= known.head.size:
                # Somebody else may have told or read meanwhile what this process looked at before.
                newest = known if before is None else known.marked(*before.marks)
                data = file.write(_fields(newest), durable=False)
                self._last[known.ledger] = data.removesuffix(file.end), newest._replace(further=None)
                if before is not None and before.further is not None and before.further.size > newest.head.size:
                    self._append(file, before.further)

    def saw(self, ledger: str, seen: Seen) -> None:
        """Keep how far a log went, in one short line behind what was remembered of it.

        It is not waited for the disk either. A kill loses none of it: the line is the system's once this returns.
        """
        file = self._file(ledger)
        with file.locked():
            self._append(file, seen)

    def _append(self, file: JsonFile, seen: Seen) -> None:
        from paycli.disk.durable import append

        append(file.path, f"{seen.size} {seen.root}\n".encode())

    def _file(self, ledger: str) -> JsonFile:
        if not is_ledger_id(ledger):
            raise Misconfigured(problem="This is not the id of a ledger", help="")
        path = self._folder / f"{ledger}.json"
        return JsonFile(
            path,
            check=_is_known,
            problem=f"{path}, which keeps the end of this ledger's log, is damaged",
            help=step("audit_again"),
        )


def _further(file: JsonFile, places: bytes, size: int) -> Seen | None:
    """Give the furthest place of the lines behind the first; None where none is behind `size`. Raises Misconfigured.

    A last line without its end is just being written.
    """
    found = []
    for line in places.split(b"\n")[:-1]:
        number, _, root = line.decode("ascii", "replace").partition(" ")
        if not _is_number(number) or not _is_root(root):
            raise file.damaged()
        found.append(Seen(int(number), root))
    furthest = max(found, default=None)
    return furthest if furthest is not None and furthest.size > size else None


def _fields(known: Known) -> dict[str, Any]:
    return {
        "accepted": [list(each) for each in known.accepted],
        "frontier": pack(known.head.frontier).hex(),
        "marks": [list(each) for each in known.marks],
        "moved": list(known.moved),
        "news": [list(each) for each in known.news],
        "open": [list(each) for each in known.open],
        "own": [list(each) for each in known.own],
        "paid": list(known.paid),
        "settings": known.settings,
        "signed": list(known.signed),
        "size": known.head.size,
        "time": known.head.time,
        "wallets": [list(each) for each in known.wallets],
    }


def _known(ledger: str, fields: dict[str, Any]) -> Known:
    return Known(
        ledger=ledger,
        head=Head(fields["size"], fields["time"], unpack(bytes.fromhex(fields["frontier"]))),
        settings=fields["settings"],
        wallets=tuple((wallet, granted) for wallet, granted in fields["wallets"]),
        signed=tuple(fields["signed"]),
        own=tuple(Own(*each) for each in fields["own"]),
        moved=tuple(fields["moved"]),
        open=tuple(Opened(*each) for each in fields["open"]),
        paid=tuple(fields["paid"]),
        accepted=tuple(Acceptance(*each) for each in fields["accepted"]),
        news=tuple(News(*each) for each in fields["news"]),
        marks=tuple(Mark(*each) for each in fields["marks"]),
    )
