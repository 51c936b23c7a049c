"""The proof of the books: replay the whole log, compare everything, and say what came of it."""

from __future__ import annotations

import re
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import merkle
from paycli.domain.money import Money
from paycli.domain.state import PENDING
from paycli.errors import PermissionRefused, Unavailable
from paycli.services.audit.replay import Replay, drawers_of, sums_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.book import Seen
    from paycli.domain.ports import App, View
    from paycli.domain.registry import Registry
    from paycli.services.reading.clocks import RanAhead


class Audit(NamedTuple):
    """What the audit saw: counts, open money, the root, and every fault it found (none if the books are right).

    `fault_count` is higher than there are `faults` where more were found than are told. `handles` names the wallets
    whose ids stand in the first of them, as the file has the names.
    """

    entries: int
    signatures: int
    settled: int
    accounts: int
    sums: tuple[Money, ...]
    drawers: tuple[Money, ...]
    open_objects: tuple[tuple[str, int, tuple[Money, ...]], ...]
    root: str
    known: Seen | None
    faults: tuple[str, ...]
    fault_count: int
    clocks: tuple[RanAhead, ...]
    milliseconds: int
    registry: Registry
    handles: tuple[tuple[str, str], ...]


def audit(app: App, progress: Callable[[int, int], None] | None = None) -> Audit:
    """Replay and compare; never raises for a fault in the books, but lists it. `progress` gets (done, of)."""
    started = app.clock.now_ms()
    remembered = app.memory.known(app.profile.ledger)
    known = remembered.seen if remembered is not None else None
    with app.unproven.view() as view:
        replay = Replay(view)
        replay.faults.extend(view.faults())
        head = view.head()
        # Whatever happens meanwhile, the walk is ended here, and with it whoever checks the signatures.
        with closing(replay.run()) as walk:
            for done in walk:
                if progress is not None:
                    progress(done, head.size)
        replay.finish(app.profile.ledger, known, app.profile.wallet or None)
        result = _result(replay, known, started, view.registry)
        result = result._replace(handles=_handles_in(result.faults, view))
    if not result.faults and replay.head.size:
        _remember(app)
    return result._replace(milliseconds=max(0, app.clock.now_ms() - started))


_NAMED_MOST = 50
_wallets = re.compile(r"\b[0-9a-f]{40}\b").findall


def _handles_in(faults: tuple[str, ...], view: View) -> tuple[tuple[str, str], ...]:
    wallets = dict.fromkeys(wallet for fault in faults[:_NAMED_MOST] for wallet in _wallets(fault))
    found = ((wallet, view.handle_of(wallet)) for wallet in wallets)
    return tuple((wallet, f"@{handle}") for wallet, handle in found if handle)


def _remember(app: App) -> None:
    """Remember the end of a log that is right: nothing in it is taken for granted any more."""
    with app.book.view():
        known = app.memory.known(app.profile.ledger)
    if known is None:
        return
    # Where it cannot be kept, looking at the log warned of that just now.
    with suppress(Unavailable, PermissionRefused):
        app.memory.remember(known._replace(wallets=tuple((wallet, 0) for wallet, _ in known.wallets)))


def _result(replay: Replay, known: Seen | None, started: int, registry: Registry) -> Audit:
    state = replay.state
    sums = sums_of(state)
    kinds: dict[str, tuple[int, dict[str, int]]] = {}
    for subject in state.objects.values():
        if subject.state == PENDING and subject.held_minor:
            number, held = kinds.get(subject.kind, (0, {}))
            held[str(subject.currency)] = held.get(str(subject.currency), 0) + subject.held_minor
            kinds[subject.kind] = (number + 1, held)
    return Audit(
        entries=replay.head.size,
        signatures=replay.signatures,
        settled=replay.settled,
        accounts=len(state.accounts),
        sums=tuple(Money(amount_minor, currency) for currency, amount_minor in sorted(sums.items())),
        open_objects=tuple(
            (kind, number, tuple(Money(minor, currency) for currency, minor in sorted(held.items())))
            for kind, (number, held) in sorted(kinds.items())
        ),
        drawers=tuple(Money(amount_minor, currency) for currency, amount_minor in sorted(drawers_of(state).items())),
        root=merkle.root_of(replay.head.frontier).hex(),
        known=known,
        faults=tuple(replay.faults),
        fault_count=replay.faults.count,
        clocks=replay.ran_ahead(),
        milliseconds=started,
        registry=registry,
        handles=(),
    )
