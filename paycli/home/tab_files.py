"""The files of the tabs that were given to a till: one for each guest, in a folder of the till's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.disk.json_file import JsonFile, has_fields
from paycli.domain.pins import TRIES_MOST, PinTries
from paycli.domain.shapes import is_hex, is_text, is_whole
from paycli.errors import Misconfigured, PermissionRefused, TabElsewhere, step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TIME_MOST = 2**53
_is_guest = is_hex(40)
_is_box = is_text(r"(?:[0-9a-f]{2})+")
_is_tab = has_fields(
    {
        "paycli_tab": is_whole(1, 1),
        "ledger": is_hex(32),
        "shop": is_hex(40),
        "till": is_whole(0, 99),
        "guest": _is_guest,
        "key": is_hex(64),
        "ops": is_whole(1, 20),
        "mem_bytes": is_whole(8 * 1024, 1024 * 1024 * 1024),
        "salt": is_hex(32),
        "box": _is_box,
        "tries": is_whole(0, TRIES_MOST),
        "locked_until": is_whole(0, _TIME_MOST),
        "seen": is_whole(0, _TIME_MOST),
    }
)


class TillPlace(NamedTuple):
    """Which till it is: on which ledger, of which shop, under which number."""

    ledger: str
    shop: str
    till: int


class TabFile(NamedTuple):
    """What the file of a tab has: the till, the guest, the tab's key, how the box was made, and the tries of PINs."""

    place: TillPlace
    guest: str
    key: str
    ops: int
    mem_bytes: int
    salt: bytes
    box: bytes
    tries: PinTries


class TabFiles:
    """The folder of one till below a home folder; it is made with the first tab in it."""

    def __init__(self, home: Path, place: TillPlace) -> None:
        self._place = place
        self._folder = home / "tabs" / place.ledger / place.shop / f"till-{place.till}"

    def read(self, guest: str) -> TabFile | None:
        """Give what is kept of a guest; None for nothing. Raises Misconfigured if damaged, TabElsewhere."""
        file = self.file(guest)
        fields = file.read()
        if fields is None:
            return None
        place = TillPlace(fields["ledger"], fields["shop"], fields["till"])
        if (place, fields["guest"]) != (self._place, guest):
            raise TabElsewhere(path=file.path)
        tries = PinTries(fields["tries"], fields["locked_until"], fields["seen"])
        salt, box = bytes.fromhex(fields["salt"]), bytes.fromhex(fields["box"])
        return TabFile(
            place=place,
            guest=guest,
            key=fields["key"],
            ops=fields["ops"],
            mem_bytes=fields["mem_bytes"],
            salt=salt,
            box=box,
            tries=tries,
        )

    def guests(self) -> Sequence[str]:
        """Name the guests of whom something is kept."""
        try:
            names = sorted(path.stem for path in self._folder.glob("*.json"))
        except OSError as problem:
            raise PermissionRefused(path=self._folder, reason=f"it cannot be read ({problem.strerror})") from None
        return [name for name in names if _is_guest(name)]

    def write(self, tab: TabFile) -> None:
        """Keep a tab durably in the place of what was kept of its guest; raises PermissionRefused, Unavailable."""
        fields = {**tab.place._asdict(), **tab._asdict(), **tab.tries._asdict(), "paycli_tab": 1}
        del fields["place"]
        self.file(tab.guest).write(fields | {"salt": tab.salt.hex(), "box": tab.box.hex()})

    def file(self, guest: str) -> JsonFile:
        """Give the file of a guest, whose lock keeps others out between reading and writing."""
        if not _is_guest(guest):
            raise Misconfigured(problem="That is not the id of a wallet", help="")
        path = self._folder / f"{guest}.json"
        problem = f"The file {path}, which has a guest's tab, is damaged"
        return JsonFile(path, check=_is_tab, problem=problem, help=step("add_tab"))
