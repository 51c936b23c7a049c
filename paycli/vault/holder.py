"""The process that holds the data key of an unlocked sealed file where the kernel's keyring cannot. It ends by itself.

It is run by its path, in a fresh interpreter that never saw the passphrase and imports nothing of ours. The key comes
by standard input and stands in one piece of memory that is locked against swapping; no core is ever written, nothing is
written to any disk. It ends at its time, when it is told to, by SIGTERM, SIGHUP and SIGINT, and when the process that
leads its terminal's session has ended, which is what logging out and closing a terminal come to.
"""

from __future__ import annotations

import ctypes
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
from contextlib import suppress

ASK_KEY, ASK_TIME, ASK_END = b"k", b"t", b"e"
LEFT = struct.Struct("<q")
KEY_BYTES = 32
# What SO_PEERCRED gives: the process at the other end, its user and group.
PEER = struct.Struct("3i")
_SET_DUMPABLE = 4
_PATIENCE_S = 1.0
# A machine that sleeps stops the clock by which a process waits, so the time is looked at now and then.
_LOOK_MS = 30_000


def main(arguments: list[str]) -> int:
    """Take the key from standard input and serve it; gives 0 once a process of its own does so, 1 if none can.

    `arguments`: the name of the socket, the time of the boot clock (ms) at which to end, the session that alone is
    served (0: all of this user's), and the descriptors of the socket's folder and of the session's first process.
    """
    name, rest = arguments[0], [int(each) for each in arguments[1:]]
    deadline_ms, session, folder, leader = rest
    _keep_out_of_dumps()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, _end)
    key = bytearray(KEY_BYTES)
    if os.readv(0, [key]) != KEY_BYTES:
        return 1
    os.umask(0o177)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        # By the folder's descriptor: a path may be longer than an address of a socket can be.
        listening.bind(f"/proc/self/fd/{folder}/{name}")
        inode = os.stat(name, dir_fd=folder).st_ino
        # Whoever started us waits for our end, and then somebody answers already.
        ready, notice = os.pipe()
        if os.fork():
            os.close(notice)
            return 0 if os.read(ready, 1) else 1
        try:
            _keep_out_of_swap(key)
            # The kernel tells others which process listens, so it must be this one.
            listening.listen()
            os.write(notice, b"1")
            os.close(notice)
            os.close(ready)
            while _is_wanted(listening, key, deadline_ms, session, leader) and _is_there(name, folder, inode):
                pass
        finally:
            key[:] = bytes(KEY_BYTES)
            if _is_there(name, folder, inode):
                os.unlink(name, dir_fd=folder)
    return 0


def _is_wanted(listening: socket.socket, key: bytearray, deadline_ms: int, session: int, leader: int) -> bool:
    """Wait for what comes next and answer it; False when it is the end."""
    waiting = select.poll()
    waiting.register(listening.fileno(), select.POLLIN)
    waiting.register(leader, select.POLLIN)
    left_ms = deadline_ms - _boot_ms()
    ready = {number for number, _ in waiting.poll(min(left_ms, _LOOK_MS))} if left_ms > 0 else {leader}
    if leader in ready:
        return False
    if not ready:
        return True
    connection, _ = listening.accept()
    with connection, suppress(OSError):
        connection.settimeout(_PATIENCE_S)
        if not _may_ask(connection, session):
            return True
        asked, left_ms = connection.recv(1), deadline_ms - _boot_ms()
        if asked == ASK_END or left_ms <= 0:
            return False
        if asked in {ASK_KEY, ASK_TIME}:
            connection.sendmsg([LEFT.pack(left_ms), key] if asked == ASK_KEY else [LEFT.pack(left_ms)])
    return True


def _is_there(name: str, folder: int, inode: int) -> bool:
    """Tell whether the socket is where it was: nobody could end a holder that nobody finds."""
    try:
        return os.stat(name, dir_fd=folder).st_ino == inode
    except OSError:
        return False


def _may_ask(connection: socket.socket, session: int) -> bool:
    """Tell whether a process of this user is at the other end, and of the session if one is named."""
    process, user, _ = PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size))
    return user == os.geteuid() and (session == 0 or os.getsid(process) == session)


def _boot_ms() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def _keep_out_of_dumps() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def _keep_out_of_swap(key: bytearray) -> None:
    # Where the system refuses, it goes on: an encrypted swap is the machine's affair.
    ctypes.CDLL(None).mlock((ctypes.c_char * len(key)).from_buffer(key), ctypes.c_size_t(len(key)))


def _end(_number: int, _frame: object) -> None:
    sys.exit(0)


if __name__ == "__main__":
    # Nothing is closed on the way out but what was opened here: the fork shares all of it.
    sys.exit(main(sys.argv[1:]))
