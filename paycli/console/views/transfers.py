"""Views of money that went from wallet to wallet, at once or set aside first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents.payments import GivenBack as GivenBackData
from paycli.console.documents.payments import Sent
from paycli.console.output import Document, Line
from paycli.console.views.ordered import exists, id_of, order_fields, repeated
from paycli.console.views.plans import arrives
from paycli.console.views.wording import balance, decimal, fields, joined, local, money, play, utc
from paycli.domain.state import CANCELLED, DONE, EXPIRED, PENDING, RETURNED

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.payments.giving_back import GivenBack
    from paycli.services.payments.transfers import SetAside, TransferSent

# What became of money that waits for an answer, and of money that arrives by itself.
_ANSWERED = {
    DONE: "{to} accepted it",
    RETURNED: "{to} declined it, and it came back",
    CANCELLED: "you cancelled it, and it came back",
    EXPIRED: "{to} did not accept it in time, and it comes back",
}
_ARRIVED = {
    DONE: "it arrived",
    RETURNED: "{to} could not take it, and it comes back",
    CANCELLED: "you cancelled it, and it came back",
}


def sent(result: TransferSent, registry: Registry) -> Document:
    """Show money that was sent, or set aside for somebody."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    note = f'"{result.note}"' if result.note else ""
    aside = result.set_aside
    done = "sent to" if aside is None else "on its way to" if aside.arrives_ms is not None else "set aside for"
    line = f"{again}{money(result.money, registry)} {done} {result.to}{play(registry)}"
    data = Sent(
        **order_fields(result, result.state),
        kind=result.kind,
        **fields(result.money, registry),
        to=(result.to,),
        note=result.note,
        due=utc(result.due),
        must_accept=aside is not None and aside.expires_ms is not None,
        balance=decimal(result.balance, registry),
    )
    lines = [Line(joined((line, note, result.short if not result.dry_run else "")), "good")]
    if aside is not None:
        lines.append(Line(_ending(result, aside, registry)))
    return Document(data, (*lines, Line(balance(result.balance, registry), "dim")), id_of(result))


def given_back(result: GivenBack, registry: Registry) -> Document:
    """Show money that was given back."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    note = f'"{result.note}"' if result.note else ""
    line = f"{again}{money(result.money, registry)} given back to {result.to}{play(registry)}"
    data = GivenBackData(
        **order_fields(result, DONE),
        of=result.of,
        kind=result.kind,
        **fields(result.money, registry),
        to=(result.to,),
        note=result.note,
        paid_amount=decimal(result.paid, registry),
        given_back=decimal(result.total, registry),
        balance=decimal(result.balance, registry),
    )
    head = Line(joined((line, note, result.short if not result.dry_run else "")), "good")
    total = "" if result.total == result.money else f"{money(result.total, registry)} "
    of = f"{total}of the {money(result.paid, registry)} that {result.to} paid"
    return Document(data, (head, of, Line(balance(result.balance, registry), "dim")), id_of(result))


def _ending(result: TransferSent, aside: SetAside, registry: Registry) -> str:
    """Say what becomes of money that is set aside, or what became of it."""
    if result.state != PENDING:
        words = _ANSWERED if aside.arrives_ms is None else _ARRIVED
        return words[result.state].format(to=result.to)
    due = result.due or 0
    if aside.arrives_ms is not None:
        text = arrives(aside.arrives_ms, due, registry) if not result.replayed else f"arrives {local(due, registry)}"
    else:
        text = f"{result.to} accepts it, or it comes back {local(due, registry)}"
    # What arrives by itself may have arrived when somebody types this: then they are asked about that.
    verb = "cancel" if aside.arrives_ms is None else "undo"
    return f"{text}; until then: paycli {verb} {result.short}" if exists(result) else text
