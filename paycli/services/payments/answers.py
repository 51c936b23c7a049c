"""Answering what asks the own wallet: paying a share of a request, taking money that waits, or declining either."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.answers import DECLINED
from paycli.domain.asking_bodies import AcceptBody, DeclineBody, RequestPayBody
from paycli.domain.lives import LIVES, REQUEST, WAIT, asked_by
from paycli.domain.money import Money
from paycli.domain.state import CANCELLED, DONE, EXPIRED, RETURNED
from paycli.domain.texts import clean_note
from paycli.errors import AlreadyEnded, NotAllowed, NotFound, step
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.engine.pins import check_pin
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.lookup import find
from paycli.services.reading.plans import payee_alone, plan_payment

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.domain.state import LedgerObject
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution, Plan
    from paycli.services.engine.pins import Pinned
    from paycli.services.engine.posting import Posted
    from paycli.services.reading.reader import Reader

ACCEPT, DECLINE, PAY = "accept", "decline", "request.pay"
ASKING = (LIVES[REQUEST].made_by, LIVES[WAIT].made_by)


class Question(NamedTuple):
    """What asks the own wallet for an answer, found by its id: its maker, how much it is about, what it says.

    To accept a request pays, so `pinned` and `plan` are there for it, and somebody is asked first.
    """

    item: LedgerObject
    maker: str
    money: Money
    note: str | None
    pinned: Pinned | None = None
    plan: Plan | None = None

    @property
    def pays(self) -> bool:
        """Tell whether accepting it moves the own money."""
        return self.plan is not None


class Answered(NamedTuple):
    """What was answered, and the order that did (`time` in ms): what it was, whose, how much, and what one has now.

    `of` is what asked, `what` its kind of object; `kind` says how it was answered, and `note` what was said with it.
    """

    id: str
    short: str
    of: str
    of_short: str
    what: str
    maker: str
    own: str
    money: Money
    note: str | None
    balance: Money
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool


def question(app: App, typed: str, *, full_ids_required: bool = False, to_accept: bool) -> Question:
    """Find what asks the own wallet by its id. Raises NotFound, PrefixAmbiguous, Usage, NotAllowed, KeyChanged."""
    with before_posting(app, ACCEPT if to_accept else DECLINE) as reader:
        found = find(reader, typed, ASKING, full_ids_required=full_ids_required)
        item = found.subject
        if item is None:
            raise NotFound(what="request or transfer for you", typed=typed[:40], help=step("look_at_inbox"))
        _refuse_others(reader, item)
        money = Money(_asked_minor(item, reader.own), str(item.currency))
        note = reader.text(item.n, "note", item.body)
        asked = Question(item, reader.handle(str(item.maker)), money, note)
        if item.kind != REQUEST or not to_accept:
            return asked
        pinned = check_pin(app, reader.view, str(item.maker))
        plan = plan_payment(reader, "Pay", payee_alone(reader, pinned), money)._replace(note=note)
        return asked._replace(pinned=pinned, plan=plan)


def _refuse_others(reader: Reader, item: LedgerObject) -> None:
    """Refuse what does not ask the own wallet: its maker is told what to do instead."""
    if reader.own in asked_by(item):
        return
    word = LIVES[item.kind].word
    if item.maker == reader.own:
        who = "whom it asks" if item.kind == REQUEST else "the one it is for"
        raise NotAllowed(
            reason=f"This {word} is yours, and only {who} can answer it",
            help=step("cancel", thing=reader.short(item.id)),
        )
    raise NotAllowed(reason=f"This {word} does not ask you", help=step("look_at_inbox"))


def _asked_minor(item: LedgerObject, wallet: str) -> int:
    if item.kind != REQUEST:
        return item.amount_minor
    return next(int(share.amount_minor) for share in item.body.shares if share.wallet == wallet)


def accept(app: App, asked: Question, execution: Execution) -> Answered:
    """Pay the own share of a request, or take a transfer that waits.

    Raises AlreadyEnded, NotAllowed, Blocked, InsufficientFunds, LimitExceeded, AmountTooLarge and what the door raises
    for all.
    """
    if asked.plan is None or asked.pinned is None:
        return _answer(app, asked, execution, Intent(ACCEPT, lambda _: AcceptBody(of=asked.item.id)), None)
    body = RequestPayBody(
        request=asked.item.id,
        to=str(asked.item.maker),
        amount_minor=asked.money.amount_minor,
        currency=asked.money.currency,
    )
    intent = Intent(PAY, lambda _: body, plan=asked.plan, pins=(asked.pinned,))
    return _answer(app, asked, execution, intent, None)


def decline(app: App, asked: Question, why: str | None, execution: Execution) -> Answered:
    """Say no to a request, or send a waiting transfer back, with an optional note.

    Raises AlreadyEnded, NotAllowed, TextInvalid and what the door raises for all.
    """
    with before_posting(app, DECLINE):
        note = clean_note(why)

    def body(draft: Draft) -> DeclineBody:
        return DeclineBody(of=asked.item.id, note=draft.text("note", note))

    return _answer(app, asked, execution, Intent(DECLINE, body), note)


def _answer(app: App, asked: Question, execution: Execution, intent: Intent, note: str | None) -> Answered:
    try:
        posted = carry_out(app, execution, intent)
    except AlreadyEnded as error:
        _say_ending(error, asked)
        raise
    return _answered(app, asked, posted, note, dry_run=execution.dry_run)


def _answered(app: App, asked: Question, posted: Posted, note: str | None, *, dry_run: bool) -> Answered:
    with after_posting(app, posted.order.name) as reader:
        return Answered(
            id=posted.order.name,
            short=reader.short(posted.order.name),
            of=asked.item.id,
            of_short=reader.short(asked.item.id),
            what=asked.item.kind,
            maker=asked.maker,
            own=reader.handle(reader.own),
            money=asked.money,
            note=note,
            balance=reader.balance(asked.money.currency),
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=dry_run,
        )


def _say_ending(error: AlreadyEnded, asked: Question) -> None:
    """Say how something ended that can no longer be answered, and where its money is."""
    state, item = str(error.values["state"]), asked.item
    error.values["of"] = item.id
    if item.kind == REQUEST:
        details = {
            DONE: ", and you have paid your share",
            DECLINED: ", by you",
            CANCELLED: f", by {asked.maker}",
            EXPIRED: f", so {asked.maker} would have to ask again",
        }
    else:
        back = f", and the money went back to {asked.maker}"
        details = {DONE: ", and the money is with you", CANCELLED: back, EXPIRED: back, RETURNED: back}
    error.values["detail"] = details.get(state, "")
