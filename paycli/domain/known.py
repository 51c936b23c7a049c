"""What a client knows of a ledger, kept outside of it: how far its log went, and what was checked of it."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import merkle
from paycli.domain.book import Seen

if TYPE_CHECKING:
    from paycli.domain.book import Entry, Head

NOTED_MOST = 1_000


class Own(NamedTuple):
    """An entry that a wallet of this account ordered: its place, the order's name and kind."""

    n: int
    name: str
    kind: str


class Opened(NamedTuple):
    """An entry that made an object, which had not ended when it was last looked for: its place, the object's kind."""

    n: int
    kind: str


class News(NamedTuple):
    """An entry that another ordered and that came in for a wallet of this account: money, or an envelope."""

    n: int
    wallet: str


class Mark(NamedTuple):
    """Up to which entry a wallet's news was told once, and up to which it was read, and when (ms of ledger time)."""

    wallet: str
    said: int = 0
    read: int = 0
    read_at: int = 0


class Acceptance(NamedTuple):
    """A ledger that was put back and went on with: when (ms), how many entries were known, how many there were then."""

    at: int
    known: int
    now: int


class Vouched(NamedTuple):
    """Entries that the door of this process checked and wrote, one behind the other, and the ends of the log around.

    `tells` says whether one of them tells of an object, of a wallet or of the ledger itself.
    """

    before: "Head"
    entries: "tuple[Entry, ...]"
    head: "Head"
    tells: bool


class Known(NamedTuple):
    """What a client knows of a ledger.

    `head` is the end of the log that it saw. `settings` is the digest of the settings that were proven there, empty
    where none were. `wallets` has this account's wallets, each with the last entry (0: none) whose signature was taken
    as it stood; the later ones that concern the wallet were checked. `signed` are further entries whose signature was
    checked, `own` what these wallets ordered, `moved` that and what moved their money, `open` the objects that were
    seen being made and not ending; of each the newest 1,000 in order. `paid` are the wallets that these wallets paid or
    put into an envelope, each once, the one of the newest order last. `news` came in for them and was not read, as
    `marks` say, the newest 1,000. `accepted` are the times that the ledger was put back, and this client went on with
    it. `further` is a place behind `head` that was seen too, where nobody noted what lies between.
    """

    ledger: str
    head: "Head"
    settings: str = ""
    wallets: tuple[tuple[str, int], ...] = ()
    signed: tuple[int, ...] = ()
    own: tuple[Own, ...] = ()
    moved: tuple[int, ...] = ()
    open: tuple[Opened, ...] = ()
    paid: tuple[str, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
    news: tuple[News, ...] = ()
    marks: tuple[Mark, ...] = ()
    further: "Seen | None" = None

    def mark_of(self, wallet: str) -> Mark:
        """Say how far a wallet's news was told and read."""
        return next((each for each in self.marks if each.wallet == wallet), Mark(wallet))

    def unread(self, wallet: str) -> tuple[int, ...]:
        """Give the entries, oldest first, that came in for a wallet and were not read."""
        read = self.mark_of(wallet).read
        return tuple(each.n for each in self.news if each.wallet == wallet and each.n > read)

    def untold(self, wallet: str) -> tuple[int, ...]:
        """Give those of them that were not told once."""
        said = self.mark_of(wallet).said
        return tuple(n for n in self.unread(wallet) if n > said)

    def marked(self, *marks: Mark) -> "Known":
        """Give the same with further marks, which only grow; what was read is no news any more."""
        if not marks:
            return self
        grown = {each.wallet: each for each in self.marks}
        for mark in marks:
            before = grown.get(mark.wallet, mark)
            grown[mark.wallet] = Mark(mark.wallet, *(max(pair) for pair in zip(mark[1:], before[1:], strict=True)))
        read = {mark.wallet: mark.read for mark in grown.values()}
        news = tuple(each for each in self.news if each.n > read.get(each.wallet, 0))
        return self._replace(marks=tuple(grown.values()), news=news)

    @property
    def seen(self) -> Seen:
        """The place that an order names: how large the log was, and its root there."""
        return Seen(self.head.size, merkle.root_of(self.head.frontier).hex())

    def has_checked(self, entry: "Entry") -> bool:
        """Tell whether the signature of an entry below a known root was checked before."""
        return entry.n in self.signed or any(granted < entry.n and concerns(entry, w) for w, granted in self.wallets)


def concerns(entry: "Entry", wallet: str) -> bool:
    """Tell whether an entry names a wallet, opens it, or moves its money."""
    return wallet.encode() in entry.order or moves(entry, wallet) or opens(entry, wallet)


def moves(entry: "Entry", wallet: str) -> bool:
    """Tell whether an entry moves money of a wallet's."""
    mark = f":{wallet}:"
    return any(mark in row.debit or mark in row.credit for row in entry.transfers)


def comes_in(entry: "Entry", wallet: str) -> bool:
    """Tell whether an entry brings money to a wallet from elsewhere."""
    mark = f"w:{wallet}:"
    return any(row.credit.startswith(mark) and not row.debit.startswith(mark) for row in entry.transfers)


def opens(entry: "Entry", wallet: str) -> bool:
    """Tell whether an entry opens a wallet, whose id is the hash of that order."""
    return entry.order.endswith(b'"wallet":null}') and sha256(entry.order).hexdigest()[:40] == wallet


def digest(settings: Mapping[str, str]) -> str:
    """Hash the settings of a ledger, so that they are compared without being kept."""
    return sha256(json.dumps(sorted(settings.items())).encode()).hexdigest()
