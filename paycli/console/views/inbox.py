"""The view of what waits for somebody, and of what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from paycli.console.documents import inbox as documents
from paycli.console.hints import line_of
from paycli.console.output import Line, Listing
from paycli.console.tables import Table
from paycli.console.views.wording import decimal, local, money, state_word, utc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.inbox import Waiting


def waiting_data(waiting: Sequence[Waiting], registry: Registry) -> tuple[documents.Waiting, ...]:
    """Give as JSON what waits."""
    return tuple(
        documents.Waiting(
            n=each.n,
            what=each.what,
            id=each.id,
            kind=each.kind,
            state=state_word(each.state),
            wallet=each.wallet,
            text=each.text or waiting_text(each, registry),
            amount=decimal(each.money, registry) if each.money else None,
            currency=each.money.currency if each.money else None,
            time=utc(each.at),
            opens_at=utc(each.opens),
            **_between(each),
            try_=line_of(each.try_this),
        )
        for each in waiting
    )


class _Between(TypedDict):
    """The fields of what is open between people, which others do not have."""

    by: str | None
    fingerprint: str | None
    note: str | None
    who: tuple[str, ...]
    pay_by: str | None
    late: bool
    due: str | None


def _between(each: Waiting) -> _Between:
    found = each.open
    return {
        "by": found.who[0] if found is not None and not found.own else None,
        "fingerprint": found.fingerprint if found is not None else None,
        "note": found.note if found is not None else None,
        "who": found.who if found is not None and found.own else (),
        "pay_by": utc(found.pay_by) if found is not None else None,
        "late": found is not None and found.late is not None,
        "due": utc(found.due) if found is not None else None,
    }


def inbox(waiting: Sequence[Waiting], registry: Registry) -> Listing:
    """Show what waits, and what came back, with what to type."""
    rows = [
        (
            waiting_text(each, registry),
            money(each.money, registry) if each.money else "",
            line_of(each.try_this),
        )
        for each in waiting
    ]
    table = Table(("WAITS", "AMOUNT", "TYPE"), rows, right=(1,), keep=(0, 2))
    asks = any(each.try_this.name == "say_yes" for each in waiting)
    return Listing(
        waiting_data(waiting, registry),
        table,
        "Nothing waits.",
        [each.id or each.wallet or "" for each in waiting],
        foot=(Line("to say no: paycli decline ID", "dim"),) if asks else (),
    )


def waiting_text(each: Waiting, registry: Registry) -> str:
    """Say what waits or came in, in one line."""
    if each.open is not None:
        from paycli.console.views.open_between import open_text

        return open_text(each.open, registry)
    if each.line is not None:
        from paycli.console.views.notices import said

        note = f', "{each.line.note}"' if each.line.note else ""
        return f"{said(each.line)}, {local(each.line.time, registry)}{note}"
    if each.opens is not None:
        return f"{each.text}, opens {local(each.opens, registry)}"
    return each.text if each.at is None else f"came back {local(each.at, registry)}, {each.text}"
