"""Requests for another key of a wallet, each a small file beside the ledger that anybody who shares it could have laid.

Whatever lies there is harmless: only a regular file of a few hundred bytes is read, and its code says what it must be.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.disk.new_file import new_file
from paycli.disk.private import PRIVATE_FILE
from paycli.domain.key_requests import BYTES_MOST, LASTS_MS, Laid, read_request
from paycli.errors import KeyRequestBad
from paycli.store.sqlite.location import check_writable, look_at

if TYPE_CHECKING:
    from paycli.domain.key_requests import KeyRequest

_SHARED_FILE = 0o640
_INFIX = ".key-"
_name = re.compile(r"[0-9a-hjkmnp-tv-z]{12}").fullmatch
# What cannot be opened as a file at all: a link, a socket, a device.
_NO_FILE = {errno.ELOOP, errno.ENXIO, errno.EISDIR, errno.EINVAL}


class KeyRequestFiles:
    """The requests beside one ledger (`domain.ports.KeyRequests`)."""

    def __init__(self, address: str) -> None:
        self._ledger = Path(address)

    def find(self, code: str) -> Laid | None:
        """Give the request with a code, and whose file it is; None for no file.

        Raises KeyRequestBad for anything but the file that the code was made of, and PermissionRefused.
        """
        path = self._path(code)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as problem:
            if problem.errno in _NO_FILE:
                raise KeyRequestBad(reason="it is not a regular file") from None
            from paycli.disk.refused import refused

            raise refused(path, problem, "it cannot be read") from None
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise KeyRequestBad(reason="it is not a regular file")
            request = read_request(os.read(descriptor, BYTES_MOST + 1))
        finally:
            os.close(descriptor)
        if request is None or request.code != code:
            raise KeyRequestBad(reason="its file is not the one that this code was made of")
        from paycli.disk.owners import login_of

        return Laid(request, login_of(found.st_uid))

    def check(self) -> None:
        """Refuse a ledger beside which this account may lay nothing; raises PermissionRefused, LedgerMissing."""
        check_writable(look_at(os.fspath(self._ledger)))

    def lay(self, request: KeyRequest) -> None:
        """Lay a request beside the ledger, durably, where all who share it can read it.

        Raises PermissionRefused, LedgerMissing.
        """
        path, shared = self._path(request.code), look_at(os.fspath(self._ledger)).shared
        self._sweep()
        with new_file(path, _SHARED_FILE if shared else PRIVATE_FILE, family=self._ledger.name + _INFIX) as file:
            file.write(request.data)

    def remove(self, code: str) -> None:
        """Take a request away that was answered; one that somebody else's account must take away is left to its end."""
        with suppress(OSError):
            self._path(code).unlink()

    def _path(self, code: str) -> Path:
        return self._ledger.with_name(f"{self._ledger.name}{_INFIX}{code.lower()}")

    def _sweep(self) -> None:
        """Take away our own requests that nobody answered in time. Never raises."""
        beginning, before = self._ledger.name + _INFIX, time.time() - LASTS_MS / 1_000
        with suppress(OSError), os.scandir(self._ledger.parent) as entries:
            for entry in entries:
                if entry.name.startswith(beginning) and _name(entry.name.removeprefix(beginning)):
                    found = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and found.st_mtime < before:
                        Path(entry.path).unlink(missing_ok=True)
