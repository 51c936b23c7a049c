"""The file of a mandate: all that whoever has it needs to pay with it; whoever has it can spend what it allows."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paycli.disk.descriptors import descriptor_of, read_descriptor
from paycli.disk.json_file import has_fields, is_path, is_string
from paycli.disk.new_file import new_file
from paycli.disk.private import read_private
from paycli.domain.mandate_records import MandateFile
from paycli.domain.scopes import mandate_name
from paycli.domain.shapes import is_hex, is_text
from paycli.errors import AlreadyThere, Misconfigured, PermissionRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "PAYCLI_MANDATE_FILE"
_BYTES_MOST = 64 * 1024

_is_mandate = has_fields(
    {
        "paycli_mandate": lambda version: version == 1,
        "name": mandate_name,
        "address": is_path,
        "ledger": is_hex(32),
        "wallet": is_hex(40),
        "handle": is_string,
        "seed": is_hex(64),
        "money": is_text("play|real"),
    }
)


def read_mandate(typed: str, environ: Mapping[str, str]) -> MandateFile:
    """Read the file of a mandate, a path or `fd:N`.

    It must be this account's and closed to others; one in $CREDENTIALS_DIRECTORY may also be root's, and 0440. Raises
    Misconfigured where there is none or it is damaged, and PermissionRefused.
    """
    number = descriptor_of(typed)
    credentials = environ.get("CREDENTIALS_DIRECTORY", "")
    try:
        data = (
            read_private(Path(typed), credentials=credentials, bytes_most=_BYTES_MOST)
            if number is None
            else read_descriptor(number, _BYTES_MOST)
        )
    except FileNotFoundError:
        raise Misconfigured(problem=f"There is no mandate in {typed}", help=f"check {VARIABLE}") from None
    except OSError as problem:
        reason = f"it cannot be read ({problem.strerror})"
        raise PermissionRefused(path=typed, reason=reason, help=f"check {VARIABLE}") from None
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError):
        fields = None
    if not _is_mandate(fields):
        raise Misconfigured(problem=f"The file {typed} is not a mandate, or is damaged", help=f"check {VARIABLE}")
    return _mandate(fields)


def _mandate(fields: Mapping[str, Any]) -> MandateFile:
    return MandateFile(
        name=fields["name"],
        address=fields["address"],
        ledger=fields["ledger"],
        wallet=fields["wallet"],
        handle=fields["handle"],
        seed=bytes.fromhex(fields["seed"]),
        money=fields["money"],
    )


class Files:
    """The files that mandates are handed out in (`domain.ports.MandateFiles`)."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def read(self, out: str) -> MandateFile | None:
        """Give the mandate in a file that is there; None for no file. Raises Misconfigured where it is another one."""
        return read_mandate(out, self._environ) if descriptor_of(out) is None and os.path.lexists(out) else None

    def write(self, out: str, mandate: MandateFile) -> None:
        """Write a new file, 0600 and durably, or into a descriptor; raises AlreadyThere, PermissionRefused."""
        fields = {**mandate._asdict(), "seed": mandate.seed.hex(), "paycli_mandate": 1}
        data = json.dumps(fields, sort_keys=True, indent=1).encode() + b"\n"
        number = descriptor_of(out)
        if number is None:
            _write_file(Path(out).absolute(), data)
        else:
            _write_descriptor(number, data)

    def forget(self, out: str) -> None:
        """Remove the file of a mandate that came to nothing; what went into a descriptor is its reader's."""
        if descriptor_of(out) is None:
            with suppress(OSError):
                Path(out).unlink()


def _write_file(path: Path, data: bytes) -> None:
    if os.path.lexists(path):
        raise AlreadyThere(what=str(path), help="choose another path")
    with new_file(path) as file:
        file.write(data)


def _write_descriptor(number: int, data: bytes) -> None:
    try:
        with os.fdopen(os.dup(number), "wb") as file:
            file.write(data)
    except OSError as problem:
        raise PermissionRefused(path=f"fd:{number}", reason=f"it cannot be written ({problem.strerror})") from None
