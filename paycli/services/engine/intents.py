"""The one choreography: what somebody wants becomes an order; what is refused is refused before anybody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.state import Needs
from paycli.errors import IdempotencyConflict, OperatorOnly, PaycliError, WrongSigner
from paycli.services.engine.drafts import OPERATOR, WALLET, Draft, key_bytes, stored_order, submit
from paycli.services.engine.pins import pin
from paycli.services.engine.posting import foresee
from paycli.services.engine.refusals import refusals_say
from paycli.services.engine.signed_texts import opening_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.bodies import Body
    from paycli.domain.money import Money
    from paycli.domain.orders import Submission
    from paycli.domain.ports import App, View
    from paycli.services.engine.pins import Pinned
    from paycli.services.engine.posting import Posted


class Plan(NamedTuple):
    """What is about to happen, for the confirmation: who pays from what, to whom, how much, and what comes back.

    `packets`, `back` (ms, when what is left comes back) and `opens` (ms, if later than now) are an envelope's.
    """

    verb: str
    payer: str
    balance: Money | None
    payee: str
    fingerprint: str | None
    money: Money
    detail: str
    play: bool
    packets: int = 0
    back: int | None = None
    opens: int | None = None


def _agree(_plan: Plan) -> None:
    """Agree without asking: what scripts and tests do."""


class Execution(NamedTuple):
    """How a moving command is carried out: its idempotency key, whether it is only tried, and who agrees to it.

    `agree` is shown the plan and raises Cancelled if the person says no.
    """

    key: str | None = None
    dry_run: bool = False
    agree: Callable[[Plan], None] = _agree


class Intent(NamedTuple):
    """What somebody wants to have ordered.

    `body` makes the order's body out of a draft; for the preflight too, with a draft whose secrets are made up. `check`
    raises what is refused beside the rules, but not for a repeat under a key. `plan` is what a person agrees to; None
    where nobody is asked. Who is in `pins` is remembered with their key. `party` signs. `key` is what the id is made
    from, if not the typed key. `ready` is called with the signed order before it is posted. `preflight` is false where
    the rules need not be asked beforehand.
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


def carry_out(app: App, execution: Execution, intent: Intent) -> Posted:
    """Order what somebody wants: preflight, agree, draft, sign, submit, pin.

    Raises the refusal of the rules, Usage for a bad key, Cancelled, what the vault raises, and what the door raises.
    """
    key = key_bytes(execution.key) if intent.key is None else intent.key
    if intent.preflight:
        preflight(app, execution, intent)
    if intent.plan is not None:
        execution.agree(intent.plan)
    draft = Draft(app, intent.kind, party=intent.party, key=key)
    submission = draft.sign(intent.body(draft))
    if intent.ready is not None:
        with refusals_say(intent.kind):
            intent.ready(submission)
    posted = submit(app, submission, dry_run=execution.dry_run)
    pin(app, *intent.pins, dry_run=execution.dry_run)
    return posted


def preflight(app: App, execution: Execution, intent: Intent) -> None:
    """Let the rules decide before anybody is asked for anything; raises their refusal, and Usage for a bad key."""
    key = key_bytes(execution.key) if intent.key is None else intent.key
    with refusals_say(intent.kind), app.book.view() as view:
        _preflight(app, view, intent, key)


def _preflight(app: App, view: View, intent: Intent, key: bytes | None) -> None:
    """Let the rules decide before anybody is asked, for a passphrase neither; raises their refusal.

    The order is neither signed nor written, and what its body commits to is made up. A repeat is never refused here:
    its answer is the stored one. Which key the party will sign with is not known, so the door alone refuses a key.
    """
    if intent.party == OPERATOR and not app.profile.operator:
        raise OperatorOnly
    signer = _usual_key(app, view, intent.party)
    if signer is None:
        return
    trial = Draft.trial(app, intent.kind, party=intent.party, key=key)
    submission = trial.unsigned(intent.body(trial), signer)
    before = None if key is None else stored_order(view, submission.order)
    if before is not None:
        if before.kind != intent.kind:
            raise IdempotencyConflict
        return
    if intent.check is not None:
        intent.check()
    outcome = foresee(view, app.clock, submission)
    if isinstance(outcome, PaycliError) and not isinstance(outcome, WrongSigner):
        raise outcome


def _usual_key(app: App, view: View, party: str) -> str | None:
    """Name the key that a party began with, the operator's being the cash rail's too; None for an unknown wallet."""
    if party == OPERATOR:
        return app.registry.rails.get("cash")
    row = view.load(Needs(wallets=(app.profile.wallet,))).wallets.get(app.profile.wallet)
    return None if row is None else opening_of(view, row).key
