"""Taking back what nobody has taken or paid yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.bodies import CancelBody
from paycli.domain.money import Money
from paycli.domain.rules.endings import WHAT_IS_CANCELLED
from paycli.errors import NotAllowed, NotFound, step
from paycli.services.engine.intents import Intent, Plan, carry_out
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.lookup import Found, find

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.engine.intents import Execution


class CancelledThing(NamedTuple):
    """An envelope or unpaid sale that was taken back, and what came back with it."""

    id: str
    of: str
    of_short: str
    kind: str
    returned: Money | None
    replayed: bool
    dry_run: bool


def _not_cancelled(found: Found) -> NotAllowed:
    """Say what can be done instead about something that nobody can cancel."""
    direction = lives.LIVES[found.subject.kind].direction if found.subject else None
    if direction is None:
        return NotAllowed(reason="Only an envelope and an unpaid sale can be cancelled; what was sent is sent for good")
    reason = "What is in flight ends only by its bank or by the operator"
    return NotAllowed(reason=reason, then=step("send_cash_back") if direction is lives.Direction.OUT else "")


def cancel(app: App, typed: str, execution: Execution, *, full_ids_required: bool = False) -> CancelledThing:
    """Take back an own envelope with packets left, or an own unpaid sale. Raises NotFound, AlreadyEnded."""
    with before_posting(app, "cancel") as reader:
        found = find(reader, typed, full_ids_required=full_ids_required)
        if found.subject is None or not lives.LIVES[found.subject.kind].cancellable:
            raise _not_cancelled(found)
        if found.subject.maker != app.profile.wallet:
            raise NotFound(what=WHAT_IS_CANCELLED, typed=typed[:40], help=step("look_at_log"))
        plan = Plan(
            verb="Cancel",
            payer=reader.handle(app.profile.wallet),
            balance=None,
            payee=found.subject.kind,
            fingerprint=None,
            money=Money(found.subject.held_minor, str(found.subject.currency)),
            detail="",
            play=app.registry.play,
        )
    posted = carry_out(app, execution, Intent("cancel", lambda _: CancelBody(of=found.id), plan=plan))
    back = posted.transfers[0] if posted.transfers else None
    with after_posting(app) as reader:
        return CancelledThing(
            id=posted.order.name,
            of=found.id,
            of_short=reader.short(found.id),
            kind=found.subject.kind,
            returned=Money(back.amount_minor, back.currency) if back else None,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
        )
