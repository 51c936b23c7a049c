"""Talking to the process that holds the data key of an unlocked sealed file (`vault.holder`): start, ask, end."""

from __future__ import annotations

import os
import select
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.disk.private import make_private_folder
from paycli.errors import PermissionRefused, UnlockRefused

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping

    from paycli.domain.unlocking import Serves

_PATIENCE_S = 2.0
_START_WAIT_S = 30.0
_END_WAIT_MS = 5_000


class HolderProcess:
    """The holder of one key, by its name: its socket is in this user's runtime folder, else in the vault's own."""

    def __init__(self, name: str, vault: Path, environ: Mapping[str, str]) -> None:
        self._socket = f"{name}.sock"
        runtime = Path(environ.get("XDG_RUNTIME_DIR", ""))
        # A folder that su or sudo left is another user's.
        self._folder = runtime / "paycli" if runtime.is_absolute() and _is_private(runtime) else vault

    @property
    def serves(self) -> Serves:
        """Say whose programs it answers. Root is often several people: what one unlocks is their terminal's alone."""
        return "user" if os.geteuid() else "terminal"

    def hold(self, key: bytes, deadline_ms: int) -> None:
        """Start a process that holds the key up to a time of the boot clock; raises UnlockRefused, and starts none."""
        session = session_of_ours()
        try:
            leader = os.pidfd_open(session)
        except (AttributeError, OSError):
            raise UnlockRefused(reason="it cannot be seen here when this terminal's session ends") from None
        try:
            make_private_folder(self._folder)
            with _opened(self._folder) as folder:
                served = session if self.serves == "terminal" else 0
                try:
                    _start([self._socket, str(deadline_ms), str(served)], (folder, leader), key)
                except BaseException:
                    # Ctrl-C, too: who sees that nothing was unlocked is right.
                    self.end()
                    raise
        except (OSError, PermissionRefused):
            raise UnlockRefused(reason=f"the folder {self._folder} cannot be used") from None
        finally:
            os.close(leader)

    def left_ms(self) -> int:
        """Say for how much longer it holds the key; 0 where none does, or it does not answer us."""
        from paycli.vault.holder import ASK_TIME, LEFT

        answer = self._asked(ASK_TIME, LEFT.size)
        return int(LEFT.unpack(answer)[0]) if answer else 0

    def key(self) -> bytes | None:
        """Ask for the key; None where nobody holds it or gives it to us."""
        if not self._is_there():
            return None
        from paycli.vault.holder import ASK_KEY, KEY_BYTES, LEFT

        answer = self._asked(ASK_KEY, LEFT.size + KEY_BYTES)
        return answer[LEFT.size :] if answer else None

    def end(self) -> bool:
        """End the holder and wait until it is gone; tells whether there was one."""
        if not self._is_there():
            return False
        from paycli.vault.holder import ASK_END

        try:
            with self._connected() as (connection, process):
                watched = os.pidfd_open(process)
                try:
                    with suppress(OSError):
                        connection.sendall(ASK_END)
                    _wait_or_kill(watched)
                finally:
                    os.close(watched)
            was_there = True
        except (OSError, PermissionRefused):
            was_there = False
        # What a kill left behind, or a machine that went down.
        with suppress(OSError):
            (self._folder / self._socket).unlink()
        return was_there

    def _is_there(self) -> bool:
        return os.path.lexists(self._folder / self._socket)

    def _asked(self, request: bytes, size: int) -> bytes | None:
        """Give the whole answer to a request; None where none comes."""
        if not self._is_there():
            return None
        try:
            with self._connected() as (connection, _):
                connection.sendall(request)
                answer = b""
                while len(answer) < size and (piece := connection.recv(size - len(answer))):
                    answer += piece
        except (OSError, PermissionRefused):
            return None
        return answer if len(answer) == size else None

    @contextmanager
    def _connected(self) -> Iterator[tuple[socket.socket, int]]:
        """Connect to the holder, a process of this user; raises OSError."""
        import socket

        from paycli.vault.holder import PEER

        with _opened(self._folder) as folder, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_PATIENCE_S)
            connection.connect(f"/proc/self/fd/{folder}/{self._socket}")
            process, user, _ = PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size))
            if user != os.geteuid():
                raise PermissionError
            yield connection, process


def session_of_ours() -> int:
    """Give the first process of this terminal's session, with which a holder ends; raises UnlockRefused if it is us."""
    session = os.getsid(0)
    if session == os.getpid():
        raise UnlockRefused(reason="this terminal's session ends with this command")
    return session


def _start(arguments: list[str], descriptors: tuple[int, int], key: bytes) -> None:
    import subprocess

    from paycli.vault import holder

    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", holder.__file__, *arguments, *map(str, descriptors)],
            input=key,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=descriptors,
            start_new_session=True,
            cwd="/",
            env={},
            timeout=_START_WAIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise UnlockRefused(reason="the process that would hold the key did not start") from None
    if done.returncode != 0:
        raise UnlockRefused(reason="the process that would hold the key could not begin")


def _wait_or_kill(process: int) -> None:
    """Wait for the end of a process of ours; one that does not end is killed."""
    import signal

    ended = select.poll()
    ended.register(process, select.POLLIN)
    if not ended.poll(_END_WAIT_MS):
        signal.pidfd_send_signal(process, signal.SIGKILL)
        ended.poll(_END_WAIT_MS)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """Open a folder that must be mine and closed to others; raises OSError."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        found = os.fstat(number)
        if found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise PermissionError
        yield number
    finally:
        os.close(number)


def _is_private(folder: Path) -> bool:
    try:
        found = folder.stat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
