"""The batches of a wallet, and the parts of one by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.lives import BATCH
from paycli.domain.money import Money
from paycli.domain.orders import read_unchecked
from paycli.domain.texts import clean_label
from paycli.errors import NotFound, step
from paycli.services.batches.at_once import entry_under
from paycli.services.batches.parts import last_open, parts_of
from paycli.services.reading.pages import Page, Part, objects, page_of
from paycli.services.reading.places import Period
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from paycli.domain.lives import Batch
    from paycli.domain.ports import App
    from paycli.services.reading.reader import Reader


class BatchPart(NamedTuple):
    """A sum that was set aside under the name of a batch: its entry's number and time (ms), how far it is.

    `paid` of `rows` are paid, `left` is what it still holds of `money`, until it is `due` (ms).
    """

    n: int
    time: int
    id: str
    short: str
    label: str
    state: str
    rows: int
    paid: int
    money: Money
    left: Money
    due: int


def batches(reader: Reader, part: Part) -> Page[BatchPart]:
    """List what this wallet set aside for batches, newest first; raises CursorUnknown."""
    found = objects(reader, BATCH, Period(before=part.after), maker=reader.own, pending=False)
    return page_of(reader, part, ((item.n, _describe(reader, item)) for item in found))


def parts(reader: Reader, name: str) -> list[BatchPart]:
    """Give the parts of a batch, newest first; raises NotFound, TextInvalid."""
    return [_describe(reader, each) for each in reversed(_found(reader, name))]


def open_part_of(app: App, name: str) -> str:
    """Name the part of a batch that holds money, or else the newest one; raises NotFound, TextInvalid."""
    with reading(app) as reader:
        found = _found(reader, name)
        return (last_open(found, reader.time) or found[-1]).id


def _found(reader: Reader, name: str) -> list[Batch]:
    found = parts_of(reader, clean_label(name))
    if found:
        return found
    entry = entry_under(reader, clean_label(name))
    if entry is None:
        raise NotFound(what="batch", typed=name[:40], help=step("look_at_batches"))
    thing = reader.short(read_unchecked(entry.order).name)
    detail = ": all its rows are one payment"
    raise NotFound(what="batch", typed=name[:40], detail=detail, help=step("look_at_thing", thing=thing))


def _describe(reader: Reader, item: Batch) -> BatchPart:
    currency = str(item.currency)
    return BatchPart(
        n=item.n,
        time=reader.entry_time(item.n),
        id=item.id,
        short=reader.short(item.id),
        label=reader.text(item.n, "label", item.body) or "",
        state=item.state_at(reader.time),
        rows=item.body.row_count,
        paid=item.detail.paid,
        money=Money(item.amount_minor, currency),
        left=Money(item.held_minor, currency),
        due=item.due or 0,
    )
