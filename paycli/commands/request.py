"""Between people: request (new, list), and split, accept and decline, which stand at the top."""

from functools import partial
from typing import Annotated

import typer

from paycli.commands.options import NOTHING, After, DryRun, Id, Key, Limit, NoKey, Tab
from paycli.errors import Usage

commands = typer.Typer(help="Ask people for money, and see who has paid.", no_args_is_help=True)
Who = Annotated[list[str], typer.Argument(metavar="WHO...", help="Handles or groups, like li bo."), Tab("addressees")]
Note = Annotated[str | None, typer.Option("--note", "-m", help="The reason. They read it before they pay.")]
Due = Annotated[
    str | None,
    typer.Option("--due", metavar="DATE", help="By when you want it: 2026-11-30, +7d. It is late after that."),
]
Expires = Annotated[
    str, typer.Option("--expires", metavar="LENGTH", help="For how long they can pay. 30d unless said.")
]
For = Annotated[
    str | None,
    typer.Option("--for", metavar="ID", help="The thing that it is about: an id that paycli showed."),
    Tab("anything_open"),
]


@commands.command()
def new(  # noqa: PLR0913  each is one choice about the request
    who: Who,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Of each of them: 12.50 or 12.50EUR."), NOTHING],
    note: Note = None,
    due: Due = None,
    expires: Expires = "30d",
    about: For = None,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Ask people for money: AMOUNT is what each of them is asked for. To share a sum, use split."""
    from paycli.commands.asked_words import amount_behind, terms_of
    from paycli.console.output import show
    from paycli.console.views.requests import requested
    from paycli.flows.session import execution, opened
    from paycli.services.payments.requests import ask

    with opened(moving=True) as app:
        who, amount = amount_behind(app.registry.currencies, who, amount)
        terms = terms_of(app, note, due, expires, about=about, lasting=key is not None)
        run = execution(app, key, no_key=no_key, dry_run=dry_run)
        show(requested(ask(app, who, amount, terms, run), app.registry))


@commands.command("list")
def list_(
    open_only: Annotated[bool, typer.Option("--open", help="Only open requests.")] = False,
    limit: Limit = None,
    after: After = None,
) -> None:
    """List your requests, newest first, and how far each is paid; and the open ones that ask you."""
    from paycli.console.views.requests import requests as view
    from paycli.flows.lists import show_list
    from paycli.flows.session import opened
    from paycli.services.payments.requested import requests
    from paycli.services.reading.pages import Part

    with opened(copies=True) as app:
        read = partial(requests, open_only=open_only)
        show_list(app, Part(after, limit), read, lambda rows: view(rows, app.registry), lambda each: each.n)


def split(  # noqa: PLR0913  each is one choice about the shares
    who: Who,
    what: Annotated[
        str,
        typer.Argument(metavar="AMOUNT|ID", help="The sum to share, or the id of a payment of yours."),
        Tab("own_payments"),
    ],
    note: Note = None,
    share: Annotated[
        list[str] | None, typer.Option("--share", metavar="WHO=N", help="Somebody has N parts: li=2. Else one.")
    ] = None,
    amount: Annotated[
        list[str] | None, typer.Option("--amount", metavar="WHO=AMOUNT", help="Somebody has just that: bo=12.50.")
    ] = None,
    not_me: Annotated[bool, typer.Option("--not-me", help="You have no share of it.")] = False,
    due: Due = None,
    expires: Expires = "30d",
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Share a sum: AMOUNT is in all. You have a share too, and each of the others is asked for theirs."""
    from paycli.commands.asked_words import amount_behind, terms_of
    from paycli.console.output import show
    from paycli.console.views.requests import requested
    from paycli.flows.session import execution, opened
    from paycli.services.payments.splitting import NewSplit
    from paycli.services.payments.splitting import split as ask_shares

    with opened(moving=True) as app:
        who, what = amount_behind(app.registry.currencies, who, what)
        new_split = NewSplit(who=who, what=what, weights=share or [], fixed=amount or [], own=not not_me)
        terms = terms_of(app, note, due, expires, about=None, lasting=key is not None)
        run = execution(app, key, no_key=no_key, dry_run=dry_run)
        show(requested(ask_shares(app, new_split, terms, run), app.registry))


def accept(thing: Annotated[Id, Tab("asking_me")], key: Key = None, dry_run: DryRun = False) -> None:
    """Pay what a request asks of you, or take money that waits for you. Before you pay, it asks."""
    from paycli.console.output import show
    from paycli.console.views.requests import answered
    from paycli.flows.session import execution, full_ids_required, opened
    from paycli.services.payments import answers

    with opened(moving=True) as app:
        asked = answers.question(app, thing, full_ids_required=full_ids_required(key), to_accept=True)
        run = execution(app, key, dry_run=dry_run, asks=asked.pays)
        show(answered(answers.accept(app, asked, run), app.registry))


def decline(
    thing: Annotated[Id, Tab("asking_me")],
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WHY]...", help="The reason, which both can read."), NOTHING
    ] = None,
    why: Annotated[str | None, typer.Option("--note", "-m", help="The reason, if you do not type it last.")] = None,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Say no to a request, or send money back that waits for you."""
    from paycli.console.output import show
    from paycli.console.views.requests import answered
    from paycli.flows.session import execution, full_ids_required, opened
    from paycli.services.payments import answers

    if words and why:
        raise Usage(problem="Nothing was declined. There are two reasons", help="leave out -m or the last words")
    with opened(moving=True) as app:
        asked = answers.question(app, thing, full_ids_required=full_ids_required(key), to_accept=False)
        run = execution(app, key, dry_run=dry_run, asks=False)
        show(answered(answers.decline(app, asked, " ".join(words or []) or why, run), app.registry))
