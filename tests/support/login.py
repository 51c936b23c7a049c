"""A login session: a shell in a terminal, with a keyring of the kernel's or without, in which commands are typed."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import select
import signal
import socket
import struct
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from paycli.vault import kernel_keyring
from paycli.vault.holder import ASK_END
from tests.support.program import PROGRAM
from tests.support.terminal import PATIENCE_S, Screen, flat

if TYPE_CHECKING:
    from collections.abc import Iterator

# A nameless keyring is the session's own, as a login makes it; the tests themselves live in one with a name.
_START = """
import os, sys
from tests.support.login import join_keyring
if sys.argv[1] == "kernel":
    join_keyring(None)
os.execv("/bin/bash", ["bash", "--noediting", "--norc", "--noprofile", "-i"])
"""
# The number of the key, as a process of the session finds it.
_SERIAL = """
import os, sys
from pathlib import Path
from paycli.vault.open import unlocking
kernel = unlocking(Path(os.environ["PAYCLI_HOME"]), os.environ)._kernel
print("serial", kernel._serial() if kernel.left_ms() else 0)
"""
_PROMPT = re.compile(r"\{(\d+)\}> ")
_JOIN, _DESCRIBE = 1, 6


def join_keyring(name: bytes | None) -> None:
    """Take another keyring of the kernel's for this process and its children, a new one if it has no name."""
    with suppress(OSError):
        kernel_keyring._keyctl(_JOIN, ctypes.c_char_p(name))


def leave_keyring() -> None:
    """Leave the keyring of the user's login: one with a name is none that paycli puts keys into."""
    join_keyring(b"tests-of-paycli")


def begin_session_unless_seen() -> None:
    """Begin a session where nobody can see the one that we are in, as in a container that was entered from outside.

    What `unlock` unlocks ends with the session, so it is refused there. The workers are started afterwards, in ours.
    """
    if sys.platform != "linux":
        return
    try:
        os.close(os.pidfd_open(os.getsid(0)))
    except OSError:
        os.setsid()


def kernel_can() -> bool:
    """Tell whether the kernel lets processes have keyrings here; in many containers it does not."""
    child = os.fork()
    if child == 0:
        try:
            join_keyring(None)
            os._exit(0 if kernel_keyring.KernelKeyring("x").can_hold() else 1)
        finally:
            os._exit(70)
    return os.waitpid(child, 0)[1] == 0


class Login(Screen):
    """A shell in a session of its own; `holder` says which of the two is to hold keys that are unlocked in it."""

    def __init__(self, holder: str, home: Path) -> None:
        env = {
            "PATH": f"{Path(PROGRAM).parent}:/usr/bin:/bin", "PS1": "{$?}> ", "PAYCLI_HOME": str(home),
            "PAYCLI_PASSPHRASE_FILE": "", "PYTHONPATH": str(Path(__file__).parents[2]),
        }  # fmt: skip
        super().__init__("-c", _START, holder, program=(sys.executable,), env=env, columns=200)
        self._prompts = 0
        self.ready()

    def ready(self, status: int = 0) -> str:
        """Wait for the shell's next prompt and require the status of what ran; gives what was shown since the last."""
        self.until("}> ")
        found = list(_PROMPT.finditer(self.text))[self._prompts : self._prompts + 1]
        before = list(_PROMPT.finditer(self.text))[self._prompts - 1].end() if self._prompts else 0
        self._prompts += 1
        assert found, self.text
        assert int(found[0][1]) == status, self.text
        return self.text[before : found[0].start()]

    def run(self, line: str, status: int = 0) -> str:
        """Type a line that asks nothing, and give what it showed."""
        self.type(f"{line}\n")
        return self.ready(status)

    def agree(self, line: str) -> str:
        """Type a line, say yes to whatever it asks, and give what it showed."""
        self.type(f"{line}\n")
        while self._until_one_of("[Y/n] ", "[y/N] ", "}> ") != "}> ":
            self.type("y\n")
        # What was waited for is waited for once more, by who counts the prompts.
        self._read_up_to -= len("}> ")
        return self.ready()

    def _until_one_of(self, *texts: str) -> str:
        """Wait until one of these stands on the screen, and give it."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            shown = flat(self.text)
            found = [(at, text) for text in texts if (at := shown.find(text, self._read_up_to)) >= 0]
            if found:
                at, text = min(found)
                self._read_up_to = at + len(text)
                return text
            assert self._take(deadline), self.text
            assert time.monotonic() < deadline, self.text

    def begin(self) -> Self:
        """Make a ledger and choose the passphrase `correct horse`, which unlocks it for a while."""
        self.type("paycli init --handle ming --currency EUR --play --vault sealed\n")
        self.answer("characters or more: ", "correct horse").answer("again: ", "correct horse")
        assert "Unlocked for 15 min" in self.ready()
        return self

    def unlock(self, *words: str) -> str:
        """Unlock by the passphrase."""
        self.type(f"paycli unlock {' '.join(words)}\n").answer("Passphrase of the sealed file: ", "correct horse")
        return self.ready()

    def serial(self) -> int:
        """Give the number of the key in the kernel's keyring; 0 if none is there."""
        script = Path(os.environ["HOME"]) / "serial.py"
        script.write_text(_SERIAL)
        return int(self.run(f"{sys.executable} {script}").split("serial")[-1])


def sockets() -> list[Path]:
    """Give the sockets of all holders of this test; a test that has no runtime folder unlocks nothing."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return sorted(Path(runtime).glob("paycli/*")) if runtime else []


def end_holders() -> None:
    """End whatever a test left unlocked."""
    for path in sockets():
        folder = os.open(path.parent, os.O_RDONLY)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection, suppress(OSError):
            connection.settimeout(PATIENCE_S)
            connection.connect(f"/proc/self/fd/{folder}/{path.name}")
            connection.sendall(ASK_END)
            connection.recv(1)
        os.close(folder)


@contextmanager
def holder() -> Iterator[tuple[int, int]]:
    """Give the process that holds the key, and a descriptor that can be read once it has ended."""
    (path,) = sockets()
    folder = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        # The whole path may be longer than an address can be.
        connection.connect(f"/proc/self/fd/{folder}/{path.name}")
        process, *_ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    os.close(folder)
    watched = os.pidfd_open(process)
    try:
        yield process, watched
    finally:
        # Whatever became of the test, nothing of it stays behind.
        if not select.select([watched], [], [], 0)[0]:
            signal.pidfd_send_signal(watched, signal.SIGKILL)
        os.close(watched)


def has_ended(watched: int) -> bool:
    """Wait for the end of a process."""
    return bool(select.select([watched], [], [], PATIENCE_S)[0])


def is_gone(serial: int) -> bool:
    """Tell whether the kernel knows no key of this number any more, or none that can be used."""
    if not serial:
        return True
    try:
        kernel_keyring._keyctl(_DESCRIBE, serial, None, 0)
    except OSError as problem:
        return problem.errno in {errno.ENOKEY, errno.EKEYEXPIRED, errno.EKEYREVOKED}
    return False
