"""The verbs of every day that only look: balance, show, inbox. They import nothing for moving money."""

from typing import Annotated

import typer

from paycli.commands.options import After, Limit, Tab
from paycli.errors import Usage


def balance(
    who: Annotated[
        str | None, typer.Argument(metavar="[WHO]", help="Another wallet (operators only)."), Tab("handles")
    ] = None,
) -> None:
    """Show the balance of a wallet."""
    from paycli.console.output import show as render
    from paycli.console.views.balances import balance as view
    from paycli.flows.session import reading
    from paycli.services.reading.balances import balance as read

    with reading(strangers=who is not None) as reader:
        found = read(reader, who)
    render(view(found, reader.registry))


def show(
    thing: Annotated[
        str | None,
        typer.Argument(metavar="[ID|@WHO]", help="An id that paycli showed, or its first letters; or a person, @bo."),
        Tab("anything_open"),
    ] = None,
    key: Annotated[str | None, typer.Option("--idempotency-key", "-k", help="The order that had this key.")] = None,
    live: Annotated[bool, typer.Option("--live", help="Watch an envelope until it ends.")] = False,
) -> None:
    """Show one thing in full. It first asks the bank about a transfer in flight."""
    from paycli.console.output import show as render
    from paycli.console.views.show import shown
    from paycli.flows.session import opened
    from paycli.services.show import named_by_key
    from paycli.services.show import show as find

    if (thing is None) == (key is None):
        raise Usage(
            problem="Nothing was shown. Give an id, or -k and the key of a command", help="ids are in: paycli log"
        )
    with opened(strangers=True) as app:
        meant = named_by_key(app, key) if key is not None else str(thing)
        if meant.startswith("@") and not live:
            from paycli.console.views.person import person as person_view
            from paycli.services.person import person

            render(person_view(person(app, meant), app.registry))
            return
        if live:
            from paycli.flows.watch import watch

            watch(app, meant)
        else:
            render(shown(find(app, meant), app.registry))


def inbox(
    done: Annotated[bool, typer.Option("--done", help="I have read the news: remove them from the inbox.")] = False,
    limit: Limit = None,
    after: After = None,
) -> None:
    """List requests and news: everything that came in or came back since your last --done."""
    from paycli.console.views.inbox import inbox as view
    from paycli.flows.lists import show_list
    from paycli.flows.notices import note_shown
    from paycli.flows.session import opened
    from paycli.flows.tills import left_at_tills, note_payments_shown
    from paycli.services.inbox import inbox as read
    from paycli.services.reading.pages import Part

    if done:
        with opened() as app:
            app.proven.read()
            note_payments_shown(app)
    with opened(copies=True) as app:
        left = left_at_tills(app)
        show_list(
            app,
            Part(after, limit),
            lambda reader, part: read(reader, part, left),
            lambda rows: view(rows, app.registry),
            lambda row: row.n,
        )
        if limit is None and after is None:
            note_shown(app)
