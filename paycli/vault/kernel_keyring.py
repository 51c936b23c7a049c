"""The data key of an unlocked sealed file in the Linux kernel's keyring of this login session, with a timeout.

A few calls of the kernel itself (add_key(2), keyctl(2)): the libraries for them are compiled and seldom cared for. A
key hangs on the session's own keyring, which ends with the last process of the session. Only who possesses it, a
process of that session, may read it: another session of the same user may not.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import time
from contextlib import suppress

# Of add_key and keyctl, which have a number of their own on each kind of machine.
_NUMBERS = {"x86_64": (248, 250), "aarch64": (217, 219), "riscv64": (217, 219), "loongarch64": (217, 219)}
_GET_KEYRING_ID, _SET_PERMISSIONS, _DESCRIBE, _SEARCH, _READ, _SET_TIMEOUT, _INVALIDATE = 0, 5, 6, 10, 11, 15, 21
_SESSION_KEYRING = -3
# Whoever possesses it may view, read, find, change and revoke it, but not link it into a keyring that lives longer.
_PERMISSIONS = 0x2F00_0000
_PAYLOAD = struct.Struct("<q32s")
_DESCRIPTION_BYTES = 512


def boot_ms() -> int:
    """Give the ms since the machine started, its sleep too: nobody can set this clock back."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


class KernelKeyring:
    """The place of one key, by its name."""

    def __init__(self, name: str) -> None:
        self._description = b"paycli:" + name.encode()

    def can_hold(self) -> bool:
        """Tell whether this login session has a keyring of its own, of this user, which ends with the session.

        Without one the kernel offers a keyring that all processes of the user share, which does not end. One with a
        name can be joined by any process of the user; one of another user is what su and sudo leave.
        """
        try:
            serial = _keyctl(_GET_KEYRING_ID, _SESSION_KEYRING, 0)
            answer = ctypes.create_string_buffer(_DESCRIPTION_BYTES)
            _keyctl(_DESCRIBE, serial, answer, _DESCRIPTION_BYTES)
        except OSError:
            return False
        kind, user, *_, description = answer.value.split(b";", 4)
        return (kind, int(user), description) == (b"keyring", os.geteuid(), b"_ses")

    def hold(self, key: bytes, lasts_ms: int) -> None:
        """Keep a key for so long; raises OSError where the kernel refuses, and keeps nothing then."""
        payload = _PAYLOAD.pack(boot_ms() + lasts_ms, key)
        serial = _add_key(self._description, payload)
        try:
            _keyctl(_SET_PERMISSIONS, serial, _PERMISSIONS)
            # The kernel counts by the wall clock. That can be set back, so the payload says the time too.
            _keyctl(_SET_TIMEOUT, serial, -(-lasts_ms // 1000))
        except OSError:
            self.end()
            raise

    def left_ms(self) -> int:
        """Say for how much longer the key is there; 0 where it is not."""
        return self._found()[0]

    def key(self) -> bytes | None:
        """Give the key, None where it is not there or its time is over."""
        return self._found()[1]

    def end(self) -> bool:
        """Take the key away at once; tells whether it was there."""
        with suppress(OSError):
            _keyctl(_INVALIDATE, self._serial())
            return True
        return False

    def _serial(self) -> int:
        return _keyctl(_SEARCH, _SESSION_KEYRING, b"user", self._description, 0)

    def _found(self) -> tuple[int, bytes | None]:
        payload = ctypes.create_string_buffer(_PAYLOAD.size)
        try:
            size = _keyctl(_READ, self._serial(), payload, _PAYLOAD.size)
        except OSError:
            return 0, None
        if size != _PAYLOAD.size:
            return 0, None
        deadline_ms, key = _PAYLOAD.unpack(payload.raw)
        left_ms = deadline_ms - boot_ms()
        if left_ms <= 0:
            self.end()
            return 0, None
        return left_ms, key


def _add_key(description: bytes, payload: bytes) -> int:
    add_key, _ = _numbers()
    return _called(add_key, *(b"user", description, payload, len(payload), _SESSION_KEYRING))


def _keyctl(operation: int, *arguments: object) -> int:
    _, keyctl = _numbers()
    return _called(keyctl, operation, *arguments)


def _numbers() -> tuple[int, int]:
    if sys.platform != "linux" or sys.maxsize < 1 << 32 or os.uname().machine not in _NUMBERS:
        raise OSError
    return _NUMBERS[os.uname().machine]


def _called(number: int, *arguments: object) -> int:
    """Call the kernel; raises OSError. Whole numbers go as long ones, which it reads whole registers of."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    given = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    found: int = libc.syscall(ctypes.c_long(number), *given)
    if found < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return found
