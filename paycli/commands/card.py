"""Cards: bind, list, default, unbind."""

from typing import Annotated

import typer

from paycli.commands.options import AfterName, Limit, Tab

commands = typer.Typer(help="Bound cards.", no_args_is_help=True)
Card = Annotated[str, typer.Argument(metavar="CARD", help="The card's short name, like c1."), Tab("cards")]
TEST_CARDS = Tab(words=("visa", "mastercard", "declined", "code", "slow", "lost"))


@commands.command()
def bind(
    test: Annotated[
        str, typer.Option("--test", metavar="NAME", help="A test card of the sandbox bank, like visa."), TEST_CARDS
    ],
    code: Annotated[str | None, typer.Option("--code", help="- reads the bank's code from stdin.")] = None,
) -> None:
    """Bind a card. paycli keeps the card's token with your keys, and never asks for its number."""
    from paycli.console.ask import read_secret
    from paycli.console.output import show
    from paycli.console.stream import can_ask
    from paycli.console.views.cards import bound
    from paycli.errors import CodeWanted
    from paycli.flows.session import opened
    from paycli.services.rails import cards

    with opened() as app:
        if code is None and can_ask():
            try:
                cards.check(app, test, None)
            except CodeWanted:
                code = read_secret(None, "Code from the bank", option="--code -")
        elif code is not None:
            code = read_secret(code, "Code from the bank", option="--code -")
        show(bound(cards.bind(app, test, code)))


@commands.command("list")
def list_(limit: Limit = None, after: AfterName = None) -> None:
    """List the bound cards."""
    from paycli.console.views.cards import cards as view
    from paycli.flows.lists import show_named
    from paycli.flows.session import opened
    from paycli.services.rails.cards import cards
    from paycli.services.reading.pages import NamedPart

    with opened() as app:
        found = cards(app)
        part = NamedPart(after, limit)
        show_named(found.cards, part, lambda some: view(found._replace(cards=tuple(some))), lambda card: card.name)


@commands.command()
def default(card: Card) -> None:
    """Make a card the default."""
    from paycli.console.output import show
    from paycli.console.views.cards import changed
    from paycli.flows.session import opened
    from paycli.services.rails import cards

    with opened() as app:
        show(changed(cards.make_default(app, card)))


@commands.command()
def unbind(card: Card) -> None:
    """Forget a card and its token."""
    from paycli.console.ask import confirm
    from paycli.console.output import show
    from paycli.console.views.cards import asks_to_unbind, changed
    from paycli.flows.session import opened
    from paycli.services.rails import cards

    with opened() as app:
        show(changed(cards.unbind(app, card, lambda found: confirm(asks_to_unbind(found), default=False))))
