"""The log: what happened, newest first."""

from typing import TYPE_CHECKING, Annotated

import typer

from paycli.commands.options import After, Limit, Since, Tab, Until
from paycli.errors import Usage

if TYPE_CHECKING:
    from paycli.console.output import Document
    from paycli.console.views.log_sums import By
    from paycli.domain.money import Money
    from paycli.domain.registry import Registry
    from paycli.services.reading.log import Wanted
    from paycli.services.reading.reader import Reader

# What fits a small terminal. A period that was asked for is shown whole, and programs get all that there is.
PAGE_LINES = 20

KIND_WORDS = (
    "sent", "received", "envelope", "grab", "charge", "payment", "refund", "cash", "top-up", "withdrawal", "group",
)  # fmt: skip

_With = Annotated[
    str | None,
    typer.Option("--with", metavar="WHO", help="Only entries of this person, shop or group."),
    Tab("handles"),
]
_Kind = Annotated[
    str | None, typer.Option("--kind", help="Only this kind: payment, envelope, sent, group..."), Tab(words=KIND_WORDS)
]
_By = Annotated[
    str | None,
    typer.Option("--by", help="Add up the money in and out: by month, day or who."),
    Tab(words=("month", "day", "who")),
]


def log(  # noqa: PLR0913  each leaves out some of the entries
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
    everyone: Annotated[bool, typer.Option("--all", help="Everybody's entries, not only my own.")] = False,
    who: _With = None,
    kind: _Kind = None,
    text: Annotated[str | None, typer.Option("--text", help="Text in the note, message or goods.")] = None,
    least: Annotated[str | None, typer.Option("--min", metavar="AMOUNT", help="This amount or more.")] = None,
    most: Annotated[str | None, typer.Option("--max", metavar="AMOUNT", help="This amount or less.")] = None,
    by: _By = None,
    after: After = None,
) -> None:
    """List all that happened, newest first. It shows 20 entries, or all of a period, or as many as --limit."""
    from paycli.console.options import options
    from paycli.console.output import show
    from paycli.console.times import parse_period
    from paycli.console.views.log import is_called
    from paycli.console.views.log import log as view
    from paycli.flows.lists import show_list
    from paycli.flows.session import opened
    from paycli.services.reading.log import Wanted
    from paycli.services.reading.log import log as read
    from paycli.services.reading.names import resolve
    from paycli.services.reading.pages import Part
    from paycli.services.reading.places import Period
    from paycli.services.reading.reader import reading

    kinds, way = _kinds(kind), _way(by, everyone=everyone, parted=limit is not None or after is not None)
    is_paged = limit is None and since is None and options().mode == "human"
    with opened(copies=True, strangers=True) as app:
        with reading(app) as reader:
            # Who has no wallet here can have no entries of their own.
            everyone = everyone or not reader.own
            zone, now, registry = reader.registry.zone, reader.now, reader.registry
            wanted = Wanted(
                everyone=everyone,
                period=Period(*parse_period(since, until, zone, now)),
                kinds=kinds,
                fits=None if kind is None else lambda line: is_called(line, kind, everyone=everyone),
                wallet=None if who is None else resolve(reader, who),
                text=text,
                least=_bound(least, registry),
                most=_bound(most, registry),
            )
            if way is not None:
                show(_added_up(reader, wanted, way))
                return
        is_whole = after is None and wanted == Wanted(everyone=everyone)
        show_list(
            app,
            Part(after, PAGE_LINES if is_paged else limit),
            lambda reader, part: read(reader, wanted, part),
            lambda lines: view(lines, registry, everyone=everyone, whole=is_whole),
            lambda line: line.n,
        )


def _way(typed: str | None, *, everyone: bool, parted: bool) -> "By | None":
    """Read what the log is added up by; raises Usage for another word, and beside what would leave out a part."""
    from paycli.console.views.log_sums import BY

    if typed is None:
        return None
    found = next((by for by in BY if by == typed.casefold()), None)
    if found is None:
        raise Usage(problem=f"The log is not added up by {typed[:20]}", help=f"one of {', '.join(BY)}")
    if everyone or parted:
        problem = "--by adds up all of your own money; --all, --limit and --after leave it out or add other people's"
        raise Usage(problem=problem, help="choose a period: --since, --until")
    return found


def _added_up(reader: "Reader", wanted: "Wanted", by: "By") -> "Document":
    from paycli.console.views.log_sums import key_of, log_sums
    from paycli.services.reading.log import whole_log
    from paycli.services.reading.log_sums import add_up

    lines = whole_log(reader, wanted)
    return log_sums(add_up(lines, key_of(by, reader.registry)), reader.registry, by, wanted.period)


def _bound(typed: str | None, registry: "Registry") -> "Money | None":
    """Read an amount that bounds others; raises AmountInvalid and CurrencyUnknown."""
    from paycli.domain.money import parse_money

    return None if typed is None else parse_money(typed, registry.currencies, registry.default_currency, zero=True)


def _kinds(typed: str | None) -> frozenset[str]:
    """Give the kinds that a word may mean, none where none is typed; raises Usage for a word that means none."""
    from paycli.console.views.log import kinds_of

    kinds = kinds_of(typed) if typed is not None else frozenset()
    if typed is not None and not kinds:
        help_ = f"one of {', '.join(KIND_WORDS)}, or another word that the log shows, or a kind of its JSON"
        raise Usage(problem=f"The log knows no kind {typed[:40]}", help=help_)
    return kinds
