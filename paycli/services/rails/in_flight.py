"""What is in flight by card: asking its rail what became of it, and booking the answer."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import RailAnswerBody
from paycli.domain.lives import LIVES, RAIL_TRANSFERS, Direction
from paycli.domain.parties import CASH
from paycli.domain.rules.rails import done_key
from paycli.domain.state import DONE, PENDING, RETURNED
from paycli.errors import PaycliError, RailMissing
from paycli.services.engine.drafts import RAIL, Draft, remember_head
from paycli.services.engine.posting import post, settle_due
from paycli.services.engine.refusals import begun
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from paycli.domain.ports import App, Processor, Profile, RailAnswer
    from paycli.domain.state import LedgerObject


class Waiting(NamedTuple):
    """A wallet of this home that was not asked about, and how much of it is in flight."""

    handle: str
    things: int


class Ticked(NamedTuple):
    """What `tick` did: how much was settled because of time, and how what was in flight ended.

    `others` are the wallets of this home on the same ledger that have something in flight and were left alone.
    """

    settled: int
    done: tuple[str, ...]
    returned: tuple[str, ...]
    waiting: tuple[str, ...]
    others: tuple[Waiting, ...]


def act(app: App, object_id: str, processor: Processor, token: Callable[[], str] | None) -> str:
    """Ask a processor about an object in flight, let it act if it never heard of it, and book its answer.

    The token is fetched only to act; without one nothing is started, only asked. Gives the state afterwards. No lock is
    held while it is asked.
    """
    with reading(app) as reader:
        item = reader.object(object_id)
    answer = processor.status(object_id)
    if answer is None and token is not None:
        move = processor.charge if LIVES[item.kind].direction is Direction.IN else processor.payout
        try:
            secret = token()
        except PaycliError as error:
            error.money = error.money or "It is ordered, and nothing has moved yet."
            raise
        answer = move(object_id, secret, item.amount_minor, str(item.currency))
    return _book_answer(app, item, processor, answer)


def _book_answer(app: App, item: LedgerObject, processor: Processor, answer: RailAnswer | None) -> str:
    if answer is None or answer.outcome in {"pending", "unknown"}:
        return PENDING
    is_done = answer.outcome == "settled"
    kind = "rail.done" if is_done else "rail.failed"
    draft = Draft(app, kind, party=RAIL, key=done_key(item.id), seed=processor.signing_seed(app.profile.ledger))
    submission = draft.sign(RailAnswerBody(of=item.id, reference=answer.reference or f"none-{item.id}"))
    posting = post(app.book, app.clock, [submission])
    if posting.seen is not None:
        remember_head(app)
    outcome = posting.outcomes[0]
    if isinstance(outcome, PaycliError):
        # Another process of ours may have booked the same answer in between: then its result stands.
        with reading(app) as reader:
            now = reader.object(item.id)
        if now.state == PENDING:
            raise outcome
        return now.state
    return DONE if is_done else RETURNED


def refresh(app: App, item: LedgerObject) -> str:
    """Ask the rail about one object in flight, if its rail can be asked; gives its state.

    Where this client was killed between the order and the call of the rail, the call is made now: the order was
    signed, and the rail acts once for an order id.
    """
    if item.state != PENDING or item.rail in {None, CASH}:
        return item.state
    try:
        processor = app.processor(str(item.rail))
    except RailMissing:
        return item.state
    card = app.remembered_card(item.id)
    token = None if card is None or card not in app.profile.cards else partial(app.card_token, card)
    return act(app, item.id, processor, token)


def _behind(done: int, money: str = "") -> AbstractContextManager[None]:
    """Let what goes wrong now say that something was done before, if anything was, and what is said of the rest."""
    return begun(f"A part was done. {money}".rstrip(". ")) if done else nullcontext()


def tick(app: App, others: Callable[[], Sequence[Profile]], opened: Callable[[Profile], App] | None) -> Ticked:
    """Settle what is due and ask the rails about what is in flight of this wallet, and of the others of this home.

    `others` gives all profiles of this home, and `opened` opens one of them; without it they are only counted. What
    goes wrong with one thing in flight keeps nothing from the rest: it is raised when all were asked.
    """
    settled = _settle_all(app)
    states: dict[str, str] = {}
    left_alone: list[Waiting] = []
    troubles = _ask_about(app, _flying(app, app.profile), states)
    try:
        for profile in others():
            flying = _flying(app, profile) if _is_beside(profile, app.profile) else []
            if flying and opened is None:
                left_alone.append(Waiting(f"@{profile.name}", len(flying)))
            elif flying and opened is not None:
                troubles += _ask_about_another(partial(opened, profile), flying, states)
    except PaycliError as trouble:
        # A profile of somebody else here that cannot be read is no matter of the one that was named.
        troubles += [trouble] if opened is not None else []
    if troubles:
        with _behind(settled + sum(state != PENDING for state in states.values()), troubles[0].money):
            raise troubles[0]

    def those(state: str) -> tuple[str, ...]:
        return tuple(each for each, now in states.items() if now == state)

    return Ticked(settled, those(DONE), those(RETURNED), those(PENDING), tuple(left_alone))


def _settle_all(app: App) -> int:
    """Settle all that is due, and give how much that was."""
    settled = 0
    while True:
        with _behind(settled):
            count = settle_due(app.book, app.clock)
        settled += count
        if not count:
            return settled


def _ask_about_another(
    opened: Callable[[], App], flying: Sequence[LedgerObject], states: dict[str, str]
) -> list[PaycliError]:
    """Ask about what another wallet of this home has in flight; what went wrong says whose it is."""
    try:
        app = opened()
    except PaycliError as trouble:
        return [trouble]
    troubles = _ask_about(app, flying, states)
    for each in troubles:
        each.money = f"@{app.profile.name} has {len(flying)} in flight. {each.money}".strip()
    return troubles


def _is_beside(profile: Profile, own: Profile) -> bool:
    return (profile.ledger, profile.address) == (own.ledger, own.address) and profile.wallet != own.wallet


def _flying(app: App, profile: Profile) -> list[LedgerObject]:
    """Give what a wallet has in flight by rails that can be asked."""
    with reading(app) as reader:
        return [
            item
            for kind in RAIL_TRANSFERS
            for item in reader.view.objects_of(profile.wallet, kind, pending=True)
            if item.rail != CASH
        ]


def _ask_about(app: App, flying: Sequence[LedgerObject], states: dict[str, str]) -> list[PaycliError]:
    """Ask about each thing in flight and note its state; gives what went wrong."""
    troubles = []
    for item in flying:
        try:
            states[item.id] = refresh(app, item)
        except PaycliError as trouble:
            troubles.append(trouble)
    return troubles
