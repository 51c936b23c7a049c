"""A ledger as one wallet sees it at one moment: what every function that reads is given, and no secret with it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.accounts import main_account
from paycli.domain.ids import short
from paycli.domain.money import Money
from paycli.domain.state import Needs
from paycli.errors import Broken
from paycli.services.engine.signed_texts import handle_of, opening_of, text_of

if TYPE_CHECKING:
    from paycli.domain.bodies import Body
    from paycli.domain.openings import SignedOpening
    from paycli.domain.ports import App, Entry, View
    from paycli.domain.registry import Registry
    from paycli.domain.state import Claim, LedgerObject, Wallet


class Reader(NamedTuple):
    """A view of the ledger, for whom it is read, and when.

    `own` is the wallet that looks, `operator` whether it may see everything, `now` the machine's clock in ms.
    """

    view: "View"
    own: str
    operator: bool
    now: int
    registry: "Registry"

    @property
    def time(self) -> int:
        """The ledger time (ms) that a reading command sees: never before the last entry."""
        return max(self.now, self.view.head().time)

    def find_wallet(self, wallet: str) -> "Wallet | None":
        """Give a wallet's row; None where there is none."""
        return self.view.load(Needs(wallets=(wallet,))).wallets.get(wallet)

    def wallet(self, wallet: str) -> "Wallet":
        """Give the row of a wallet that is there; raises Broken where it is not."""
        row = self.find_wallet(wallet)
        if row is None:
            raise Broken(reason=f"wallet {wallet[:8]} is not on this ledger")
        return row

    def find_object(self, object_id: str) -> "LedgerObject | None":
        """Give an object; None where there is none."""
        return self.view.load(Needs(objects=(object_id,))).objects.get(object_id)

    def object(self, object_id: str) -> "LedgerObject":
        """Give an object that is there; raises Broken where it is not."""
        found = self.find_object(object_id)
        if found is None:
            raise Broken(reason=f"what {object_id[-12:]} made is not there")
        return found

    def claims(self, envelope: str) -> "Sequence[Claim]":
        """Give what was taken from an envelope, in order of position."""
        return self.view.claims_of(envelope)

    def has_taken(self, envelope: str, wallet: str) -> bool:
        """Tell whether a wallet took a packet from an envelope."""
        return any(claim.wallet == wallet for claim in self.claims(envelope))

    def entry(self, n: int) -> "Entry":
        """Give an entry that a row points to; raises Broken if there is none."""
        entry = self.view.entry(n)
        if entry is None:
            raise Broken(reason=f"entry {n} is not there, and a row says that it is")
        return entry

    def entry_time(self, n: int) -> int:
        """Give the ledger time (ms) of an entry that a row points to; raises Broken if there is none."""
        time = self.view.time_of(n)
        if time is None:
            raise Broken(reason=f"entry {n} is not there, and a row says that it is")
        return time

    def balance(self, currency: str, wallet: str | None = None) -> Money:
        """Give the balance of one currency, of the own wallet unless another is named."""
        name = main_account(wallet or self.own, currency)
        return Money(self.view.account(name).balance_minor, currency)

    def handle(self, wallet: str) -> str:
        """Give a wallet's handle with @, or for an unadmitted one the first of its id; checks the commitment."""
        return handle_of(self.view, wallet)

    def text(self, n: int, field: str, body: "Body | SignedOpening") -> str | None:
        """Give the personal text of an entry, None if none was given; raises CommitmentMismatch."""
        return text_of(self.view, n, field, body)

    def key(self, wallet: str) -> str:
        """Give the name of the key that opened a wallet."""
        return opening_of(self.view, self.wallet(wallet)).key

    def fingerprint(self, wallet: str) -> str | None:
        """Give the fingerprint of the key that opened a wallet, to be compared aloud; None for an unknown wallet."""
        from paycli.signing import fingerprint

        row = self.find_wallet(wallet)
        return fingerprint(opening_of(self.view, row).key) if row else None

    def short(self, object_id: str) -> str:
        """Write a name for people: all 12 characters, so that it works wherever it is typed again, also unattended.

        One in a million has digits alone, which beside money could be an amount: of that the whole name is written.
        """
        shown = short(object_id)
        return object_id if shown.isdigit() else shown


def reader_of(app: "App", view: "View") -> Reader:
    """Read a view as the own wallet, now."""
    return Reader(
        view=view,
        own=app.profile.wallet,
        operator=app.profile.operator,
        now=app.clock.now_ms(),
        registry=view.registry,
    )


@contextmanager
def reading(app: "App") -> Iterator[Reader]:
    """Open the ledger for reading, as it is at this moment."""
    with app.book.view() as view:
        yield reader_of(app, view)
