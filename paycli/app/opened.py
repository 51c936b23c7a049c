"""An opened profile: its book, its secrets, its cards and its rails (`domain.ports.App`)."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.domain.records import secret_entry
from paycli.domain.state import PENDING, Needs
from paycli.errors import LedgerCopy, OperatorOnly, RailMissing, RailPending, SecretMissing, Short, step
from paycli.services.proof.book import ProvenBook
from paycli.store.sqlite.location import look_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from paycli.app.machine import LocalMachine
    from paycli.domain.carts import CartJournal
    from paycli.domain.client_orders import Unreported
    from paycli.domain.goods import Shelf
    from paycli.domain.known import Vouched
    from paycli.domain.mandate_records import MandateKey
    from paycli.domain.orders import Order, Seen
    from paycli.domain.ports import Book, Card, Clock, Contacts, MandateFiles, Memory, Processor, Profile
    from paycli.domain.registry import Registry
    from paycli.domain.spool import Spool
    from paycli.domain.tabs import TillTabs
    from paycli.domain.till_lock import TillLock
    from paycli.domain.till_notes import GuestCodes, TillNotes
    from paycli.home.unreported import NoteFile
    from paycli.services.proof.book import Listener


class OpenedApp:
    """An opened profile (`domain.ports.App`)."""

    def __init__(
        self,
        machine: LocalMachine,
        profile: Profile,
        unproven: Book,
        memory: Memory,
        listener: Listener | None = None,
        *,
        forgetful: bool = False,
    ) -> None:
        self._machine = machine
        self.profile = profile
        self.unproven = unproven
        who, remembers = (profile.ledger, profile.wallet), not machine.is_read_only
        self.proven = ProvenBook(unproven, memory, who, listener, remembers=remembers, forgetful=forgetful)
        self.book: Book = self.proven
        machine.books.append(self.proven)
        self.clock: Clock = machine.clock
        self.memory = memory
        # Sales whose payment this command has shown: they are no news behind it.
        self.shown_sales: set[str] = set()
        self._registry: Registry | None = None
        self._notes: NoteFile | None = None
        self._seeds: dict[str, bytes] = {}
        self._contacts: Contacts | None = None

    @property
    def registry(self) -> Registry:
        """What the operator has set, as it was proven when it was first asked for."""
        if self._registry is None:
            with self.book.view() as view:
                self._registry = view.registry
        return self._registry

    @property
    def mandate(self) -> MandateKey | None:
        """Give no mandate: the wallet's own key acts."""
        return None

    @property
    def remembers(self) -> bool:
        """Tell whether this client remembers what it saw."""
        return self._machine.remembers

    @property
    def seen(self) -> Seen | None:
        """The newest place of the log that this client knows."""
        return self.proven.seen

    def vouch(self, vouched: Vouched) -> bool:
        """Take over what this process wrote; tells whether all that is new is known and remembered by that."""
        return self.proven.vouch(vouched)

    def settle(self) -> None:
        """Write down all that is known of the log, so that others of this account go on from there."""
        self.proven.settle()

    @property
    def machine(self) -> LocalMachine:
        """The machine that the profile was opened on."""
        return self._machine

    @property
    def contacts(self) -> Contacts:
        """Give who is known on this ledger; a file that most commands need not read."""
        if self._contacts is None:
            from paycli.home.contacts import ContactFile

            self._contacts = ContactFile(self._machine.home, self.profile.ledger)
        return self._contacts

    @property
    def mandate_files(self) -> MandateFiles:
        """Give what reads and writes the files of mandates."""
        from paycli.home.mandate_file import Files

        return Files(self._machine.environ)

    def signing_seed(self, party: str) -> bytes:
        """Load a signing seed from the vault, once a run; raises OperatorOnly, SecretMissing."""
        if party == "operator" and not self.profile.operator:
            raise OperatorOnly
        if party not in self._seeds:
            entry = secret_entry(self.profile.ledger, "operator" if party == "operator" else self.profile.wallet)
            self._seeds[party] = self._secret(entry)
        return self._seeds[party]

    def _secret(self, entry: str) -> bytes:
        secret = self._machine.vault(self.profile.vault).get(entry)
        if secret is None:
            raise SecretMissing(entry=entry, vault=self.profile.vault)
        return secret

    def processor(self, rail: str) -> Processor:
        """Give the processor behind a rail; raises RailMissing. The sandbox keeps its book beside the ledger."""
        from paycli.domain.parties import SANDBOX

        if rail != SANDBOX or not self.registry.play:
            raise RailMissing(rail=rail, help=step("look_at_ledger"))
        from paycli.rails.sandbox import BOOK_SUFFIX, SandboxBank

        address = self.profile.address
        if self._machine.is_copy:
            raise LedgerCopy(path=address)
        return SandboxBank(Path(address + BOOK_SUFFIX), 0o660 if look_at(address).shared else 0o600)

    def _token_entry(self, card: Card) -> str:
        return f"{secret_entry(self.profile.ledger, self.profile.wallet)}/card/{card.name}"

    def card_token(self, card: Card) -> str:
        """Load a card's token from the vault; raises SecretMissing, also where the card is no longer bound."""
        # Its name may be another card's by now, or be given to one while the token is read: so it must be bound before
        # and after.
        found = self._is_bound(card) and self._machine.vault(self.profile.vault).get(self._token_entry(card))
        if not found or not self._is_bound(card):
            raise SecretMissing(entry=self._token_entry(card), vault=self.profile.vault)
        return found.decode()

    def _is_bound(self, card: Card) -> bool:
        return card in self._machine.store.load(self.profile.ledger, self.profile.name).cards

    def keep_card(self, card: Card, token: str) -> Card:
        """Keep a newly bound card under the first free name; gives it, or the like one that was bound before."""
        vault = self._machine.vault(self.profile.vault)
        self.profile, bound = self._machine.store.add_card(
            self.profile, card, lambda named: vault.set(self._token_entry(named), token.encode())
        )
        return bound

    def drop_card(self, name: str) -> None:
        """Forget a card and its token; the next one becomes the default. Raises CardUnknown."""
        vault = self._machine.vault(self.profile.vault)
        self.profile = self._machine.store.drop_card(
            self.profile, name, lambda gone: vault.delete(self._token_entry(gone))
        )

    def prefer_card(self, name: str) -> None:
        """Make a card the default. Raises CardUnknown."""
        self.profile = self._machine.store.prefer_card(self.profile, name)

    def remember_card(self, object_id: str, card: Card) -> Card:
        """Note durably which card a top-up or withdrawal goes by; gives the one noted before, if it is ordered."""

        def is_ordered() -> bool:
            with self.book.view() as view:
                return bool(view.load(Needs(objects=(object_id,))).objects)

        from paycli.home.remembered_cards import RememberedCards

        return RememberedCards(self._machine.home, self.profile.ledger).note(object_id, card, is_ordered)

    def remembered_card(self, object_id: str) -> Card | None:
        """Give the card that was noted, be it still bound here or not."""
        from paycli.home.remembered_cards import RememberedCards

        return RememberedCards(self._machine.home, self.profile.ledger).card_of(object_id)

    def spool(self) -> AbstractContextManager[Spool]:
        """Open a private file for the rows of a batch."""
        from paycli.store.sqlite.spool import spooled

        return spooled()

    def cart_journal(self, till: int) -> CartJournal:
        """Open what keeps the carts of a till of this shop; raises TillBusy where it runs already."""
        from paycli.home.till_journal import TillJournal

        return TillJournal(self._machine.home, self.profile, till)

    def shelf(self) -> Shelf:
        """Give where this shop's items are kept: its folder in the home."""
        from paycli.app.shelf import ShopShelf

        return ShopShelf(self._machine.home, self.profile)

    def till_tabs(self, till: int) -> TillTabs:
        """Give the tabs that were given to a till of this shop; raises Misconfigured where nothing is remembered."""
        from paycli.app.till_tabs import SealedTabs

        return SealedTabs.of(self, till)

    def till_lock(self, till: int) -> TillLock:
        """Give the lock of a till of this shop; raises Misconfigured where nothing is remembered."""
        from paycli.app.till_lock import SealedLock

        return SealedLock.of(self, till)

    @property
    def till_notes(self) -> TillNotes:
        """Give what the tills of this shop have noted on this account; nothing of a copy, which is of another time."""
        from paycli.home.till_notes import TillNoteFiles as Files

        return Files(self._machine.home, self.profile, remembers=self.remembers and not self._machine.is_read_only)

    @property
    def guest_codes(self) -> GuestCodes:
        """Give the codes for guests that this account keeps for this shop."""
        from paycli.home.till_notes import GuestCodeFile as File

        return File(self._machine.home, self.profile)

    def note_unreported(self, order: Order) -> None:
        """Note durably that an order is about to be posted; raises PermissionRefused, Unavailable."""
        profile, owner = self.profile, order.wallet or order.key
        if self._notes is None:
            from paycli.home.unreported import UnreportedOrders

            self._notes = UnreportedOrders(self._machine.home).take(order.id)
        from paycli.domain.client_orders import Unreported

        self._notes.write(Unreported(profile.ledger, profile.wallet, order.id, str(owner), order.kind))

    @property
    def noted(self) -> Unreported | None:
        """The order that this process has noted, and not yet reported."""
        return None if self._notes is None else self._notes.note

    def unreported(self) -> Sequence[Unreported]:
        """Give what this wallet has ordered, and what nobody was shown the outcome of, but for what still runs."""
        who = (self.profile.ledger, self.profile.wallet)
        found = self._machine.unreported()
        return [note for note, runs in found if not runs and (note.ledger, note.wallet) == who]

    def report(self, state: str | None = None) -> None:
        """Note that the outcome of what was ordered was shown, or that it is in a `state` that is not its last one."""
        if self._notes is not None:
            if state is None:
                self._notes.clear()
            else:
                self._notes.say(state)

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Note that what is ordered inside was shown to somebody, once it was: its result, or that a card gave nothing.

        A note that stays is left to whoever asks for it, since this process may go on.
        """
        try:
            yield
        except Short:
            self.report()
            raise
        except RailPending:
            self.report(PENDING)
            self.let_notes_go()
            raise
        except BaseException:
            self.let_notes_go()
            raise
        self.report()

    def let_notes_go(self) -> None:
        """Let another process have the file with our note; a note that is in it stays there."""
        if self._notes is not None:
            self._notes.close()
            self._notes = None

    def backup(self, target: str | None) -> str:
        """Write a consistent copy of the ledger; its default name carries the place of the log."""
        from paycli.app.ledger_files import backup_of

        return backup_of(self.profile.address, self.book, target)
