"""The log: what happened, newest first."""

from typing import TYPE_CHECKING, Annotated

import typer

from paycli.commands.options import Limit, Since, Tab, Until
from paycli.errors import Usage

if TYPE_CHECKING:
    from paycli.domain.money import Money
    from paycli.domain.registry import Registry

# What fits a small terminal. A period that was asked for is shown whole, and programs get all that there is.
PAGE_LINES = 20

KIND_WORDS = (
    "sent", "received", "envelope", "grab", "charge", "payment", "refund", "cash", "top-up", "withdrawal", "group",
)  # fmt: skip


def log(  # noqa: PLR0913  each leaves out some of the entries
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
    everyone: Annotated[bool, typer.Option("--all", help="Everybody's entries, not only my own.")] = False,
    who: Annotated[
        str | None,
        typer.Option("--with", metavar="WHO", help="Only entries of this person, shop or group."),
        Tab("handles"),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", help="Only this kind: payment, envelope, sent, group..."),
        Tab(words=KIND_WORDS),
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="Text in the note, message or goods.")] = None,
    least: Annotated[str | None, typer.Option("--min", metavar="AMOUNT", help="This amount or more.")] = None,
    most: Annotated[str | None, typer.Option("--max", metavar="AMOUNT", help="This amount or less.")] = None,
    before: Annotated[
        int | None, typer.Option("--before", metavar="ENTRY", min=1, help="Only entries before it: the next page.")
    ] = None,
) -> None:
    """List all that happened, newest first. It shows 20 entries, or all of a period, or as many as --limit."""
    from paycli.console.options import options
    from paycli.console.output import show as render
    from paycli.console.progress import Progress
    from paycli.console.times import parse_when
    from paycli.console.views.log import is_called
    from paycli.console.views.log import log as view
    from paycli.flows.session import reading
    from paycli.services.reading.log import Wanted
    from paycli.services.reading.log import log as read
    from paycli.services.reading.names import resolve
    from paycli.services.reading.places import Period

    kinds = _kinds(kind)
    is_paged = limit is None and since is None and options().mode == "human"
    with reading(strangers=True) as reader:
        # Who has no wallet here can have no entries of their own.
        everyone = everyone or not reader.own
        zone, now, registry = reader.registry.zone, reader.now, reader.registry
        wanted = Wanted(
            everyone=everyone,
            period=Period(parse_when(since, zone, now), parse_when(until, zone, now), before),
            limit=PAGE_LINES if is_paged else limit,
            kinds=kinds,
            fits=None if kind is None else lambda line: is_called(line, kind, everyone=everyone),
            wallet=None if who is None else resolve(reader, who),
            text=text,
            least=_bound(least, registry),
            most=_bound(most, registry),
        )
        with Progress("reading the log"):
            page = read(reader, wanted)
    typed = {"--since": since, "--until": until, "--limit": None if limit is None else str(limit), "--with": who}
    typed |= {"--kind": kind, "--text": text, "--min": least, "--max": most}
    older = _command(typed, everyone=everyone)
    is_chosen = before is not None or any(each is not None for each in typed.values())
    render(view(page, registry, everyone=everyone, older=older, chosen=is_chosen))


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


def _command(typed: dict[str, str | None], *, everyone: bool) -> str:
    """Write the command again, to be typed for the next page."""
    import shlex

    words = ["paycli", "log", *(["--all"] if everyone else [])]
    for name, value in typed.items():
        if value is not None:
            # What begins with a dash would be taken for an option.
            words += [f"{name}={value}"] if value.startswith("-") else [name, value]
    return shlex.join(words)
