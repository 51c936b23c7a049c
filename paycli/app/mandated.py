"""Acting by a mandate: its file alone gives the right; no profile, no vault, no terminal and no HOME is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paycli.app.copies import NoMemory
from paycli.app.ledger_files import address_of
from paycli.app.machine import LocalMachine
from paycli.app.opened import OpenedApp
from paycli.domain.ids import key_id
from paycli.domain.mandate_records import MandateKey
from paycli.domain.parties import OPERATOR
from paycli.domain.records import Profile
from paycli.errors import MandateRefused, Misconfigured, OperatorOnly, Usage
from paycli.home.folder import home_folder
from paycli.home.mandate_file import read_mandate
from paycli.signing import public_of
from paycli.vault.dumps import keep_out_of_dumps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

    from paycli.app.opening import Wanted
    from paycli.domain.mandate_records import MandateFile
    from paycli.domain.orders import Order
    from paycli.domain.ports import Contacts
    from paycli.domain.records import Card, Contact
    from paycli.services.proof.book import Listener


# Where nothing is kept: not even root can make a folder there.
_NOWHERE = Path("/proc/nowhere/paycli")
WALLET, WHERE = "wallet", "mandate"


def open_mandate(
    typed: str,
    wanted: Wanted,
    environ: Mapping[str, str],
    listener: Listener | None = None,
    *,
    read_only: bool = False,
    rings: bool = True,
) -> OpenedApp:
    """Open the ledger of a mandate to act by it; `environ` has the variables that count.

    Raises Misconfigured where the file is none, or another wallet or ledger was named; PermissionRefused, OtherLedger.
    """
    keep_out_of_dumps()
    mandate = read_mandate(typed, environ)
    asked = wanted.profile or environ.get("PAYCLI_AS") or mandate.handle
    if asked.removeprefix("@").rpartition("/")[2] != mandate.handle:
        problem = f"PAYCLI_MANDATE_FILE is a mandate of @{mandate.handle}, and not of {asked[:40]}"
        raise Misconfigured(problem=problem, help="unset one of them")
    named = wanted.ledger or environ.get("PAYCLI_LEDGER", "")
    address = address_of(named) if named else mandate.address
    machine = MandateMachine(environ, mandate, listener, read_only=read_only, rings=rings)
    profile = Profile(
        name=mandate.handle,
        address=address,
        ledger=mandate.ledger,
        wallet=mandate.wallet,
        vault=WHERE,
        operator=False,
        cards=(),
        default_card=None,
    )
    return machine.open(profile)


def check_memory(app: OpenedApp, key: str | None, *, is_safe: bool) -> None:
    """Raise Usage where a mandate remembers nothing, and nothing else makes a repeat safe either.

    `is_safe` says that a repeat moves nothing more, also without a key.
    """
    if not app.remembers and key is None and not is_safe:
        problem = "Nothing was done. This mandate remembers nothing here, so a repeat could pay twice"
        raise Usage(problem=problem, help="give a key with -k, or set PAYCLI_HOME or STATE_DIRECTORY")


def check_notes(machine: LocalMachine) -> None:
    """Raise Misconfigured where orders are noted nowhere, so that nobody can say which outcome was never shown."""
    if not machine.remembers:
        problem = "Orders are noted nowhere here, so paycli cannot say what became of them"
        raise Misconfigured(problem=problem, help="repeat a line with its -k, or set PAYCLI_HOME or STATE_DIRECTORY")


def memory_folder(environ: Mapping[str, str]) -> Path | None:
    """Give where a mandate remembers what it saw: PAYCLI_HOME, else below $STATE_DIRECTORY; None where neither is set.

    Raises HomeUnusable, PermissionRefused.
    """
    if environ.get("PAYCLI_HOME"):
        return home_folder(environ)
    # Of several that systemd made, the first.
    state = environ.get("STATE_DIRECTORY", "").partition(":")[0]
    return home_folder({"PAYCLI_HOME": str(Path(state) / "paycli")}) if state else None


class MandateMachine(LocalMachine):
    """The machine for a mandate: it opens no vault and makes no wallet, and remembers only where it was told to."""

    def __init__(
        self,
        environ: Mapping[str, str],
        mandate: MandateFile,
        listener: Listener | None,
        *,
        read_only: bool,
        rings: bool,
    ) -> None:
        folder = memory_folder(environ)
        super().__init__(environ, None, listener=listener, read_only=read_only, rings=rings, home=folder or _NOWHERE)
        self.mandate = mandate
        self.remembers = folder is not None

    def vault(self, name: str) -> NoReturn:
        """Open no vault: raises MandateRefused."""
        del name
        raise MandateRefused(mandate=self.mandate.name)

    def alone(self) -> NoReturn:
        """Open no wallet: raises MandateRefused."""
        raise MandateRefused(mandate=self.mandate.name)

    def open(self, profile: Profile) -> OpenedApp:
        """Open a profile, by the mandate where it acts for its wallet; raises OtherLedger."""
        if (profile.ledger, profile.wallet) != (self.mandate.ledger, self.mandate.wallet):
            return super().open(profile)
        memory = self.store if self.remembers else NoMemory()
        book = self.book_of(profile)
        return MandatedApp(self, profile, book, memory, self._listener, forgetful=not self.remembers)


class MandatedApp(OpenedApp):
    """A wallet for which a mandate acts (`domain.ports.App`)."""

    _machine: MandateMachine

    @property
    def mandate(self) -> MandateKey:
        """Give the mandate that acts."""
        file = self._machine.mandate
        return MandateKey(file.name, key_id(public_of(file.seed)))

    @property
    def contacts(self) -> Contacts:
        """Give who is known on this ledger; nobody where nothing is remembered."""
        return super().contacts if self.remembers else _NoContacts()

    def note_unreported(self, order: Order) -> None:
        """Note an order where there is a folder to remember in; elsewhere it has a key, which finds it again."""
        if self.remembers:
            super().note_unreported(order)

    def signing_seed(self, party: str) -> bytes:
        """Give the seed of the mandate; raises OperatorOnly, and MandateRefused for a rail."""
        if party == WALLET:
            return self._machine.mandate.seed
        raise OperatorOnly if party == OPERATOR else MandateRefused(mandate=self._machine.mandate.name)

    def keep_card(self, card: Card, token: str) -> NoReturn:
        """Keep no card: raises MandateRefused."""
        del card, token
        raise MandateRefused(mandate=self.mandate.name)


class _NoContacts:
    """Knows nobody and learns nobody: whom a mandate may pay, its owner said."""

    def known(self) -> Mapping[str, Contact]:
        """Give nobody."""
        return {}

    def keep(self, *contacts: Contact, replace: bool = False) -> None:
        """Keep nobody."""
        del contacts, replace

    def remove(self, handle: str) -> None:
        """Forget nobody."""
        del handle
