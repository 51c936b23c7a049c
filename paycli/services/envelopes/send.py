"""Red envelopes: sending, grabbing and listing; whether their luck was fair is in `luck`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import draw
from paycli.domain.codes import gift_text
from paycli.domain.money import Money, parse_money
from paycli.domain.rules.envelopes import is_lucky
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_handle, clean_note
from paycli.errors import (
    AlreadyGrabbed,
    Gone,
    KeyNotUsable,
    NotAllowed,
    NotForYou,
    NotFound,
    NothingToGrab,
    Usage,
)
from paycli.services.engine.intents import (
    Draft,
    Execution,
    Plan,
    after_posting,
    key_bytes,
    preflight,
    preparing,
    submit,
)
from paycli.services.envelopes.bearer import Bearer, Choice, bearer_of_word, choose, explained, refuse_link, stored_body
from paycli.services.envelopes.board import Standing, standing
from paycli.services.envelopes.describe import RULES
from paycli.services.people import contacts, groups
from paycli.services.reading.balances import own_money
from paycli.services.reading.lookup import ENVELOPE, find, ledger_time, may_take
from paycli.services.reading.names import handle_of, is_handle, shown, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.ports import App, View
    from paycli.services.engine.posting import Posted

DAY_MS = 24 * 3600 * 1000


class EnvelopeSent(NamedTuple):
    """An envelope that was sent."""

    id: str
    short: str
    money: Money
    packets: int
    to: tuple[str, ...]
    message: str | None
    due: int
    balance: Money
    replayed: bool
    dry_run: bool
    opens_at: int | None = None
    # `link` or `word` where it is for whoever knows a secret; the link itself, but for a dry run.
    way: str | None = None
    link: str | None = None
    sender: str = ""
    state: str = PENDING


class Grabbed(NamedTuple):
    """A packet that was grabbed; `money` is None where a dry run may not tell it, and it has no standing at all."""

    id: str
    envelope: str
    envelope_short: str
    sender: str
    message: str | None
    money: Money | None
    balance: Money
    standing: Standing | None
    replayed: bool
    dry_run: bool


class NewEnvelope(NamedTuple):
    """What somebody wants to put into an envelope, as typed; `who` empty means anybody on the ledger.

    `packets` None means one for each named wallet, else one. `rule` is a name of RULES. With `link` or a `word` it is
    for whoever knows that secret. `opens_at` is a time in ms.
    """

    amount: str
    who: Sequence[str] = ()
    packets: int | None = None
    message: str | None = None
    rule: str = "even"
    expires_ms: int = DAY_MS
    opens_at: int | None = None
    link: bool = False
    word: str | None = None


def refuse_swapped(app: App, amount: str, word: str) -> None:
    """Refuse `envelope send 8.88 li` where @li is somebody: it would be an envelope for anybody, with that message."""
    if not is_handle(word):
        return
    with app.book.view() as view:
        if view.handle_owner(clean_handle(word)) is None:
            return
    raise Usage(
        problem=f"Nothing was sent. {word} is somebody here, and a name comes before the amount",
        help=f"paycli envelope send {word} {amount}    (as the message: -m {word})",
    )


def check_way(wish: NewEnvelope) -> str | None:
    """Tell by which secret an envelope is to be taken, if by one; raises Usage for two ways at once."""
    ways = [name for name, wanted in (("link", wish.link), ("word", wish.word is not None)) if wanted]
    if len(ways) + bool(wish.who) > 1:
        raise Usage(problem="An envelope is for somebody, by link or by word, one of them", help="")
    return ways[0] if ways else None


_PAYEES = {None: "anybody here", "link": "whoever has the link", "word": "whoever knows the word"}


def _refuse_past(opens_at: int | None, time: int) -> None:
    if opens_at is not None and opens_at <= time:
        raise Usage(problem="The time to open it has passed", help="like --open-at 20:00, 2026-11-30T20:00, +2h")


def send(app: App, wish: NewEnvelope, execution: Execution) -> EnvelopeSent:
    """Send an envelope. Raises Usage for an unknown rule or past times, and what `send` of a transfer raises."""
    if wish.rule not in RULES:
        raise Usage(problem=f"Nothing was sent. There is no rule {wish.rule[:40]}", help="rules: " + ", ".join(RULES))
    with preparing(app, "envelope.send") as view:
        money = parse_money(wish.amount, app.registry.currencies, app.registry.default_currency)
        (audience, names), message = groups.audience(view, app, wish.who), clean_note(wish.message)
        pinned = contacts.check_pins(app, view, audience)
        packets = wish.packets if wish.packets is not None else max(1, len(audience))
        if audience and packets > len(audience):
            problem = f"{packets} packets are more than the {len(audience)} who could take one"
            raise Usage(problem=problem, help="leave out -n, or name nobody: then everybody here may take one")
        own = app.profile.wallet in audience and RULES[wish.rule] != draw.EQUAL
        if own and packets > max(1, len(audience) - 1):
            problem = "Nobody takes from a lucky envelope of their own, so a packet would stay in it"
            raise Usage(problem=problem, help="leave yourself out, or: --rule equal")
        way, time = check_way(wish), ledger_time(app, view)
        bearer = bearer_of_word(app, wish.word) if wish.word is not None else None
        if execution.key is None:
            _refuse_past(wish.opens_at, time)
            # What the rule looks at is the same for every draw and every secret.
            preflight(
                app, view, "envelope.send",
                {
                    "amount": money.amount_minor, "currency": money.currency, "count": packets, "note": None,
                    "draw": {"rule": draw.EQUAL, "commitment": None}, "audience": audience or "any",
                    "opens_at": wish.opens_at, "expires_ms": wish.expires_ms,
                },
            )  # fmt: skip
        plan = Plan(
            "Send", handle_of(view, app.profile.wallet), own_money(app, view, money.currency),
            ", ".join(names) or _PAYEES[way], contacts.first_use_fingerprint(*pinned), money, "", app.registry.play,
            packets, max(time, wish.opens_at or 0) + wish.expires_ms, wish.opens_at,
        )  # fmt: skip
    execution.agree(plan)
    draft = Draft(app, "envelope.send", key=key_bytes(execution.key))
    bearer = Bearer(draft.secret(), word=False) if way == "link" else bearer
    drawn = RULES[wish.rule] if packets > 1 else draw.EQUAL
    committed = None if drawn == draw.EQUAL else draw.commitment(draft.draw_seed())
    body = {
        "amount": money.amount_minor,
        "currency": money.currency,
        "count": packets,
        "draw": {"rule": drawn, "commitment": committed},
        "audience": bearer.claim_key if bearer else audience or "any",
        "opens_at": wish.opens_at,
        "expires_ms": wish.expires_ms,
        "note": draft.text("note", message),
    }
    submission = draft.sign(body)
    with preparing(app, "envelope.send") as view:
        # Under a key the time may have passed since the first time: that is a repeat, and answers as then.
        if stored_body(view, submission.order) is None:
            _refuse_past(wish.opens_at, time)
    posted = submit(app, submission, dry_run=execution.dry_run)
    contacts.pin(app, *pinned, dry_run=execution.dry_run)
    link = gift_text(app.profile.ledger, bearer.secret) if bearer and way == "link" and not execution.dry_run else None
    with after_posting(app) as view:
        due = posted.item.due if posted.item else None
        return EnvelopeSent(
            posted.order.id, shown(view, posted.order.id), money, packets, names, message,
            due or posted.time + wish.expires_ms, own_money(app, view, money.currency), posted.replayed,
            execution.dry_run, wish.opens_at, way, link, plan.payer, _state_now(app, posted),
        )  # fmt: skip


def _state_now(app: App, posted: Posted) -> str:
    """Give what became of an envelope: a repeat comes maybe after its end."""
    return posted.item.state_at(max(app.clock.now_ms(), posted.time)) if posted.item else PENDING


def _grab_body(app: App, envelope: str, bearer: Bearer | None) -> dict[str, str | None]:
    proof = bearer.proof(envelope, app.profile.wallet) if bearer else None
    return {"envelope": envelope, "proof": proof}


def _choice(
    app: App,
    view: View,
    typed: str | None,
    draft: Draft,
    bearer: Bearer | None,
    tried: set[str],
    *,
    full_ids_required: bool,
) -> Choice:
    """Find the envelope to take from; that a repeat under a key means the one of the first time."""
    if bearer is not None:
        choice = choose(app, view, bearer, tried)
        wanted = _grab_body(app, choice.envelope, bearer)
        before = stored_body(view, draft.sign(wanted).order)
        if before is not None and before.get("envelope"):
            of = str(before["envelope"])
            # Only where the same secret was meant: else it is another order, and the door calls it a conflict.
            return Choice(of, takable=False) if before == _grab_body(app, of, bearer) else choice
        return choice
    if typed is None:
        return Choice(_grabbable(app, view), takable=True)
    refuse_link(typed)
    try:
        return Choice(find(app, view, typed, (ENVELOPE,), full_ids_required=full_ids_required).id, takable=False)
    except NotFound:
        # The same answer as for an envelope that is there, and is not for this wallet.
        raise NotForYou from None


def _grabbable(app: App, view: View) -> str:
    """Find the newest open envelope that this wallet may take from and has not yet; raises NothingToGrab."""
    time, wallet = ledger_time(app, view), app.profile.wallet
    for item in view.objects_of(None, "envelope", pending=True):
        if may_take(view, item, wallet, time):
            return item.id
    raise NothingToGrab


def grab(
    app: App, typed: str | None, execution: Execution, *, full_ids_required: bool = False, bearer: Bearer | None = None
) -> Grabbed:
    """Take a packet from an envelope: the one named, the one that a secret stands for, else the newest for the wallet.

    Raises NothingToGrab; EnvelopeEmpty, EnvelopeExpired, EnvelopeCancelled, NotYetOpen, AlreadyGrabbed, OwnEnvelope
    for those who may see it, and for everybody else NotForYou, whatever the reason.
    """
    if typed is None and bearer is None and execution.key is not None:
        raise KeyNotUsable(what="grab without an id", help="name the envelope")
    draft, tried = Draft(app, "envelope.grab", key=key_bytes(execution.key)), set[str]()
    while True:
        with preparing(app, "envelope.grab") as view:
            choice = _choice(app, view, typed, draft, bearer, tried, full_ids_required=full_ids_required)
        target = choice.envelope
        try:
            posted = submit(app, draft.sign(_grab_body(app, target, bearer)), dry_run=execution.dry_run)
        except (AlreadyGrabbed, Gone, NotAllowed) as error:
            # Somebody was quicker, maybe another process of the same wallet: there may be an older one.
            if choice.takable and (bearer or isinstance(error, AlreadyGrabbed)):
                tried.add(target)
                continue
            with app.book.view() as view:
                raise explained(app, view, error, target) from None
        break
    with after_posting(app) as view:
        item = posted.item
        moved = posted.transfers[0]
        # How much is in the next packet of a lucky envelope stays hidden from whoever has not taken it.
        hidden = execution.dry_run and not posted.replayed and item is not None and is_lucky(item)
        return Grabbed(
            posted.order.id, target, shown(view, target), handle_of(view, str(item.maker) if item else ""),
            text_of(view, item.n, "note", item.body) if item else None,
            None if hidden else Money(moved.amount_minor, moved.currency),
            own_money(app, view, moved.currency),
            None if execution.dry_run or item is None else standing(view, item, moved.amount_minor),
            posted.replayed, execution.dry_run,
        )  # fmt: skip
