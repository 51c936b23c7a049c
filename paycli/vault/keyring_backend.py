"""The OS keyring: only known backends, each by its name, and no call without an end."""

from __future__ import annotations

import queue
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from paycli.errors import KeyringLocked, Misconfigured, NoKeyring, PaycliError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SERVICE = "paycli"
CALL_WAIT_S = 20.0
LOOK_WAIT_S = 5.0

ALLOWED: Mapping[str, tuple[str, str]] = {
    "macOS": ("keyring.backends.macOS", "Keyring"),
    "SecretService": ("keyring.backends.SecretService", "Keyring"),
    "KWallet": ("keyring.backends.kwallet", "DBusKeyring"),
}
"""The only backends that are ever used, by the name that a profile records: module and class.

`keyring.get_keyring()` is never asked: with other packages installed its guess is a plaintext file.
"""

# Raised when nobody is there to answer; by name, since the libraries that define them differ between systems.
_NOBODY = {"SecretServiceNotAvailableException", "RuntimeError", "OSError", "ImportError", "NameError"}


def answers(name: str, environ: Mapping[str, str], *, wait_s: float = LOOK_WAIT_S) -> bool:
    """Tell whether a keyring of ALLOWED is running here, or would be started; nothing is unlocked, no secret touched.

    Takes at most `wait_s` seconds.
    """
    if name != "macOS" and not environ.get("DBUS_SESSION_BUS_ADDRESS"):
        # Without a session bus nobody can answer, and importing keyring only to hear so would cost 0.1 s.
        return False
    try:
        # The import waits for nobody but a busy machine, so it stands outside the time that the keyring has.
        backend = _backend_class(name)
        bounded(lambda: backend.priority, wait_s)
    except Exception:  # noqa: BLE001  whatever goes wrong here means that it is not usable
        return False
    return True


def available(environ: Mapping[str, str], *, platform: str = sys.platform) -> str | None:
    """Name the OS keyring that answers here (see `answers`), None if there is none."""
    candidates = ("macOS",) if platform == "darwin" else ("SecretService", "KWallet")
    return next((name for name in candidates if answers(name, environ)), None)


class KeyringVault:
    """A Vault (`domain.ports.Vault`) in the OS keyring: service `paycli`, the entry as user name, the secret in hex.

    `name` is one of ALLOWED; each call ends within `wait_s` seconds.
    """

    def __init__(self, name: str, *, wait_s: float = CALL_WAIT_S) -> None:
        if name not in ALLOWED:
            raise NoKeyring(reason=f"{name[:40]!r} is not one that paycli uses")
        self.name = name
        self._wait_s = wait_s
        self._stuck = False

    def get(self, entry: str) -> bytes | None:
        """Give a secret, None if there is none; raises KeyringLocked, NoKeyring, Misconfigured."""
        text = self._call(lambda backend: backend.get_password(SERVICE, entry))
        if text is None:
            return None
        try:
            return bytes.fromhex(text)
        except ValueError:
            raise Misconfigured(
                problem=f"The entry {entry} of {self.name} is not what paycli put there", help="remove it there"
            ) from None

    def set(self, entry: str, secret: bytes) -> None:
        """Keep a secret, and read it back: a key that is not kept is money lost. Raises as `get` does."""
        text = secret.hex()
        self._call(lambda backend: backend.set_password(SERVICE, entry, text))
        if self.get(entry) != secret:
            raise NoKeyring(reason=f"{self.name} did not keep the stored secret")

    def unlock(self) -> None:
        """Let the keyring ask for its passphrase now, if it is locked. Raises as `get` does."""
        # Looking for anything unlocks it.
        self._call(lambda backend: backend.get_password(SERVICE, "unlock"))

    def delete(self, entry: str) -> None:
        """Forget a secret; no error if there is none. Raises as `get` does."""

        def forget(backend: Any) -> None:  # noqa: ANN401  keyring's classes differ
            # A backend complains about what is not there in the same way as about what it cannot remove.
            if backend.get_password(SERVICE, entry) is not None:
                backend.delete_password(SERVICE, entry)

        self._call(forget)

    def _call(self, action: Callable[[Any], Any]) -> Any:  # noqa: ANN401  what the backend gives
        if self._stuck:
            # One wait is enough: a dialog that nobody answers would otherwise cost the same again for each secret.
            raise KeyringLocked(reason=f"{self.name} did not answer before")
        try:
            backend = _backend_class(self.name)
            return bounded(lambda: action(backend()), self._wait_s)
        except TimeoutError:
            self._stuck = True
            raise KeyringLocked(reason=f"{self.name} gave no answer within {self._wait_s:g} s") from None
        except PaycliError:
            raise
        except Exception as problem:  # noqa: BLE001  four libraries stand behind keyring, each with errors of its own
            raise _as_ours(self.name, problem) from None


def bounded(action: Callable[[], Any], wait_s: float) -> Any:  # noqa: ANN401  what the action gives
    """Run an action that may block for ever, in a thread that does not hold up the program's end.

    Gives its result or raises its exception; raises TimeoutError after `wait_s` seconds and leaves it behind.
    """
    answers: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put((action(), None))
        except Exception as problem:  # noqa: BLE001  it is raised again where the answer is waited for
            answers.put((None, problem))

    # It may be left behind, and Ctrl-Z is for the main thread, which puts it off while it holds the ledger's lock.
    # Ctrl-C is put off until the thread has started: in between it would break the locks by which threads start.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTSTP, signal.SIGINT})
    threading.Thread(target=work, daemon=True, name="keyring").start()
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    try:
        result, problem = answers.get(timeout=wait_s)
    except queue.Empty:
        raise TimeoutError from None
    if problem is not None:
        raise problem
    return result


def _backend_class(name: str) -> Any:  # noqa: ANN401  keyring's classes differ
    """Import one allowed class; the import itself asks nobody and chooses nothing."""
    import importlib

    module, class_name = ALLOWED[name]
    return getattr(importlib.import_module(module), class_name)


def _as_ours(name: str, problem: Exception) -> PaycliError:
    """Tell a keyring that is not there from one that is closed. The text of the problem stays out: it may quote."""
    at: BaseException | None = problem
    while at is not None:
        if _NOBODY & {kind.__name__ for kind in type(at).__mro__}:
            return NoKeyring(reason=f"{name} is not running here")
        at = at.__cause__
    kind = type(problem).__name__
    reasons = {"KeyringLocked": f"{name} is locked", "InitError": f"{name} was not opened"}
    return KeyringLocked(reason=reasons.get(kind, f"{name} said {kind}"))
