"""A real Secret Service for tests: gnome-keyring-daemon on a private D-Bus session, with nobody to prompt.

Imported, it gives `run_inside`. Run as a program inside `dbus-run-session`, it starts the keyring, runs the snippet and
ends every process that it started, each by its own handle.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Keyring = Literal["unlocked", "locked", "silent", "none"]

ROOT = Path(__file__).resolve().parents[2]
LOGIN_PASSWORD = b"test-login-pw"
BUS_NAME = "org.freedesktop.secrets"
# No folder of services: the bus starts nothing by itself, so a prompt fails at once and no process outlives a test.
BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def missing_programs() -> list[str]:
    """Name the system programs that this needs and the machine does not have."""
    return [name for name in ("dbus-run-session", "dbus-daemon", "gnome-keyring-daemon") if shutil.which(name) is None]


def run_inside(
    snippet: str, home: Path, keyring: Keyring, environ: Mapping[str, str], *, wait_s: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run Python code on a session bus of its own, with `home` as HOME and the keyring as said.

    `unlocked` and `locked` are gnome-keyring-daemon; `silent` owns the service's name and never answers; with `none`
    the bus is empty. `environ` is added to the environment. The same `home` finds the same secrets again.
    """
    # A socket's path may have about 100 characters, and pytest's own folders can be longer.
    with tempfile.TemporaryDirectory(prefix="bus") as runtime:
        config = Path(runtime) / "bus.conf"
        config.write_text(BUS_CONFIG.format(folder=runtime), encoding="utf-8")
        command = ["dbus-run-session", f"--config-file={config}", "--", sys.executable, __file__, keyring, snippet]
        own = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_RUNTIME_DIR": runtime, "PYTHONPATH": str(ROOT)}
        started = subprocess.Popen(
            command,
            env=own | dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            out, err = started.communicate(timeout=wait_s)
        except BaseException:
            # The bus, the keyring and the snippet are in one process group, which is ours.
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()
            raise
        return subprocess.CompletedProcess(command, started.returncode, out, err)


# --- inside the session ----------------------------------------------------------------------------------------------
def _wait_for_owner(wait_s: float = 20) -> None:
    """Wait until somebody owns the Secret Service's name on the bus."""
    from jeepney import MatchRule, message_bus  # type: ignore[import-untyped]
    from jeepney.io.blocking import Proxy, open_dbus_connection  # type: ignore[import-untyped]

    with open_dbus_connection() as connection:
        bus = Proxy(message_bus, connection)
        rule = MatchRule(
            type="signal", sender=message_bus.bus_name, interface=message_bus.interface, member="NameOwnerChanged"
        )
        rule.add_arg_condition(0, BUS_NAME)
        with connection.filter(rule) as changes:
            bus.AddMatch(rule)
            if not bus.NameHasOwner(BUS_NAME)[0]:
                connection.recv_until_filtered(changes, timeout=wait_s)


def _own_the_name_and_say_nothing() -> None:
    from jeepney import message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    with open_dbus_connection() as connection:
        Proxy(message_bus, connection).RequestName(BUS_NAME)
        while True:
            connection.receive()


def _start(keyring: str) -> subprocess.Popen[bytes] | None:
    if keyring == "none":
        return None
    if keyring == "silent":
        started = subprocess.Popen([sys.executable, __file__, "--silent"])
    else:
        unlock = ["--unlock"] if keyring == "unlocked" else []
        started = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--components=secrets", *unlock],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        assert started.stdin is not None
        with started.stdin as pipe:
            if unlock:
                pipe.write(LOGIN_PASSWORD)
    _wait_for_owner()
    return started


def _main(keyring: str, snippet: str) -> int:
    started = _start(keyring)
    try:
        return subprocess.run([sys.executable, "-c", snippet], check=False).returncode
    finally:
        if started is not None:
            started.terminate()
            started.wait()


if __name__ == "__main__":
    if sys.argv[1] == "--silent":
        _own_the_name_and_say_nothing()
    sys.exit(_main(sys.argv[1], sys.argv[2]))
