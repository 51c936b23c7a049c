"""The walk over what is new in a log: from the place that a client remembers to the end, before anything is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paycli.domain import merkle
from paycli.domain.book import Head
from paycli.domain.ids import name_of
from paycli.domain.known import NOTED_MOST, Known, News, Opened, Own, comes_in, concerns, moves
from paycli.domain.lives import MADE_BY, WALLET, WALLET_OPENED_BY, Sees
from paycli.domain.tree import Tree, peaks
from paycli.errors import Broken, LedgerRewound
from paycli.signing import is_ready

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from paycli.domain.merkle import Frontier
    from paycli.domain.ports import Entry, View

WALK_MOST = 20_000
"""New entries that are looked at one by one: about a second. Of more only the end is held against what was known."""

AT_ONCE_MOST = 100
_OTHERS = "its first {size} entries are not the ones that you saw"

# Where an order says whom it pays; no personal text stands in an order, so nothing else can look like it.
_payees = re.compile(rb'"to":"[0-9a-f]{40}"|"audience":\[[0-9a-f",]*\]|\["[0-9a-f]{40}",[0-9]').finditer
_wallets = re.compile(rb"[0-9a-f]{40}").findall
_order = re.compile(rb'"id":"([0-9a-f]{32})","key":(?:"[0-9a-f]{64}"|null),"kind":"([a-z.]+)"').search


def check_extends(view: View, known: Known) -> None:
    """Raise LedgerRewound where the end of a log does not extend what a client knew of it."""
    head = view.head()
    size = max(known.head.size, known.further.size if known.further is not None else 0)
    if head.size < size:
        missing = size - head.size
        raise LedgerRewound(
            what=f"{missing} of the {size} entries that you saw {'is' if missing == 1 else 'are'} missing"
        )
    tree = Tree(head.size, head.frontier, view.nodes_at)
    _check_holds(tree, known.head.size, known.head.frontier)
    if known.further is not None:
        frontier = tree.frontier_at(known.further.size)
        if merkle.root_of(frontier).hex() != known.further.root:
            raise LedgerRewound(what=_OTHERS.format(size=known.further.size))
        _check_holds(tree, known.further.size, frontier)


def _check_holds(tree: Tree, size: int, frontier: Frontier) -> None:
    if not all(tree.holds(level, index, node) for level, index, node in peaks(size, frontier)):
        raise LedgerRewound(what=_OTHERS.format(size=size))


def walk(
    view: View,
    known: Known | None,
    who: tuple[str, str],
    progress: Callable[[int, int], None] | None = None,
    *,
    began: bool = True,
    most: int = WALK_MOST,
) -> tuple[Known, tuple[Entry, ...]]:
    """Walk from what is known to the end of the log; `who` are the ledger and the wallet that it is walked for.

    Every new entry is hashed into the tree, whose end must be the stored one. Gives what is known from now on, and the
    new entries whose signatures are still to be checked: those that concern this account's wallets, and where PyNaCl is
    there anyway all of a few. Raises LedgerRewound, and Broken where an entry is not what the tree has in its place.
    `progress` gets (done, of). `began` is false once this process may have posted: what an operator or a rail signed
    for the wallet that acts is no news then. On a first visit nothing is. Where more than `most` are new, none of them
    is looked at.
    """
    ledger, wallet = who
    is_first = known is None
    head = view.head()
    if known is not None and _is_nothing_new(known, head, wallet):
        return known, ()
    known = known or Known(ledger, Head(0, 0, ()))
    if head != known.head or head.size == 0 or known.further is not None:
        check_extends(view, known)
    # A wallet that was not here before: what was walked for others was not looked at for it.
    mine = {wallet: known.head.size} if wallet else {}
    mine.update(known.wallets)
    if head.size - known.head.size > most:
        walked = known._replace(settings="", wallets=tuple((each, head.size) for each in sorted(mine)))
        found = []
    else:
        walked = known._replace(wallets=tuple(sorted(mine.items())))
        found = _look_at_each(view, known, progress)
    walked = _with_noted(walked, found, head, wallet, began=began, is_first=is_first)
    if not is_ready() or len(found) > AT_ONCE_MOST:
        found = [entry for entry in found if any(concerns(entry, each) for each in mine)]
    return walked, tuple(found)


def _is_nothing_new(known: Known, head: Head, wallet: str) -> bool:
    """Tell whether the log ends where it is known to, and was walked for the wallet."""
    return head == known.head and known.further is None and wallet in dict(known.wallets)


def go_on(known: Known, entries: Sequence[Entry], head: Head, wallet: str) -> Known | None:
    """Give what is known behind entries that this process checked and wrote itself, and `head` as the end of the log.

    They stand right behind what is known. None where one of them may have changed a setting, which is to be proven.
    """
    if any(_may_set(entry) for entry in entries):
        return None
    went_on = _with_noted(known, entries, head, wallet, began=False, is_first=False)
    new = [entry.n for entry in entries if not went_on.has_checked(entry)]
    return went_on._replace(signed=(*known.signed, *new)[-NOTED_MOST:]) if new else went_on


def _with_noted(
    known: Known, entries: Sequence[Entry], head: Head, wallet: str, *, began: bool, is_first: bool
) -> Known:
    """Note what new entries say of this account's wallets, and the end of the log behind them."""
    mine = [each for each, _ in known.wallets]
    endings = {_ending(each): each for each in mine}
    own = [each for entry in entries if (each := _own(entry, endings)) is not None]
    paid = _paid_by(entries, own) if own else []
    made = [Opened(entry.n, kind) for entry in entries if (kind := _made_by(entry, mine)) is not None]
    news = [] if is_first else [News(entry.n, each) for entry in entries for each in mine if _is_news(entry, each)]
    if not began:
        # What time alone brings is news whoever wakes it: nobody signed that.
        posted = {entry.n for entry in entries if _may_set(entry)}
        news = [each for each in news if each.wallet != wallet or each.n not in posted]
    ordered = {each.n for each in own}
    moved = [entry.n for entry in entries if entry.n in ordered or any(moves(entry, each) for each in mine)]
    return known._replace(
        head=head,
        settings="" if any(_may_set(entry) for entry in entries) else known.settings,
        own=(*known.own, *own)[-NOTED_MOST:],
        moved=(*known.moved, *moved)[-NOTED_MOST:],
        open=(*known.open, *made)[-NOTED_MOST:],
        paid=_newest(*known.paid, *paid) if paid else known.paid,
        news=(*known.news, *news)[-NOTED_MOST:],
        further=None,
    )


def _look_at_each(view: View, known: Known, progress: Callable[[int, int], None] | None) -> list[Entry]:
    """Hash every new entry, and give them."""
    head = view.head()
    size, time, frontier = known.head
    start = size
    found = []
    for entry in view.entries(size):
        leaf = merkle.leaf_hash(entry.n, entry.time, entry.order, entry.signature, entry.transfers)
        frontier, nodes = merkle.grow(frontier, size, leaf)
        size, time = size + 1, entry.time
        if (entry.n, entry.nodes, entry.root) != (size, nodes, merkle.root_of(frontier)):
            raise Broken(reason=f"entry {entry.n} is not the one that the log has at this place")
        found.append(entry)
        if progress is not None and (size - start) % 1_000 == 0:
            progress(size - start, head.size - start)
    if (size, time, frontier) != head:
        raise Broken(reason="the head of the log is not what its entries come to")
    return found


def _may_set(entry: Entry) -> bool:
    """Tell whether an entry may change a setting: what the operator or a rail signed."""
    return entry.signature is not None and entry.order.endswith(b'"wallet":null}')


def _ending(wallet: str) -> bytes:
    """Give what the orders of a wallet end with, which is as long for every wallet."""
    return f'"wallet":"{wallet}"}}'.encode()


_ENDING_BYTES = len(_ending("0" * 40))


def _own(entry: Entry, endings: Mapping[bytes, str]) -> Own | None:
    """Note an entry that ends with what the orders of a wallet end with; None for any other."""
    wallet = endings.get(entry.order[-_ENDING_BYTES:])
    if wallet is None:
        return None
    number, kind = _named(entry)
    return Own(entry.n, name_of(number, wallet), kind) if number else None


def _paid_by(entries: Sequence[Entry], own: Sequence[Own]) -> list[str]:
    """Name the wallets that own orders among these entries spent money on, by paying them or by an envelope."""
    from paycli.domain.kinds import KINDS

    spending = {each.n for each in own if each.kind in KINDS and KINDS[each.kind].spends}
    orders = (entry.order for entry in entries if entry.n in spending)
    return [one.decode() for order in orders for each in _payees(order) for one in _wallets(each[0])]


def _newest(*wallets: str) -> tuple[str, ...]:
    """Give each wallet once, in the order in which they came last, and the newest of them only."""
    return tuple(reversed(dict.fromkeys(reversed(wallets))))[-NOTED_MOST:]


def _is_news(entry: Entry, wallet: str) -> bool:
    """Tell whether somebody else's entry brings a wallet money, or makes what it may take from or is asked by."""
    if entry.order.endswith(_ending(wallet)):
        return False
    life = MADE_BY.get(_named(entry)[1])
    if life is None or life.sees not in {Sees.AUDIENCE, Sees.ASKED}:
        return comes_in(entry, wallet)
    return b'"audience":"any"' in entry.order or wallet.encode() in entry.order


def _made_by(entry: Entry, mine: Sequence[str]) -> str | None:
    """Say what kind of thing an entry makes that lists of these wallets have: an object, or a wallet; None if none."""
    kind = _named(entry)[1]
    life = MADE_BY.get(kind)
    if life is not None:
        # What others ask of each other is in no list here, and there may be very much of it.
        is_listed = not life.asks or any(each.encode() in entry.order for each in mine)
        # That the last row was taken from it, no entry tells of it.
        return None if life.runs_down or not is_listed else life.kind
    return WALLET if kind == WALLET_OPENED_BY else None


def _named(entry: Entry) -> tuple[str, str]:
    found = _order(entry.order)
    number, kind = found.groups() if found is not None else (b"", b"")
    return number.decode(), kind.decode()
