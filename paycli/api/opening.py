"""Opening a wallet for a program: no prompt, no signal, no environment but what is handed in."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.api.wallet import Wallet
from paycli.app.machine import LocalMachine
from paycli.app.mandated import open_mandate
from paycli.app.opening import Wanted
from paycli.app.process import refuse_too_few_files
from paycli.errors import PassphraseWrong

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from paycli.domain.unlocking import Question


def open_wallet(
    name: str | None = None,
    *,
    ledger: str | os.PathLike[str] | None = None,
    home: str | os.PathLike[str] | None = None,
    passphrase: str | Callable[[], str] | None = None,
    mandate: str | os.PathLike[str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Wallet:
    """Open one of this account's wallets, or the one that a mandate acts for.

    `name` is the profile, as with `--as`; it may be left out where there is only one. `ledger` is the path of its
    ledger, as with `--ledger`. `home` is the folder that PAYCLI_HOME would name; without it, it is the one below the
    account's home folder. `passphrase` opens a sealed file; a function is called when it is wanted, never twice.
    `mandate` is the file of a mandate, or `fd:3`, as in PAYCLI_MANDATE_FILE: it alone gives the right, no profile and
    no passphrase is needed. What it saw is remembered in `home`, or below the STATE_DIRECTORY of `environ`; with
    neither, each payment wants a key. `environ` has the variables that count (PAYCLI_AS, PAYCLI_PASSPHRASE_FILE and so
    on): without it none does, and `os.environ` makes it all as in a terminal. The keyring of a desktop finds its own
    way, by the process's variables.

    Raises PaycliError: NotInitialised, ProfileUnknown, ProfileAmbiguous, WalletAmbiguous, LedgerMissing and more; for a
    mandate Misconfigured, PermissionRefused.
    """
    refuse_too_few_files()
    variables = {"HOME": pwd.getpwuid(os.getuid()).pw_dir} if environ is None else dict(environ)
    if home is not None:
        variables["PAYCLI_HOME"] = str(Path(home).absolute())
    # In a file or by a command is how the terminal gets one; what a program hands over comes before both.
    if passphrase is not None:
        variables.pop("PAYCLI_PASSPHRASE_FILE", None)
        variables.pop("PAYCLI_PASSPHRASE_COMMAND", None)
    named = None if ledger is None else os.fspath(ledger)
    if mandate is None:
        mandate = variables.get("PAYCLI_MANDATE_FILE") or None
    if mandate is not None:
        wanted = Wanted(name, named, tty=False, moving=True)
        return Wallet(open_mandate(os.fspath(mandate), wanted, variables, rings=False))
    machine = LocalMachine(variables, _asker(passphrase), rings=False)
    try:
        profile, _ = machine.store.choose(name, variables, tty=False, moving=True, ledger=named)
        return Wallet(machine.open(profile))
    except BaseException:
        machine.close()
        raise


def _asker(passphrase: str | Callable[[], str] | None) -> Callable[[Question], str] | None:
    """Give what answers the question for a passphrase, once; None where there is none, so that nothing is asked."""
    if passphrase is None:
        return None

    def answer(question: Question) -> str:
        # A person may try again; a program gives the same answer each time.
        if question.slip:
            raise PassphraseWrong
        return passphrase() if callable(passphrase) else passphrase

    return answer
