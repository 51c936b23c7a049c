"""Which vault there is, and how to open it; never one in place of another without saying so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.unlocking import TRIES_MOST
from paycli.errors import Misconfigured, NoKeyring, PassphraseMissing, Usage
from paycli.vault.dumps import keep_out_of_dumps
from paycli.vault.keyring_backend import ALLOWED, KeyringVault, answers, available
from paycli.vault.passphrase import is_configured, passphrase, source_of
from paycli.vault.sealed import SealedVault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from paycli.domain.ports import Vault
    from paycli.vault.passphrase import Ask
    from paycli.vault.unlocked import Unlocking

SEALED = "sealed"
NAMES = (*ALLOWED, SEALED)
"""What a profile may record as its vault, and what `--vault` may ask for."""


def open_vault(
    name: str, home: Path, environ: Mapping[str, str], ask: Ask | None, *, is_needed: Callable[[], bool]
) -> Vault:
    """Open the vault that a profile records; nothing is unlocked and nobody is asked before the first secret.

    `ask` asks for a passphrase, hidden; None where there is no terminal. `is_needed` tells whether a profile here has
    its secrets in this vault: then a sealed file that is gone is not made anew. Raises Misconfigured for an unknown
    name.
    """
    keep_out_of_dumps()
    if name == SEALED:
        return sealed_vault(home, environ, ask, is_needed=is_needed)
    if name not in ALLOWED:
        raise Misconfigured(problem=f"This profile's secrets are in {name[:40]!r}, which paycli does not know", help="")
    return KeyringVault(name)


def choose_vault(environ: Mapping[str, str], requested: str | None, *, ask: Ask | None = None) -> str:
    """Say where new secrets go: where asked, else the OS keyring that answers, else the sealed file.

    The caller shows which it is. The sealed file needs a configured passphrase or `ask`. Raises Usage for an unknown
    name, NoKeyring when the named keyring (or, unnamed, any place) is not usable, PassphraseMissing for `sealed`.
    """
    keep_out_of_dumps()
    if requested is not None:
        return _requested(environ, requested, ask)
    found = available(environ)
    if found is not None:
        return found
    if is_configured(environ) or ask is not None:
        return SEALED
    raise NoKeyring(reason="none answers here, and no passphrase is configured for a sealed file")


def sealed_vault(
    home: Path, environ: Mapping[str, str], ask: Ask | None, *, is_needed: Callable[[], bool]
) -> SealedVault:
    """Give the sealed file of a home folder; it is made by the first secret that is kept, unless it `is_needed`.

    Where no passphrase is configured, a file that is unlocked opens without one.
    """
    typed = not is_configured(environ)
    return SealedVault(
        home / "vault" / "sealed.json",
        _passphrases(environ, ask),
        is_needed=is_needed,
        held=unlocking(home, environ).key if typed else lambda: None,
        tries=TRIES_MOST if typed else 1,
        source=source_of(environ),
    )


def _passphrases(environ: Mapping[str, str], ask: Ask | None) -> Callable[[bool], bytes]:
    """Give what is asked for the passphrase; who is asked for one that opens more than once typed a wrong one."""
    asked: list[bool] = []

    def ask_next(new: bool) -> bytes:  # noqa: FBT001  the sealed file calls it so
        asked.append(new)
        return passphrase(environ, ask, new=new, again=len(asked) > 1)

    return ask_next


def unlocking(home: Path, environ: Mapping[str, str]) -> Unlocking:
    """Give where the key of a home's sealed file is held while it is unlocked."""
    from paycli.vault.unlocked import Unlocking

    return Unlocking(home / "vault", environ)


def _requested(environ: Mapping[str, str], requested: str, ask: Ask | None) -> str:
    name = next((name for name in NAMES if name.lower() == requested.lower()), None)
    if name is None:
        raise Usage(problem=f"There is no vault {requested[:40]!r}", help=f"one of: {', '.join(NAMES)}")
    if name == SEALED:
        if not is_configured(environ) and ask is None:
            raise PassphraseMissing
    elif not answers(name, environ):
        raise NoKeyring(reason=f"{name} does not answer here")
    return name
