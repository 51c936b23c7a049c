"""The OS keyring: on a real Secret Service (gnome-keyring), on a bus where nobody answers, and without a bus."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from paycli.errors import KeyringLocked, NoKeyring
from paycli.vault.keyring_backend import ALLOWED, KeyringVault, answers, available, bounded
from tests.support.secret_service import ROOT, Keyring, run_inside

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.domain.ports import Vault

START = """
import os, sys
from paycli.errors import PaycliError
from paycli.vault.keyring_backend import KeyringVault, available
def attempt(action):
    try: print(repr(action()))
    except PaycliError as problem: print(problem.code, problem.exit_status)
vault = KeyringVault("SecretService", wait_s=float(os.environ.get("WAIT_S", "20")))
"""


def inside(home: Path, keyring: Keyring, code: str, **environ: str) -> list[str]:
    """Run code on a bus of its own and give what it printed; it must end well."""
    done = run_inside(START + code, home, keyring, environ)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def user(tmp_path: Path, real_keyring: None) -> Path:
    """Make a home folder in which a keyring can be."""
    folder = tmp_path / "user"
    folder.mkdir(0o700)
    return folder


@pytest.fixture
def planted(tmp_path: Path) -> dict[str, str]:
    """Do what installing a file backend such as keyrings.alt does: an entry point, and a class that outbids others."""
    folder = tmp_path / "site"
    info = folder / "planted-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: planted\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[keyring.backends]\nplanted = planted\n", encoding="utf-8")
    (folder / "planted.py").write_text(
        "import os\nfrom keyring.backend import KeyringBackend\n"
        "class Plain(KeyringBackend):\n"
        "    priority = 100\n"
        "    def get_password(self, service, username): return None\n"
        "    def set_password(self, service, username, password):\n"
        "        open(os.path.join(os.environ['HOME'], 'plain.txt'), 'a').write(password)\n",
        encoding="utf-8",
    )
    return {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "PYTHON_KEYRING_BACKEND": "planted.Plain"}


def test_a_secret_is_kept_for_the_next_session_and_forgotten_when_asked(user: Path) -> None:
    kept = inside(
        user,
        "unlocked",
        "print(available(os.environ))\n"
        "attempt(lambda: vault.get('paycli/a/w'))\n"
        "vault.set('paycli/a/w', b'old')\n"
        "vault.set('paycli/a/w', b'\\x00\\xff new')\n"
        "vault.set('paycli/a/operator', b'op')\n",
    )
    assert kept == ["SecretService", "None"]
    later = inside(
        user,
        "unlocked",
        "attempt(lambda: vault.get('paycli/a/w'))\n"
        "vault.delete('paycli/a/w'); vault.delete('paycli/a/w')\n"
        "attempt(lambda: vault.get('paycli/a/w')); attempt(lambda: vault.get('paycli/a/operator'))\n",
    )
    assert later == [repr(b"\x00\xff new"), "None", repr(b"op")]


def test_people_find_the_entry_in_their_own_keyring_program(user: Path) -> None:
    seen = inside(
        user,
        "unlocked",
        "vault.set('paycli/a/w', b'\\x00\\xff')\n"
        "import secretstorage\n"
        "collection = secretstorage.get_default_collection(secretstorage.dbus_init())\n"
        "found = collection.search_items({'service': 'paycli'})\n"
        "print(*[(item.get_attributes()['username'], item.get_secret()) for item in found])\n",
    )
    assert seen == [repr(("paycli/a/w", b"00ff"))]


def test_an_entry_that_is_not_ours_is_an_error_and_no_key(user: Path) -> None:
    code = "import keyring.backends.SecretService as s\ns.Keyring().set_password('paycli', 'x', 'a password')\n"
    assert inside(user, "unlocked", code + "attempt(lambda: vault.get('x'))\n") == ["misconfigured 78"]


CALLS = (
    "attempt(lambda: vault.get('paycli/a/w'))\n"
    "attempt(lambda: vault.set('paycli/a/w', b'1'))\n"
    "attempt(lambda: vault.delete('paycli/a/w'))\n"
)


def test_a_locked_keyring_exits_78(user: Path) -> None:
    inside(user, "unlocked", "vault.set('paycli/a/w', b'kept')\n")
    assert inside(user, "locked", CALLS) == ["keyring_locked 78"] * 3
    assert inside(user, "unlocked", "attempt(lambda: vault.get('paycli/a/w'))\n") == [repr(b"kept")]


def test_a_keyring_that_was_never_opened_exits_78(user: Path) -> None:
    assert inside(user, "locked", CALLS) == ["keyring_locked 78"] * 3


def test_a_keyring_that_never_answers_ends_in_78_and_does_not_hold_up_the_exit(user: Path) -> None:
    # The wait of the helper is far below three waits of the vault: only the first call may cost one.
    done = run_inside(START + CALLS, user, "silent", {"WAIT_S": "2"}, wait_s=25)
    assert (done.returncode, done.stdout.splitlines()) == (0, ["keyring_locked 78"] * 3)


def test_a_bus_without_a_keyring_is_no_keyring(user: Path) -> None:
    assert inside(user, "none", "print(available(os.environ))\n" + CALLS) == ["None", *["no_keyring 78"] * 3]


@pytest.mark.parametrize("address", [None, "", "unix:path=/nobody/listens", "tcp:host=localhost", "nonsense"])
def test_without_a_bus_there_is_no_keyring(tmp_path: Path, address: str | None) -> None:
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    if address is not None:
        environ["DBUS_SESSION_BUS_ADDRESS"] = address
    code = START + "print(available(os.environ))\n" + CALLS
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()) == (0, ["None", *["no_keyring 78"] * 3]), done.stderr


GUESS = "import keyring\nprint(type(keyring.get_keyring()).__module__)\n"


def test_a_planted_backend_gets_nothing_where_a_keyring_is(user: Path, planted: dict[str, str]) -> None:
    code = GUESS + "vault.set('paycli/a/w', b'1')\nattempt(lambda: vault.get('paycli/a/w'))\n"
    assert inside(user, "unlocked", code, **planted) == ["planted", repr(b"1")]
    assert not (user / "plain.txt").exists()


def test_a_planted_backend_gets_nothing_where_no_keyring_is(user: Path, planted: dict[str, str]) -> None:
    # What keyring itself would take is the plaintext file; named by the environment or merely installed.
    for environ in (planted, {"PYTHONPATH": planted["PYTHONPATH"]}):
        expected = ["planted", "None", *["no_keyring 78"] * 3]
        assert inside(user, "none", GUESS + "print(available(os.environ))\n" + CALLS, **environ) == expected
    assert not (user / "plain.txt").exists()


@pytest.mark.parametrize(
    "name", ["null", "fail", "sealed", "keyring.backends.null.Keyring", "keyrings.alt.file.PlaintextKeyring"]
)
def test_only_known_keyrings_can_be_named(name: str) -> None:
    with pytest.raises(NoKeyring) as caught:
        KeyringVault(name)
    assert caught.value.exit_status == 78


def test_the_allowed_keyrings_are_the_three_of_the_systems() -> None:
    assert {".".join(where) for where in ALLOWED.values()} == {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.macOS.Keyring",
    }
    vaults: list[Vault] = [KeyringVault(name) for name in ALLOWED]
    assert [vault.name for vault in vaults] == list(ALLOWED)


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has this keyring")
def test_the_keyring_of_another_system_does_not_answer() -> None:
    assert not answers("macOS", {})
    assert available({}, platform="darwin") is None
    with pytest.raises((NoKeyring, KeyringLocked)) as caught:
        KeyringVault("macOS").get("x")
    assert caught.value.exit_status == 78


def test_a_failure_in_the_thread_arrives_as_it_was() -> None:
    with pytest.raises(ZeroDivisionError):
        bounded(lambda: 1 // 0, 5)
    assert bounded(lambda: 7, 5) == 7


def test_a_call_of_the_keyring_leaves_ctrl_z_to_the_main_thread() -> None:
    assert signal.SIGTSTP in bounded(lambda: signal.pthread_sigmask(signal.SIG_BLOCK, []), 5)
    assert signal.SIGTSTP not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
