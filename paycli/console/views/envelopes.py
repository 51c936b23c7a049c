"""Views of red envelopes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.console.documents import envelopes as documents
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.times import iso_utc, time_local
from paycli.console.views.board import board, grab_data, others, progress, rank, standing_fields
from paycli.console.views.ordered import exists, id_of, order_fields, repeated
from paycli.console.views.wording import balance, decimal, fields, joined, local, money, play, state_word, utc
from paycli.domain.ids import short
from paycli.domain.lives import ENVELOPE, LIVES
from paycli.domain.state import DONE, PENDING
from paycli.errors import EnvelopeExpired, NothingToGrab, NotYetOpen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paycli.console.cards import Words
    from paycli.domain.registry import Registry
    from paycli.services.envelopes.describe import Envelope
    from paycli.services.envelopes.grab import Grabbed
    from paycli.services.envelopes.links import LinkShown
    from paycli.services.envelopes.send import EnvelopeSent

_COLUMNS = 80


def packets(count: int) -> str:
    """Write a number of packets."""
    return "1 packet" if count == 1 else f"{count} packets"


_FOR = {
    None: "anybody here",
    "link": "anybody on this ledger who has this link",
    "word": "anybody on this ledger who knows the word",
}
_TYPES = {"link": "they type:  paycli grab -    and paste the link", "word": "they type:  paycli grab --word"}


def sent(result: EnvelopeSent, registry: Registry, cards: Sequence[str] = ()) -> Document:
    """Show an envelope that was sent, what the others type, when it opens, and when the rest comes back."""
    data = documents.EnvelopeSent(
        **order_fields(result, result.state),
        short=short(result.id) if exists(result) else None,
        kind=result.kind,
        **fields(result.money, registry),
        to=result.to,
        audience="named" if result.to else result.way or "any",
        packets=result.packets,
        note=result.message,
        due=iso_utc(result.due),
        opens_at=utc(result.opens_at),
        link=result.link,
        cards=tuple(cards),
        balance=decimal(result.balance, registry),
    )
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    who = ", ".join(result.to) or _FOR[result.way]
    opens = f"opens {local(result.opens_at, registry)}" if result.opens_at is not None else ""
    if result.dry_run:
        first = f"{again}{packets(result.packets)} of {money(result.money, registry)} for {who}{play(registry)}"
        return Document(data, (first, *([opens] if opens else [])), id_of(result))
    back = f"the rest comes back {local(result.due, registry)}"
    if result.state != PENDING:
        back = f"it has ended: {result.state}"
    lines: list[Line] = [Line(each, "dim") for each in (opens, *cut_in_two(back, result, registry)) if each]
    if result.state != PENDING:
        return Document(data, (Line(f"{again}{result.short} for {who}{play(registry)}", "good"), *lines), result.id)
    if result.way is not None:
        first = f"{again}{result.short} sent{play(registry)}: {packets(result.packets)}"
        shown = [Line(f"for {who}, one for each wallet"), Line(_TYPES[result.way])]
        if result.link is not None:
            shown.insert(0, Line(result.link, "head"))
        shown += [Line(f"card: {name}", "dim") for name in cards]
        return Document(data, (Line(first, "good"), *shown, *lines), result.link or result.id)
    types = "types" if len(result.to) == 1 or not result.to else "type"
    first = f"{again}{result.short} sent{play(registry)}. {who[:1].upper()}{who[1:]} {types}:  paycli grab"
    if result.replayed and len(again + result.short) > 60:
        first = f"{again}{result.short}"
    return Document(data, (Line(first, "good"), *lines), result.id)


def cut_in_two(back: str, result: EnvelopeSent, registry: Registry) -> tuple[str, ...]:
    """Write when the rest comes back and the balance, on one line where they fit."""
    whole = joined((back, balance(result.balance, registry)))
    return (whole,) if len(whole) <= _COLUMNS else (back, balance(result.balance, registry))


def link_again(result: LinkShown, registry: Registry, cards: Sequence[str] = ()) -> Document:
    """Show the link of an own envelope again, and how the envelope stands."""
    found = result.envelope
    data = documents.EnvelopeLink(result.link, tuple(cards), envelope_data(found, registry))
    lines = (
        Line(f"{found.short} from you{play(registry)}: {progress(found, registry)}", "good"),
        Line(result.link, "head"),
        Line(f"for {_FOR['link']}, one for each wallet"),
        Line(_TYPES["link"]),
        *(Line(f"card: {name}", "dim") for name in cards),
        Line(f"the rest comes back {local(found.due, registry)}", "dim"),
    )
    return Document(data, lines, result.link)


def card_words(result: EnvelopeSent, registry: Registry, now_ms: int) -> Words:
    """Give what stands on a printed card: from whom, the message, what to type, from when and until when."""
    return _words(result, registry, now_ms)


def link_words(result: LinkShown, registry: Registry, now_ms: int) -> Words:
    """Give what stands on a card that is printed again."""
    return _words(result.envelope, registry, now_ms)


def _words(result: EnvelopeSent | Envelope, registry: Registry, now_ms: int) -> Words:
    from paycli.console.cards import Words, folded

    opens = [f"opens {time_local(result.opens_at, registry.zone, now_ms=now_ms)}"] if result.opens_at else []
    until = f"until {time_local(result.due, registry.zone, now_ms=now_ms)}"
    kind = ["play money"] if registry.play else []
    lines = (*folded(result.message or ""), "", "paycli grab -", *opens, until, *kind)
    return Words(f"An envelope from {result.sender}", lines)


@contextmanager
def localised_times(registry: Registry) -> Iterator[None]:
    """Write the times in what is refused as people here read them."""
    try:
        yield
    except (NotYetOpen, EnvelopeExpired) as error:
        at = error.values.get("at")
        if isinstance(at, int):
            error.values |= {"opens_at": local(at, registry), "detail": f" {local(at, registry)}"}
        raise
    except NothingToGrab as error:
        at = error.values.get("at")
        if isinstance(at, int):
            error.values["detail"] = f" yet: {error.values.get('short')} opens {local(at, registry)}"
        raise


def grabbed(result: Grabbed, registry: Registry) -> Document:
    """Show a packet that was grabbed."""
    data = documents.Grabbed(
        **order_fields(result, DONE),
        of=result.envelope,
        kind=result.kind,
        amount=decimal(result.money, registry) if result.money else None,
        currency=result.balance.currency,
        from_=result.sender,
        note=result.message,
        **standing_fields(result.standing, registry),
        balance=decimal(result.balance, registry),
    )
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    message = f'"{result.message}" from' if result.message else "An envelope from"
    if result.money and not result.dry_run:
        line = f"{again}{message} {result.sender}: you got {money(result.money, registry)}{rank(result.standing)}"
    else:
        line = f"{again}there is a packet for you in {result.envelope_short} from {result.sender}"
    lines = [Line(joined((line, balance(result.balance, registry))), "good")]
    lines += [Line(rest, "dim") for rest in others(result.standing, result.envelope_short, registry)]
    return Document(data, tuple(lines), id_of(result))


def envelope_data(result: Envelope, registry: Registry) -> documents.Envelope:
    """Give an envelope as JSON."""
    return documents.Envelope(
        n=result.n,
        id=result.id,
        short=short(result.id),
        kind=LIVES[ENVELOPE].made_by,
        state=state_word(result.state),
        time=iso_utc(result.sent),
        **fields(result.money, registry),
        from_=result.sender,
        to=result.audience if result.open_to == "named" else (),
        audience=result.open_to,
        left=decimal(result.left, registry),
        packets=result.packets,
        taken=result.taken,
        rule=result.rule,
        note=result.message,
        due=iso_utc(result.due),
        opens_at=utc(result.opens_at),
        rest_due=result.due_back,
        final=result.final,
        duration_ms=result.duration_ms,
        grabs=tuple(grab_data(result, grab, registry) for grab in result.grabs),
    )


def envelope(result: Envelope, registry: Registry) -> Document:
    """Show one envelope with its board."""
    return Document(envelope_data(result, registry), board(result, registry), result.id)


def envelopes(results: Sequence[Envelope], registry: Registry, *, some: bool = False) -> Listing:
    """Show envelopes as a list; `some` says that others may have been left out."""
    rows = [
        (
            each.short,
            each.state if not each.due_back else "due back",
            each.sender,
            money(each.money, registry),
            f"{each.taken}/{each.packets}",
            local(each.due, registry),
            each.message or "",
        )
        for each in results
    ]
    table = Table(
        ("ID", "STATE", "FROM", "AMOUNT", "TAKEN", "UNTIL", "MESSAGE"), rows, right=(3, 4), cut=(6,), keep=(0, 5)
    )
    empty = "No such envelopes." if some else "No envelopes yet: paycli envelope send AMOUNT -n COUNT"
    return Listing([envelope_data(each, registry) for each in results], table, empty, [each.id for each in results])
