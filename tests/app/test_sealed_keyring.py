from __future__ import annotations

from typing import TYPE_CHECKING

import keyring.backend
import keyring.errors
import pytest

from paycli.app.sealed_keyring import SealedKeyring
from paycli.vault.open import sealed_vault

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def environ(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    phrase = tmp_path / "phrase"
    phrase.write_bytes(b"a passphrase\n")
    phrase.chmod(0o600)
    own = {"PAYCLI_HOME": str(home), "PAYCLI_PASSPHRASE_FILE": str(phrase)}
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    return own


def test_the_keyring_package_and_paycli_see_the_same_secrets(home: Path, environ: dict[str, str]) -> None:
    backend = SealedKeyring()
    assert isinstance(backend, keyring.backend.KeyringBackend)
    backend.set_password("paycli", "x", "00ff")
    assert sealed_vault(home, environ, None, is_needed=lambda: False).get("x") == b"\x00\xff"
    assert SealedKeyring().get_password("paycli", "x") == "00ff"
    backend.delete_password("paycli", "x")
    assert backend.get_password("paycli", "x") is None
    with pytest.raises(keyring.errors.PasswordDeleteError):
        backend.delete_password("paycli", "x")


def test_it_keeps_nothing_for_others(environ: dict[str, str]) -> None:
    backend = SealedKeyring()
    assert backend.get_password("mail", "x") is None
    for service, password in (("mail", "00"), ("paycli", "no hex")):
        with pytest.raises(keyring.errors.PasswordSetError):
            backend.set_password(service, "x", password)


def test_a_closed_file_is_an_error_of_the_keyring_package(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SealedKeyring().set_password("paycli", "x", "00")
    (tmp_path / "phrase").write_bytes(b"wrong\n")
    with pytest.raises(keyring.errors.InitError):
        SealedKeyring().get_password("paycli", "x")
    with pytest.raises(keyring.errors.PasswordSetError):
        SealedKeyring().set_password("paycli", "x", "00")


def test_it_is_never_chosen_by_a_guess() -> None:
    assert SealedKeyring.priority < 0
