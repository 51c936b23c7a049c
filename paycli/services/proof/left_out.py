"""What a list leaves out and this client saw being made: it has ended, or is another's, or the list is not whole."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from paycli.domain.orders import read_unchecked
from paycli.domain.state import PENDING, Needs
from paycli.domain.subjects import object_of
from paycli.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from paycli.domain.known import Opened
    from paycli.domain.ports import Entry
    from paycli.services.proof.lists import ListedView


def check_objects(view: ListedView, unlisted: Iterable[Opened], wallet: str | None) -> None:
    """Check that objects have ended, or are not `wallet`'s where that is given; raises NotProven."""
    for opened in unlisted:
        order = read_unchecked(_entry(view, opened.n).order)
        subject = str(object_of(order))
        if view.state_of(subject).objects[subject].state != PENDING:
            view.ended.add(opened)
        elif wallet in {None, order.wallet}:
            raise NotProven(what=f"{opened.kind} {subject[-12:]}")


def check_asks(view: ListedView, listed: Container[str], made: Iterable[Opened], wallet: str, time: int) -> None:
    """Check that none of the objects that are not listed asks a wallet for an answer still; raises NotProven."""
    for opened in made:
        subject = str(object_of(read_unchecked(_entry(view, opened.n).order)))
        if subject in listed:
            continue
        state = view.state_of(subject)
        asked = state.asked.get((subject, wallet))
        if asked is not None and asked.is_open(time):
            raise NotProven(what=f"{opened.kind} {subject[-12:]}")
        # No entry ends a request when its time is over.
        if state.objects[subject].is_over(time):
            view.ended.add(opened)


def check_asks_no_more(view: ListedView, unlisted: Iterable[Opened], time: int) -> None:
    """Check that none of these wallets asks to come in; raises NotProven."""
    wallets = tuple(sha256(_entry(view, opened.n).order).hexdigest()[:40] for opened in unlisted)
    for wallet in view.load(Needs(wallets=wallets)).wallets.values():
        if wallet.is_asking(time):
            raise NotProven(what=f"wallet {wallet.id[:8]}")


def _entry(view: ListedView, n: int) -> Entry:
    entry = view.entry(n)
    if entry is None:
        raise NotProven(what=f"entry {n}")
    return entry
