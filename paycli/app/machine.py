"""This machine and account, put together from home folder, vaults and ledger files."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, cast

from paycli.app.clocks import clock_of, is_zone, named_zone
from paycli.app.ledger_files import check_address
from paycli.app.opened import OpenedApp
from paycli.app.orders_here import OrdersHere
from paycli.errors import Misconfigured, NoCurrency, OtherLedger
from paycli.home.config import Config
from paycli.home.folder import home_folder
from paycli.home.profiles import Profiles
from paycli.services.proof.book import Listener, ProvenBook
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from paycli.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from paycli.domain.ports import Book, Clock, Contacts, HomeFacts, KeyRequests, LedgerFile, Profile, Vault
    from paycli.domain.unlocking import Question, Unlocked
    from paycli.errors import PaycliError
    from paycli.vault.sealed import SealedVault


class LocalMachine(OrdersHere):
    """This machine and account: home folder, profiles, vaults, ledger files (`domain.ports.Machine`).

    With `read_only` what is seen is not remembered; with `copy` the ledgers are copies, which may lie anywhere. `rings`
    is false where the process is somebody else's program, whose signals are left alone.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        ask: Callable[[Question], str] | None,
        *,
        listener: Listener | None = None,
        read_only: bool = False,
        copy: bool = False,
        rings: bool = True,
        home: Path | None = None,
    ) -> None:
        self._environ, self._ask, self.is_read_only = environ, ask, read_only or copy
        self.is_copy, self.remembers, self._lacks_keyring = copy, True, False
        self._rings = rings
        self.home: Path = home_folder(environ) if home is None else home
        self.store = Profiles(self.home)
        self.config = Config(self.home)
        self.clock: Clock = clock_of(environ)
        self._vaults: dict[str, Vault] = {}
        self.books: list[Book] = []
        self._listener = listener or Listener()

    @property
    def environ(self) -> Mapping[str, str]:
        """The variables of the process."""
        return self._environ

    def default_address(self) -> str:
        """Give the path of the ledger that `init` makes when none is named."""
        return str(self.home / "home.db")

    def login_name(self) -> str:
        """Give the name of the account that runs us; empty if it has none."""
        import pwd

        try:
            return pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            return ""

    def zone(self) -> str:
        """Give the machine's time zone by its IANA name, or UTC where it has none."""
        named = named_zone(self._environ)
        return named if re.fullmatch(r"[A-Za-z0-9_+/-]{1,64}", named) and is_zone(named) else "UTC"

    def exponent_of(self, currency: str) -> int:
        """Look up a currency's decimals in ISO 4217; raises NoCurrency."""
        from iso4217 import Currency

        try:
            exponent = Currency(currency).exponent
        except ValueError:
            exponent = None
        if exponent is None:
            raise NoCurrency(currency=currency[:20])
        return int(exponent)

    def has_ledger(self, address: str) -> bool:
        """Tell whether a file is there."""
        return os.path.lexists(address)

    def create_ledger(self, address: str, group: str | None) -> None:
        """Make an empty ledger, private or shared with a group."""
        from paycli.store.sqlite.create import create_ledger

        create_ledger(address, group)

    def book(self, address: str) -> Book:
        """Open a ledger's book. Raises Misconfigured if PAYCLI_NOW is set and the ledger is of real money."""
        check_address(address)
        book = SqliteBook(address, CRYPTO, read_only=self.is_read_only, is_copy=self.is_copy, rings=self._rings)
        book.waiting = self._listener.waiting
        self.books.append(book)
        if self._environ.get("PAYCLI_NOW"):
            with book.view() as view:
                registry = view.registry
            if registry.ledger and not registry.play:
                raise Misconfigured(problem="PAYCLI_NOW moves the clock of play ledgers only", help="unset PAYCLI_NOW")
        return book

    def proven_book(self, address: str, ledger: str) -> Book:
        """Open a ledger's book for somebody who has no wallet on it yet: nothing in it is believed unproven."""
        return ProvenBook(self.book(address), self.store, (ledger, ""), self._listener, remembers=False)

    def close(self) -> None:
        """Close every book that was opened: the last one of all processes then takes SQLite's log into the file."""
        while self.books:
            self.books.pop().close()

    def choose_vault(self, requested: str | None) -> str:
        """Say which vault new secrets go to."""
        from paycli.vault.open import SEALED, choose_vault

        chosen = choose_vault(self._environ, requested, ask=self._ask)
        self._lacks_keyring = requested is None and chosen == SEALED
        return chosen

    def vault(self, name: str) -> Vault:
        """Open a vault, once for each run, so that a passphrase is asked for once."""
        if name not in self._vaults:
            from paycli.vault.open import open_vault

            self._vaults[name] = open_vault(
                name,
                self.home,
                self._environ,
                self._asker(),
                is_needed=lambda: self.store.has_secrets_in(name),
            )
        return self._vaults[name]

    def _asker(self) -> Callable[[Question], str] | None:
        """Give what asks a person for a passphrase, and says why there is one; None where nobody can be asked."""
        ask = self._ask
        return None if ask is None else lambda question: ask(question._replace(no_keyring=self._lacks_keyring))

    def unlocked(self) -> Unlocked | None:
        """Say whether the sealed file is unlocked, and for how much longer; None if it is not, or there is none."""
        from paycli.vault.open import unlocking

        return unlocking(self.home, self._environ).state()

    def unlock(self, lasts_ms: int) -> Unlocked:
        """Unlock the sealed file for so long, by its passphrase. Raises NothingSealed, UnlockRefused, PassphraseWrong.

        Who has just chosen the passphrase is not asked for it again.
        """
        from paycli.vault.open import SEALED, unlocking

        place = unlocking(self.home, self._environ)
        place.check()
        return place.hold(cast("SealedVault", self.vault(SEALED)).data_key(), lasts_ms)

    def lock(self) -> bool:
        """Lock the sealed file at once; tells whether it was unlocked."""
        from paycli.vault.open import unlocking

        return unlocking(self.home, self._environ).end()

    def is_sealed(self, profile: Profile) -> bool:
        """Tell whether a profile's secrets are in the sealed file."""
        from paycli.vault.open import SEALED

        return profile.vault == SEALED

    def has_chosen_passphrase(self) -> bool:
        """Tell whether a person has chosen a passphrase in this run, for a sealed file that is new."""
        from paycli.vault.open import SEALED
        from paycli.vault.passphrase import is_configured

        sealed = cast("SealedVault | None", self._vaults.get(SEALED))
        return sealed is not None and sealed.was_made and not is_configured(self._environ)

    def profiles(self) -> Sequence[Profile]:
        """Give all profiles of this home."""
        return self.store.list()

    def save_profile(self, profile: Profile) -> None:
        """Keep a profile."""
        self.store.save(profile)

    def use(self, profile: Profile) -> None:
        """Make a profile the current one."""
        self.store.use(profile)

    def use_first(self, profile: Profile) -> None:
        """Make a profile the current one where there is none; one whose ledger is gone is none, it can do nothing."""
        current = self.store.current()
        if current is None or not self.has_ledger(current.address):
            self.store.use(profile)

    def contacts(self, ledger: str) -> Contacts:
        """Give who is known on a ledger, whether it is at hand or not."""
        from paycli.home.contacts import ContactFile

        return ContactFile(self.home, ledger)

    def software(self) -> Sequence[tuple[str, str]]:
        """Give what runs here, with versions."""
        import platform
        import sqlite3

        system = os.uname()
        ours = (("paycli", __version__), ("Python", platform.python_version()), ("SQLite", sqlite3.sqlite_version))
        return (*ours, (system.sysname, f"{system.release} {system.machine}"))

    def home_facts(self) -> HomeFacts:
        """Look at the home folder."""
        from paycli.home.inspect import look_at_home

        return look_at_home(self.home)

    def settings(self) -> Mapping[str, str | None]:
        """Give the person's settings."""
        return self.config.list()

    def ledger_file(self, address: str) -> LedgerFile:
        """Look at a ledger's file without changing it."""
        from paycli.store.sqlite.inspect import look_over

        check_address(address)
        return look_over(address)

    def vault_problem(self, name: str) -> PaycliError | None:
        """Say why a vault would not answer now."""
        from paycli.vault.inspect import problem_with

        return problem_with(name, self.home, self._environ, can_ask=self._ask is not None)

    def open(self, profile: Profile) -> OpenedApp:
        """Open a profile, whose log is walked when it is first looked at.

        Raises OtherLedger, and KeyWaits or KeyRequestOver where no other device of its wallet has let this one in.
        """
        app = OpenedApp(self, profile, self.book_of(profile), self.store, self._listener)
        if profile.waits is not None:
            from paycli.app.devices import let_in

            let_in(self, app)
        return app

    def key_requests(self, address: str) -> KeyRequests:
        """Give the requests for keys that lie beside a ledger."""
        from paycli.store.sqlite.key_requests import KeyRequestFiles

        return KeyRequestFiles(address)

    def book_of(self, profile: Profile) -> Book:
        """Open the book of a profile's ledger, unproven; raises OtherLedger where another one is in its place."""
        book = self.book(profile.address)
        try:
            with book.view() as view:
                found, ours = view.registry.ledger, profile.ledger
        except BaseException:
            book.close()
            raise
        if found != ours:
            book.close()
            said = found[:8] or "an empty one"
            raise OtherLedger(path=profile.address, theirs=said, ours=ours[:8], ledger=ours, other_ledger=found or None)
        return book
