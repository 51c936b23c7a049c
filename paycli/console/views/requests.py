"""Views of requests: one that was made, one in full, a list of them with a chart of who owes, and an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from paycli.console.charts import Bar, Chart
from paycli.console.documents import requests as documents
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.times import duration_text, iso_utc
from paycli.console.views.asked_shares import left_over_text, open_text, shares_text
from paycli.console.views.ordered import id_of, order_fields, repeated
from paycli.console.views.wording import balance, decimal, fields, joined, local, money, play, state_word, utc
from paycli.domain.lives import REQUEST
from paycli.domain.money import Money, format_minor
from paycli.domain.state import CANCELLED, DONE, EXPIRED, PENDING
from paycli.services.payments.answers import DECLINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.console.documents.forms import AnswerState
    from paycli.console.output import Part
    from paycli.domain.registry import Registry
    from paycli.services.payments.answers import Answered
    from paycli.services.payments.requested import RequestShown, ShareShown
    from paycli.services.payments.requests import RequestMade


# --- one that was made -----------------------------------------------------------------------------------------------
def requested(result: RequestMade, registry: Registry) -> Document:
    """Show a request that was made, with what is the maker's own and what did not come out even."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    note = f'"{result.note}"' if result.note else ""
    total = f", together {money(result.money, registry)}" if len(result.shares) > 1 else ""
    line = f"{again}asked {shares_text(result.shares, registry)}{total}{play(registry)}"
    lines = [Line(joined((line, note, result.short if not result.dry_run else "")), "good")]
    if result.own is not None:
        lines.append(Line(f"your own share: {money(result.own, registry)}"))
    if result.left_over is not None:
        lines.append(Line(left_over_text(result.left_over, result.more_for, registry), "dim"))
    by = f"to be paid by {local(result.pay_by, registry)}" if result.pay_by is not None else ""
    who = "paycli request list" if not result.dry_run else ""
    lines.append(Line(joined((by, open_text(result.due, registry), who)), "dim"))
    data = documents.Requested(
        **order_fields(result, result.state),
        of=result.of,
        kind=result.kind,
        **fields(result.money, registry),
        to=(result.by,),
        note=result.note,
        asked_of=tuple(
            documents.ShareAsked(handle=each.handle, **fields(each.money, registry)) for each in result.shares
        ),
        own_share=decimal(result.own, registry) if result.own else None,
        left_over=decimal(result.left_over, registry) if result.left_over else None,
        more_for=result.more_for,
        pay_by=utc(result.pay_by),
        due=iso_utc(result.due),
    )
    return Document(data, tuple(lines), id_of(result))


# --- what was asked --------------------------------------------------------------------------------------------------
_WORDS = {PENDING: "has not answered", DONE: "paid", "declined": "declined", CANCELLED: "cancelled", EXPIRED: "expired"}


def request_data(each: RequestShown, registry: Registry) -> documents.Request:
    """Give a request for programs."""
    return documents.Request(
        n=each.n,
        time=iso_utc(each.time),
        id=each.id,
        of=each.of,
        kind=each.kind,
        state=state_word(each.state),
        by=each.by,
        own=each.own,
        **fields(each.money, registry),
        to=(each.by,),
        note=each.note,
        answers=tuple(
            documents.ShareAnswered(
                handle=share.handle,
                **fields(share.money, registry),
                state=answer_word(share.state),
                time=utc(share.at),
                note=share.note,
            )
            for share in each.shares
        ),
        open_amount=decimal(each.open_money, registry),
        asked_count=each.asked,
        paid_count=each.paid,
        declined_count=each.declined,
        pay_by=utc(each.pay_by),
        late=each.late is not None,
        due=iso_utc(each.due),
    )


def answer_word(state: str) -> AnswerState:
    """Take the state of an answer, which is a plain text in the rules, for one of those that programs read."""
    return cast("AnswerState", state)


def request(each: RequestShown, registry: Registry) -> Document:
    """Show one request in full: whom it asks, and what each of them answered."""
    state = f"{_state(each)}{play(registry)}"
    lines: list[Part] = [
        Line(joined((f"{each.short}  request of {each.by}, {state}", money(each.money, registry))), "head"),
        joined((local(each.time, registry), f"entry {each.n}", _times(each, registry))),
    ]
    if each.late is not None:
        lines.append(Line(f"LATE by {duration_text(each.late)}", "bad"))
    if each.note:
        lines.append(f'"{each.note}"')
    if each.of is not None:
        lines.append(Line(f"about: paycli show {each.of[-12:]}", "dim"))
    rows = [_share(share, registry) for share in each.shares]
    lines.append(Table(("WHO", "AMOUNT", "ANSWER", "WHEN", "NOTE"), rows, right=(1,), cut=(4,), keep=(0,)))
    if not each.own and each.state == PENDING and any(share.state == PENDING for share in each.shares):
        lines.append(Line(f"paycli accept {each.short}    paycli decline {each.short}", "dim"))
    return Document(request_data(each, registry), tuple(lines), each.id)


def _share(share: ShareShown, registry: Registry) -> tuple[str, ...]:
    when = local(share.at, registry) if share.at is not None else ""
    return share.handle, money(share.money, registry), _WORDS.get(share.state, share.state), when, share.note or ""


def _state(each: RequestShown) -> str:
    if not each.own or each.state in {CANCELLED, EXPIRED}:
        return each.state if each.state != PENDING else "open"
    return f"{each.paid} of {each.asked} paid" + (f", {each.declined} declined" if each.declined else "")


def _times(each: RequestShown, registry: Registry) -> str:
    by = f"to be paid by {local(each.pay_by, registry)}" if each.pay_by is not None else ""
    return joined((by, open_text(each.due, registry) if each.state == PENDING else ""))


# --- the list --------------------------------------------------------------------------------------------------------
def requests(results: Sequence[RequestShown], registry: Registry) -> Listing:
    """Show requests, with a chart of who owes the wallet that asked."""
    rows = [
        (
            local(each.time, registry),
            each.short,
            each.by if not each.own else "you",
            money(each.money, registry),
            joined((_state(each), f"LATE by {duration_text(each.late)}" if each.late is not None else "")),
            _missing(each),
            each.note or "",
        )
        for each in results
    ]
    headers = ("WHEN", "ID", "BY", "AMOUNT", "STATE", "NOT YET", "NOTE")
    table = Table(headers, rows, right=(3,), cut=(5, 6), keep=(0, 1))
    return Listing(
        [request_data(each, registry) for each in results],
        table,
        "No requests. Ask somebody: paycli request WHO AMOUNT -m NOTE",
        [each.id for each in results],
        foot=tuple(_owing(results, registry)),
    )


def _missing(each: RequestShown) -> str:
    """Name who has not answered an own request yet."""
    return ", ".join(share.handle for share in each.shares if share.state == PENDING) if each.own else ""


def _owing(results: Sequence[RequestShown], registry: Registry) -> list[Part]:
    """Draw who owes how much of the own open requests that are shown, the largest sum first."""
    sums: dict[str, dict[str, int]] = {}
    for each in results:
        for share in each.shares if each.own else ():
            if share.state == PENDING:
                found = sums.setdefault(share.money.currency, {})
                found[share.handle] = found.get(share.handle, 0) + share.money.amount_minor
    parts: list[Part] = []
    for currency, owed in sorted(sums.items()):
        exponent = registry.currencies.get(currency, 0)
        ordered = sorted(owed.items(), key=lambda pair: (-pair[1], pair[0]))
        bars = tuple(Bar(handle, "owes", format_minor(minor, exponent), minor) for handle, minor in ordered)
        parts += [Line(f"{currency} that you are owed{play(registry)}", "head"), Chart(bars)]
        parts.append(Line(f"together {money(Money(sum(owed.values()), currency), registry)}", "dim"))
    return parts


# --- an answer -------------------------------------------------------------------------------------------------------
def answered(result: Answered, registry: Registry) -> Document:
    """Show what was answered, and what the wallet has now."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    amount, is_request = money(result.money, registry), result.what == REQUEST
    own, maker = result.own, result.maker
    if result.kind == DECLINE:
        went = "nothing was paid" if is_request else f"{amount} went back to {maker}"
        text = f"{'request' if is_request else 'transfer'} of {maker} declined, {went}"
        sides: tuple[str | None, tuple[str, ...]] = (None, ()) if is_request else (maker, (maker,))
    elif is_request:
        text, sides = f"{amount} paid to {maker}", (own, (maker,))
    else:
        text, sides = f"{amount} of {maker} taken", (maker, (own,))
    giver, takers = sides
    note = f'"{result.note}"' if result.note else ""
    line = joined((f"{again}{text}{play(registry)}", note, result.short if not result.dry_run else ""))
    data = documents.Answered(
        **order_fields(result, DONE),
        of=result.of,
        kind=result.kind,
        **fields(result.money, registry),
        asks=result.what,
        by=maker,
        from_=giver,
        to=takers,
        note=result.note,
        balance=decimal(result.balance, registry),
    )
    return Document(data, (Line(line, "good"), Line(balance(result.balance, registry), "dim")), id_of(result))
