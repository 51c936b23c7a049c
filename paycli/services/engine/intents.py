"""The one choreography: what somebody wants becomes an order; what is refused is refused before anybody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.state import Needs
from paycli.errors import IdempotencyConflict, OperatorOnly, PaycliError, WrongSigner
from paycli.services.engine.drafts import OPERATOR, RAIL, WALLET, Draft, key_bytes, stored_order, submit
from paycli.services.engine.pins import pin
from paycli.services.engine.posting import foresee
from paycli.services.engine.refusals import refusals_say
from paycli.services.engine.signed_texts import opening_of
from paycli.services.engine.unreported import noted, refuse_unreported

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.bodies import Body
    from paycli.domain.money import Money
    from paycli.domain.orders import Submission
    from paycli.domain.ports import App, View
    from paycli.services.engine.pins import Pinned
    from paycli.services.engine.posting import Posted


class Payee(NamedTuple):
    """Whom a question names: a handle or other words, a wallet's display name, the fingerprint of a key to compare.

    `strangers` are handles of wallets that are paid for the first time, a few of them, and `more` how many others:
    the one who is named, or members of a group. `expected` is what the payer thinks that they are called, where that is
    only close to their name.
    """

    handle: str
    name: str | None = None
    fingerprint: str | None = None
    strangers: tuple[str, ...] = ()
    more: int = 0
    expected: str | None = None


class AskedOf(NamedTuple):
    """What a request asks of one wallet: its handle, and how much."""

    handle: str
    money: Money


class Asking(NamedTuple):
    """What a request asks of others, for its question: of whom how much, by when (ms), until when they can answer (ms).

    `own` is the maker's own share of what is split, which nobody is asked for. What does not come out even is
    `left_over`, and `more_for` are the handles of those who have one unit more of it each.
    """

    shares: tuple[AskedOf, ...]
    until: int
    pay_by: int | None = None
    own: Money | None = None
    left_over: Money | None = None
    more_for: tuple[str, ...] = ()


class Plan(NamedTuple):
    """What is about to happen, for the confirmation: who pays from what, to whom, how much, and what comes back.

    `money` is all that moves, with the `tip` that is on top. `note` is what somebody wrote about it. `packets`, whether
    they are `lucky`, `back` (ms, when the rest comes back) and `opens` (ms, if later than now) are an envelope's.
    Money that is set aside `lasts` for so long (ms), up to `back`; then it `arrives`, or it comes back unanswered.
    `takes_back` says that an object is cancelled, which stands in the payee's place. `final` says that who is asked
    cannot undo it, so that it wants a word and not just Enter. With `asking` nothing moves: others are asked for it.
    """

    verb: str
    payer: str
    payees: tuple[Payee, ...]
    money: Money
    play: bool
    balance: Money | None = None
    detail: str = ""
    note: str | None = None
    tip: Money | None = None
    packets: int = 0
    lucky: bool = False
    back: int | None = None
    opens: int | None = None
    lasts: int | None = None
    arrives: bool = False
    takes_back: bool = False
    final: bool = False
    asking: Asking | None = None

    @property
    def enter_agrees(self) -> bool:
        """Tell whether Enter alone is a yes: never for somebody's first payment, nor for what cannot be undone."""
        return not self.final and not any(each.strangers or each.expected for each in self.payees)


def _agree(_plan: Plan) -> None:
    """Agree without asking: what scripts and tests do."""


class Execution(NamedTuple):
    """How a moving command is carried out: its idempotency key, whether it is only tried, and who agrees to it.

    `agree` is shown the plan and raises Cancelled if the person says no. With `noted` the order's id is noted before it
    is posted, and the caller says when its outcome was shown (`App.report`). `again` says that one more is wanted,
    though the same was ordered and its outcome shown to nobody. With `asks` a person reads the plan, and answers.
    """

    key: str | None = None
    dry_run: bool = False
    agree: Callable[[Plan], None] = _agree
    noted: bool = False
    again: bool = False
    asks: bool = False


class Intent(NamedTuple):
    """What somebody wants to have ordered.

    `body` makes the order's body out of a draft; for the preflight too, with a draft whose secrets are made up. `check`
    raises what is refused beside the rules, but not for a repeat under a key. `plan` is what a person agrees to; None
    where nobody is asked. Who is in `pins` is remembered with their key. `party` signs. `key` is what the id is made
    from, if not the typed key; `order_id` is the id itself, where another device chose it. `ready` is called with the
    signed order before it is posted. `preflight` is false where the rules need not be asked beforehand.
    """

    kind: str
    body: Callable[[Draft], Body]
    check: Callable[[], None] | None = None
    plan: Plan | None = None
    pins: tuple[Pinned, ...] = ()
    party: str = WALLET
    key: bytes | None = None
    ready: Callable[[Submission], None] | None = None
    preflight: bool = True
    order_id: str | None = None


def carry_out(app: App, execution: Execution, intent: Intent) -> Posted:
    """Order what somebody wants: preflight, agree, draft, sign, submit, pin.

    Raises the refusal of the rules, Usage for a bad key, Cancelled, what the vault raises, and what the door raises.
    """
    key = _key_of(execution, intent)
    is_repeat = preflight(app, execution, intent) if intent.preflight else False
    if intent.plan is not None and not is_repeat:
        execution.agree(intent.plan)
    draft = Draft(app, intent.kind, party=intent.party, key=key)
    draft.id = intent.order_id or draft.id
    submission = draft.sign(intent.body(draft))
    if intent.ready is not None:
        with refusals_say(intent.kind):
            intent.ready(submission)
    with noted(app, submission.order, execution):
        posted = submit(app, submission, dry_run=execution.dry_run)
    pin(app, *intent.pins, dry_run=execution.dry_run)
    return posted


def preflight(app: App, execution: Execution, intent: Intent) -> bool:
    """Let the rules decide before anybody is asked for anything; raises their refusal, and Usage for a bad key.

    Gives whether it is a repeat: then nothing more will happen, and nobody need be asked about it.
    """
    key = _key_of(execution, intent)
    with refusals_say(intent.kind), app.book.view() as view:
        return _preflight(app, view, execution, intent, key)


def _key_of(execution: Execution, intent: Intent) -> bytes | None:
    with refusals_say(intent.kind):
        return key_bytes(execution.key) if intent.key is None else intent.key


def _preflight(app: App, view: View, execution: Execution, intent: Intent, key: bytes | None) -> bool:
    """Let the rules decide before anybody is asked, for a passphrase neither; raises their refusal.

    The order is neither signed nor written, and what its body commits to is made up. A repeat is never refused here:
    its answer is the stored one. Which key a rail will sign with is not known, so there the door alone refuses a key.
    """
    if intent.party == OPERATOR and not app.profile.operator:
        raise OperatorOnly
    signer = _usual_key(app, view, intent.party)
    if signer is None:
        return False
    trial = Draft.trial(app, intent.kind, party=intent.party, key=key)
    trial.id = intent.order_id or trial.id
    submission = trial.unsigned(intent.body(trial), signer)
    before = None if key is None and intent.order_id is None else stored_order(view, submission.order)
    if before is not None:
        if before.kind != intent.kind:
            raise IdempotencyConflict(id=before.name)
        return True
    if key is None and execution.noted and not execution.again:
        refuse_unreported(app, view, submission.order)
    if intent.check is not None:
        intent.check()
    outcome = foresee(view, app.clock, submission)
    if isinstance(outcome, PaycliError) and (intent.party != RAIL or not isinstance(outcome, WrongSigner)):
        raise outcome
    return False


def _usual_key(app: App, view: View, party: str) -> str | None:
    """Name the key that will sign, the operator's being the cash rail's too; None for an unknown wallet.

    Of a rail it is the key that its processor has, which the preflight does not ask for: then any.
    """
    if app.mandate is not None:
        return app.mandate.key
    if party == WALLET and app.profile.key is not None:
        return app.profile.key
    if party == OPERATOR:
        return app.registry.rails.get("cash")
    row = view.load(Needs(wallets=(app.profile.wallet,))).wallets.get(app.profile.wallet)
    return None if row is None else opening_of(view, row).key
