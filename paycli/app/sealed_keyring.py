"""The sealed file as a backend of the `keyring` package: for programs that read paycli's entries through it.

Who wants it names it: `keyring -b paycli.app.sealed_keyring.SealedKeyring get paycli ENTRY`. paycli itself opens the
sealed file without importing keyring.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import InitError, PasswordDeleteError, PasswordSetError

from paycli.errors import PaycliError
from paycli.home.folder import home_folder
from paycli.home.profiles import Profiles
from paycli.vault.keyring_backend import SERVICE
from paycli.vault.open import SEALED, sealed_vault

if TYPE_CHECKING:
    from paycli.vault.sealed import SealedVault


class SealedKeyring(KeyringBackend):
    """Secrets in hex under the service `paycli`, as the OS keyrings hold them.

    Home folder and passphrase are found as paycli finds them; nobody is asked.
    """

    # Below zero: never chosen by a guess, only by name.
    priority: ClassVar[float] = -1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring leaves it untyped
        self._opened: SealedVault | None = None

    def get_password(self, service: str, username: str) -> str | None:
        """Give an entry's secret in hex; None for what is not there or not paycli's; raises InitError."""
        if service != SERVICE:
            return None
        try:
            secret = self._vault().get(username)
        except PaycliError as problem:
            raise InitError(problem.message) from None
        return None if secret is None else secret.hex()

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret given in hex; raises PasswordSetError for another service or anything but hex."""
        if service != SERVICE:
            raise PasswordSetError("the sealed file keeps only what belongs to paycli")
        try:
            secret = bytes.fromhex(password)
        except ValueError:
            raise PasswordSetError("paycli's secrets are written in hex") from None
        try:
            self._vault().set(username, secret)
        except PaycliError as problem:
            raise PasswordSetError(problem.message) from None

    def delete_password(self, service: str, username: str) -> None:
        """Forget an entry; raises PasswordDeleteError if it is not there."""
        if self.get_password(service, username) is None:
            raise PasswordDeleteError("there is no such entry")
        try:
            self._vault().delete(username)
        except PaycliError as problem:
            raise PasswordDeleteError(problem.message) from None

    def _vault(self) -> SealedVault:
        if self._opened is None:
            home = home_folder(os.environ)
            profiles = Profiles(home)
            self._opened = sealed_vault(home, os.environ, None, is_needed=lambda: profiles.has_secrets_in(SEALED))
        return self._opened
