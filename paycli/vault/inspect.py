"""Looking at the vaults without opening a secret: for the doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.errors import NoKeyring, PassphraseMissing, PaycliError
from paycli.vault.keyring_backend import answers
from paycli.vault.open import SEALED, unlocking
from paycli.vault.passphrase import is_configured

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def problem_with(vault: str, home: Path, environ: Mapping[str, str], *, can_ask: bool) -> PaycliError | None:
    """Say why a vault would not answer now; None if it would. No secret is touched and nobody is asked."""
    if vault == SEALED:
        answers_now = can_ask or is_configured(environ) or unlocking(home, environ).state() is not None
        return None if answers_now else PassphraseMissing()
    return None if answers(vault, environ) else NoKeyring(reason=f"{vault} does not answer here")
