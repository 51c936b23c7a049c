"""A ledger's book as one client may believe it: each look at it begins where the last one ended."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from paycli.domain.known import NOTED_MOST, Mark, opens
from paycli.errors import Misconfigured, PermissionRefused, Unavailable
from paycli.services.proof.view import Proofs, ProvenView
from paycli.services.proof.walk import AT_ONCE_MOST, WALK_MOST, check_extends, go_on, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from paycli.domain.book import Seen
    from paycli.domain.known import Known, Vouched
    from paycli.domain.ports import Book, Entry, Memory, Transaction, View
    from paycli.errors import PaycliError

# How often what is noted of own entries is written whole; an end of the log has some 80 bytes, all of it up to 100 KB.
_WHOLE_EACH = 100


class Listener:
    """What is proven of a walk while it goes on, and that a ledger is busy; this one hears nothing."""

    def walking(self, entries: int) -> AbstractContextManager[Callable[[int, int], None] | None]:
        """Hear that so many entries are walked while the block runs; gives what is told how far it is, or None."""
        del entries
        return nullcontext()

    def waiting(self) -> AbstractContextManager[object]:
        """Hear that others write the ledger, and that they are waited for while the block runs."""
        return nullcontext()

    def granted(self, entries: int, *, first: bool) -> None:
        """Hear that so many entries were taken as they stood, at the first visit or after a long absence."""

    def forgetful(self, entries: int) -> None:
        """Hear that so many entries were taken as they stood, as they are each time, since nothing is remembered."""

    def unremembered(self, error: PaycliError) -> None:
        """Hear that what was seen could not be remembered."""


class ProvenBook:
    """The Book port over another one: a view is walked before it is given, and what it shows is remembered.

    `who` are the ledger and the wallet that acts. With `forgetful` the log is taken as it stands at the first look: for
    who remembers nothing, and would walk all of it each time. Raises LedgerRewound for a log that does not extend what
    is known.
    """

    def __init__(
        self,
        book: Book,
        memory: Memory,
        who: tuple[str, str],
        listener: Listener | None = None,
        *,
        remembers: bool = True,
        forgetful: bool = False,
    ) -> None:
        self.unproven = book
        self._memory = memory
        self._who = who
        self._listener = listener or Listener()
        self._remembers = remembers
        self._forgetful = forgetful
        self._known: Known | None = None
        self._vouched: list[Vouched] = []
        self._proofs = Proofs()
        self._gone_on = 0
        self._is_behind = False

    def vouch(self, vouched: Vouched) -> bool:
        """Take over entries that this process wrote; tells whether all that is new is known and remembered by that.

        Where others wrote before them, the next look walks over all, and need not check the signatures of these.
        """
        known = self._known
        went_on = None
        if known is not None and known.head == vouched.before:
            went_on = go_on(known, vouched.entries, vouched.head, self._who[1])
        if known is None or went_on is None:
            if vouched.entries:
                self._vouched.append(vouched)
            return False
        self._go_on(went_on, known)
        self._proofs = self._proofs.for_next(tells=vouched.tells)
        return True

    def lock(self) -> AbstractContextManager[None]:
        """Queue for the right to write."""
        return self.unproven.lock()

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Open a writing transaction on a log that extends what is known."""
        known = self._before()
        with self.unproven.begin() as transaction:
            if known is not None and (known.further is not None or transaction.head() != known.head):
                check_extends(transaction, known)
            yield transaction

    @contextmanager
    def view(self) -> Iterator[View]:
        """Open a reading view: walked, proven and remembered."""
        before = self._before()
        with self.unproven.view() as view:
            if not self._is_far_behind(view):
                with self._looking(view, before) as proven:
                    yield proven
                return
        # Read before the ledger is looked at once more, since others go on.
        others = self._memory.known(self._who[0])
        with self.unproven.view() as view, self._looking(view, self._newer(view, others)) as proven:
            yield proven

    @contextmanager
    def _looking(self, view: View, before: Known | None) -> Iterator[View]:
        """Walk, prove and remember what is new in a view, and give it."""
        new = view.head().size - (before.head.size if before is not None else 0)
        most = 0 if self._forgetful and before is None else WALK_MOST
        with self._listener.walking(min(new, most)) as progress:
            known, concerning = walk(view, before, self._who, progress, began=self._known is None, most=most)
            if doubtful := self._doubtful(view, concerning):
                check_signatures(view, known, doubtful, progress)
        self._proofs = self._proofs.for_next(tells=before is None or known.head != before.head)
        proven = ProvenView(view, known, self._proofs)
        proven.signed |= {entry.n for entry in concerning if not known.has_checked(entry)}
        known = known._replace(settings=proven.settings)
        self._tell(known, before, concerning)
        known = _noted(known, proven)
        self._remember(known, before)
        yield proven
        self._remember(_noted(known, proven), known)

    def _is_far_behind(self, view: View) -> bool:
        """Tell whether so much is new that others of this account may have walked there since this process read it."""
        return self._known is not None and view.head().size - self._known.head.size > AT_ONCE_MOST

    def _newer(self, view: View, others: Known | None) -> Known | None:
        """Give what others of this account know, where they went further, on a log that extends what this one knew."""
        known = self._known
        if known is None or others is None or others.head.size <= known.head.size:
            return known
        if self._who[1] not in dict(others.wallets):
            # Nobody looked at what is new for this wallet.
            return known
        check_extends(view, known)
        self._proofs = self._proofs.for_next(tells=True)
        return others.marked(*known.marks)

    def _doubtful(self, view: View, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Leave out the entries that this process wrote itself: the root behind them is the one that it wrote then."""
        if not self._vouched:
            return entries
        vouched, self._vouched = self._vouched, []
        standing = (each for each in vouched if view.root_at(each.head.size) == each.entries[-1].root)
        own = {entry.n for each in standing for entry in each.entries}
        return [entry for entry in entries if entry.n not in own] if own else entries

    @property
    def seen(self) -> Seen | None:
        """The newest place of the log that this client knows; None before its first look."""
        known = self._before()
        return None if known is None else known.seen

    def untold(self) -> tuple[int, ...]:
        """Give the entries that came in for the wallet that acts, and that nobody was told of; none before a look."""
        return () if self._known is None else self._known.untold(self._who[1])

    def tell(self) -> None:
        """Note that what came in was told, as well as it can be remembered."""
        if self._known is not None:
            said = Mark(self._who[1], said=self._known.head.size)
            self._remember(self._known.marked(said), self._known)

    def read(self) -> None:
        """Note that what came in was read; raises where that cannot be remembered."""
        with self.view() as view:
            head = view.head()
        known = self._before()
        if known is not None:
            self._known = known.marked(Mark(self._who[1], said=head.size, read=head.size, read_at=head.time))
            self._memory.remember(self._known)

    def _before(self) -> Known | None:
        """Give what is known so far; read before the ledger is looked at, since others go on and remember it too."""
        return self._known or self._memory.known(self._who[0])

    def _tell(self, known: Known, before: Known | None, concerning: Sequence[Entry]) -> None:
        """Say what is taken as it stands: all before the own wallet on a first visit, all new after a long absence."""
        new = known.head.size - (before.head.size if before is not None else 0)
        if self._forgetful and before is None:
            self._listener.forgetful(new)
            return
        opened = [entry.n for entry in concerning if before is None and opens(entry, self._who[1])]
        # Who began the ledger has its second entry, and takes nothing for granted.
        if new > WALK_MOST or opened > [2]:
            self._listener.granted(opened[0] - 1 if opened else new, first=before is None)

    def _go_on(self, known: Known, before: Known) -> None:
        """Remember the end of the log behind entries of our own, so that a kill loses no place that was seen.

        All that is noted of them is written with the first and then now and then: who finds only the place walks there.
        """
        if known.head == before.head:
            return
        if self._gone_on % _WHOLE_EACH == 0:
            self._remember(known, before)
        else:
            self._known, self._is_behind = known, True
            self._try_to_remember(lambda: self._memory.saw(known.ledger, known.seen))
        self._gone_on += 1

    def _remember(self, known: Known, before: Known | None) -> None:
        self._known = known
        if known != before:
            self._is_behind = False
            self._try_to_remember(lambda: self._memory.remember(known))

    def _try_to_remember(self, write: Callable[[], None]) -> None:
        if not self._remembers:
            return
        try:
            write()
        except (Unavailable, PermissionRefused, Misconfigured) as error:
            self._listener.unremembered(error)

    def settle(self) -> None:
        """Write whole what is known, where only the end of the log was written: others need not walk there then."""
        if self._known is not None and self._is_behind:
            self._remember(self._known, None)

    def close(self) -> None:
        """Release what is open."""
        self.settle()
        self.unproven.close()


def check_signatures(
    view: View, known: Known, entries: Sequence[Entry], progress: Callable[[int, int], None] | None = None
) -> None:
    """Check the signatures of new entries, none of which counts as checked; raises NotProven."""
    checking = ProvenView(view, known._replace(signed=(), wallets=()))
    for done, entry in enumerate(entries):
        checking.prove(entry)
        if progress is not None:
            progress(done, len(entries))


def _noted(known: Known, view: ProvenView) -> Known:
    """Note whose signatures were checked, so that the next look need not load what checks them, and what has ended."""
    signed = sorted({*known.signed, *view.signed})[-NOTED_MOST:] if view.signed else known.signed
    still = tuple(each for each in known.open if each not in view.ended) if view.ended else known.open
    return known._replace(signed=tuple(signed), open=still)
