"""Lists of objects and wallets: each row is proven, and none is left out that this client saw being made."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from paycli.domain.book import END
from paycli.domain.lives import WALLET
from paycli.errors import NotProven
from paycli.services.proof.passing import PassingView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.answers import Asked, Payment
    from paycli.domain.known import Opened
    from paycli.domain.ports import Entry, ShortMatch
    from paycli.domain.state import LedgerObject, Needs, State, Wallet
    from paycli.services.proof.state import ProvenState

WALLET_ID_LENGTH = 40


class ListedView(PassingView):
    """The part of the View port that gives objects, wallets and what short ids name, a piece of a list at a time.

    `ended` is what was known as open and has ended.
    """

    ended: set[Opened]

    @abstractmethod
    def _same_object(self, row: LedgerObject) -> LedgerObject:
        """Give what entries prove of an object; raises NotProven where the row says another thing."""

    @abstractmethod
    def _same_wallet(self, row: Wallet) -> Wallet:
        """Give a wallet's row; raises NotProven where entries prove another thing."""

    @abstractmethod
    def entry(self, n: int) -> Entry | None:
        """Give one entry, proven."""

    @abstractmethod
    def entries_about(self, subject: str) -> Sequence[Entry]:
        """Give all entries that tell of an object, a wallet or the ledger itself, proven."""

    @abstractmethod
    def state_of(self, subject: str) -> ProvenState:
        """Give what all entries come to that tell of an object, a wallet or the ledger."""

    @abstractmethod
    def load(self, needs: Needs) -> State:
        """Load rows, proven."""

    def objects_of(
        self, wallet: str | None, kind: str, *, pending: bool, before: int = END, limit: int = END
    ) -> Sequence[LedgerObject]:
        """Give objects of a kind, newest first; only those made by `wallet` unless it is None.

        `pending` leaves out what has ended. The last `limit` of those made before entry `before`.
        """
        found = self.unproven.objects_of(wallet, kind, pending=pending, before=before, limit=limit)
        rows = [self._same_object(row) for row in found]
        first = rows[-1].n if len(rows) == limit else 0
        if unlisted := self._unlisted(kind, rows, first, before):
            from paycli.services.proof.left_out import check_objects

            check_objects(self, unlisted, wallet)
        return rows

    def _check_answers(self, needs: Needs, state: State) -> None:
        """Check what objects ask of wallets, and that what orders paid stands in entries."""
        for (asking, wallet), asked in state.asked.items():
            self._check_asked(asking, wallet, asked)
        for asking, wallet in needs.answers:
            if asking in state.objects:
                self._check_asked(asking, wallet, state.asked.get((asking, wallet)))
        for (name, payee), payment in state.payments.items():
            self._check_payment(name, payee, payment)

    def _check_payment(self, name: str, payee: str, payment: Payment) -> None:
        from paycli.domain.answers import payment_to
        from paycli.domain.orders import read_unchecked

        entry = self.entry(payment.n)
        order = None if entry is None else read_unchecked(entry.order)
        if order is None or order.name != name or payment_to(order, payee, payment.n) != payment:
            raise NotProven(what=f"what order {name[-12:]} paid to wallet {payee[:8]}")

    def _check_absent(self, subject: str) -> None:
        """Check that no entry tells of an object or wallet that has no row."""
        from paycli.domain.asking_kinds import RECALLS_PAYMENTS
        from paycli.domain.orders import read_unchecked

        # What is given back may be what a plain payment paid, of which there is no object.
        if any(read_unchecked(entry.order).kind not in RECALLS_PAYMENTS for entry in self.entries_about(subject)):
            raise NotProven(what=f"{'wallet' if len(subject) == WALLET_ID_LENGTH else 'object'} {subject[:8]}")

    def _check_asked(self, asking: str, wallet: str, row: Asked | None) -> None:
        if self.state_of(asking).asked.get((asking, wallet)) != row:
            raise NotProven(what=f"what {asking[-12:]} asks of wallet {wallet[:8]}")

    def answers(self, object_id: str) -> Sequence[Asked]:
        """Give what an object asks of wallets, answered or not, by wallet."""
        rows = self.unproven.answers(object_id)
        if {(row.object, row.wallet): row for row in rows} != self.state_of(object_id).asked:
            raise NotProven(what=f"what {object_id[-12:]} asks of wallets")
        return rows

    def asks(self, wallet: str, kind: str, time: int) -> Sequence[Asked]:
        """Give what objects of a kind ask of a wallet that can still answer at a ledger time, by maker and due time."""
        rows = self.unproven.asks(wallet, kind, time)
        for row in rows:
            self._check_asked(row.object, wallet, row)
        if made := [each for each in self._known.open if each.kind == kind]:
            from paycli.services.proof.left_out import check_asks

            check_asks(self, {row.object for row in rows}, made, wallet, time)
        return rows

    def numbered(self, shop: str, kind: str, till: int, number: int) -> LedgerObject | None:
        """Give what a shop made under a number at a till; that the number is its own is the row's word."""
        row = self.unproven.numbered(shop, kind, till, number)
        return None if row is None else self._same_object(row)

    def _unlisted(self, kind: str, rows: Sequence[LedgerObject | Wallet], after: int, before: int) -> list[Opened]:
        listed = {row.n for row in rows}
        between = (each for each in self._known.open if each.kind == kind and after < each.n < before)
        return [each for each in between if each.n not in listed]

    def find_short(self, low: int, high: int, limit: int) -> Sequence[ShortMatch]:
        """Give the entries whose short number is in low <= x < high, newest first."""
        from paycli.domain.book import ShortMatch
        from paycli.domain.orders import read_unchecked

        found = self.unproven.find_short(low, high, limit)
        for match in found:
            entry = self.entry(match.n)
            order = read_unchecked(entry.order) if entry is not None else None
            if order is None or ShortMatch(order.name, order.kind, match.n) != match:
                raise NotProven(what=f"the id of entry {match.n}")
        return found

    def wallets(self, after: int = 0, limit: int = END) -> Sequence[Wallet]:
        """Give wallets in the order in which they were opened: the first `limit` behind entry `after`."""
        rows = [self._same_wallet(row) for row in self.unproven.wallets(after, limit)]
        last = rows[-1].n if len(rows) == limit else END
        for opened in self._unlisted(WALLET, rows, after, last):
            raise NotProven(what=f"the wallet of entry {opened.n}")
        return rows

    def asking(self, time: int) -> Sequence[Wallet]:
        """Give the wallets that ask to come in at a ledger time, in the order in which they were opened."""
        rows = [self._same_wallet(row) for row in self.unproven.asking(time)]
        if unlisted := self._unlisted(WALLET, rows, 0, END):
            from paycli.services.proof.left_out import check_asks_no_more

            check_asks_no_more(self, unlisted, time)
        return rows
