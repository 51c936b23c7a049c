"""The file of a till's PIN, beside what is rung up there: a seal, the tries, and whether the till is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.disk.json_file import JsonFile, has_fields
from paycli.domain.pins import TRIES_MOST, PinTries
from paycli.domain.shapes import is_hex, is_text, is_whole
from paycli.errors import step

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.domain.records import Profile

_TIME_MOST = 2**53
_is_pin = has_fields(
    {
        "paycli_till_pin": is_whole(1, 1),
        "ops": is_whole(1, 20),
        "mem_bytes": is_whole(8 * 1024, 1024 * 1024 * 1024),
        "salt": is_hex(32),
        "box": is_text(r"(?:[0-9a-f]{2})+"),
        "is_locked": lambda value: isinstance(value, bool),
        "tries": is_whole(0, TRIES_MOST),
        "locked_until": is_whole(0, _TIME_MOST),
        "seen": is_whole(0, _TIME_MOST),
    }
)


class TillPin(NamedTuple):
    """How a PIN becomes a key, the box that only it opens, the tries of PINs, and whether the till is locked."""

    ops: int
    mem_bytes: int
    salt: bytes
    box: bytes
    is_locked: bool
    tries: PinTries


class TillPinFile:
    """The file of one till of a shop, below a home folder."""

    def __init__(self, home: Path, profile: Profile, till: int) -> None:
        path = home / "tills" / profile.ledger / profile.name / f"{till}.pin.json"
        problem = f"The file {path}, which has the PIN of till {till}, is damaged"
        self.file = JsonFile(path, check=_is_pin, problem=problem, help=step("choose_pin", till=till))

    def read(self) -> TillPin | None:
        """Give what is kept; None for nothing. Raises Misconfigured where it is damaged, PermissionRefused."""
        fields = self.file.read()
        if fields is None:
            return None
        return TillPin(
            ops=fields["ops"],
            mem_bytes=fields["mem_bytes"],
            salt=bytes.fromhex(fields["salt"]),
            box=bytes.fromhex(fields["box"]),
            is_locked=fields["is_locked"],
            tries=PinTries(fields["tries"], fields["locked_until"], fields["seen"]),
        )

    def write(self, pin: TillPin) -> None:
        """Keep it durably in the place of the one before; raises PermissionRefused, Unavailable."""
        fields = {**pin._asdict(), **pin.tries._asdict(), "paycli_till_pin": 1}
        self.file.write(fields | {"salt": pin.salt.hex(), "box": pin.box.hex()})

    def is_there(self) -> bool:
        """Tell whether there is a file, whatever it has; raises PermissionRefused."""
        return self.file.data() is not None
