"""Wallets of the ledger: new, list, show, rename, invite, admit, reject; and the keys of the own one."""

from typing import Annotated

import typer

from paycli.commands.options import NOTHING, After, Limit, Tab

commands = typer.Typer(help="Wallets of the ledger.", no_args_is_help=True)
keys = typer.Typer(help="Your devices, each with a key of its own.", no_args_is_help=True)
commands.add_typer(keys, name="key")
Handle = Annotated[str, typer.Argument(metavar="HANDLE", help="2 to 32 of a-z 0-9 _ -, like li.")]


@commands.command()
def new(
    handle: Annotated[Handle, NOTHING],
    shop: Annotated[bool, typer.Option("--shop", help="Make a shop, which can charge and refund.")] = False,
    name: Annotated[str | None, typer.Option("--name", help="A display name.")] = None,
) -> None:
    """Open another wallet on this account."""
    from paycli.console.output import show
    from paycli.console.views.wallets import made
    from paycli.flows.session import opened
    from paycli.services.people import wallets

    with opened() as app:
        result = wallets.new(app.machine, app, handle, name, shop=shop)
        show(made(result, app.profile.name))


@commands.command("list")
def list_(limit: Limit = None, after: After = None) -> None:
    """List the wallets of the ledger, in the order in which they were opened."""
    from paycli.console.views.wallets import wallets as view
    from paycli.flows.lists import show_list
    from paycli.flows.session import opened
    from paycli.services.people.wallets import wallets as read
    from paycli.services.reading.pages import Part

    with opened(copies=True, strangers=True) as app:
        show_list(app, Part(after, limit), read, view, lambda wallet: wallet.n)


@commands.command()
def show(
    handle: Annotated[
        str | None, typer.Argument(metavar="[HANDLE]", help="Without one: your own."), Tab("handles")
    ] = None,
) -> None:
    """Show one wallet."""
    from paycli.console.output import show as render
    from paycli.console.views.wallets import wallet
    from paycli.flows.session import reading
    from paycli.services.people import wallets

    with reading(strangers=True) as reader:
        found = wallets.show(reader, handle)
    render(wallet(found))


@commands.command()
def rename(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Your new display name; the handle stays."), NOTHING
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="Have no display name.")] = False,
) -> None:
    """Change the display name of your wallet, which others see beside its handle."""
    from paycli.console.output import show
    from paycli.console.views.wallets import renamed
    from paycli.errors import Usage
    from paycli.flows.session import opened
    from paycli.services.people import wallets

    if bool(words) == none:
        raise Usage(problem="Nothing was renamed. Give a name, or --none", help="paycli wallet rename Ming Li")
    with opened() as app:
        show(renamed(wallets.rename(app, " ".join(words) if words else None)))


@commands.command("set")
def set_(
    name: Annotated[
        str, typer.Argument(metavar="receive|requests", help="Which of both."), Tab(words=("receive", "requests"))
    ],
    value: Annotated[
        str,
        typer.Argument(metavar="VALUE", help="receive: all, asked; requests: all, trusted, none."),
        Tab(words=("all", "asked", "trusted", "none")),
    ],
) -> None:
    """Choose what strangers may do: pay you at once or only ask you to accept it, and ask you for money."""
    from paycli.console.output import show
    from paycli.console.views.wallets import was_set
    from paycli.flows.session import opened
    from paycli.services.people import choices

    with opened() as app:
        show(was_set(choices.choose(app, name, value)))


@commands.command()
def invite(
    handle: Annotated[
        str | None,
        typer.Argument(metavar="[HANDLE]", help="Reserve this handle until the code ends, like li."),
        NOTHING,
    ] = None,
) -> None:
    """Make a code that lets somebody join (operators)."""
    from paycli.console.output import show
    from paycli.console.views.wallets import invited
    from paycli.flows.session import opened
    from paycli.services.people import invitations

    with opened() as app:
        show(invited(invitations.invite(app, handle), app.profile.address))


@commands.command()
def admit(handle: Annotated[Handle, Tab("newcomers")]) -> None:
    """Admit somebody who asked to join (operators)."""
    from paycli.console.output import show
    from paycli.console.views.wallets import admitted
    from paycli.flows.session import opened
    from paycli.services.people import invitations

    with opened() as app:
        show(admitted(invitations.admit(app, handle)))


@commands.command()
def reject(handle: Annotated[Handle, Tab("newcomers")]) -> None:
    """End the request of somebody who asked to join (operators)."""
    from paycli.console.output import show
    from paycli.console.views.wallets import rejected
    from paycli.flows.session import opened
    from paycli.services.people import invitations

    with opened() as app:
        show(rejected(invitations.reject(app, handle)))


# --- the keys of the own wallet, one for each device ------------------------------------------------------------------
@keys.command("add")
def add_key(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code that the other device shows."), NOTHING],
) -> None:
    """Let another device of yours act for this wallet: there you typed paycli join PATH --wallet HANDLE."""
    from paycli.console.output import show
    from paycli.console.views.keys import added
    from paycli.flows.keys import agreed_to_add
    from paycli.flows.session import opened
    from paycli.services.people.keys import add

    with opened() as app:
        show(added(add(app.machine, app, code, agreed_to_add(app))))


@keys.command("list")
def list_keys(limit: Limit = None, after: After = None) -> None:
    """List the keys that this wallet has and had; mandates are in a list of their own."""
    from paycli.console.views.keys import keys as view
    from paycli.flows.lists import show_list
    from paycli.flows.session import opened
    from paycli.services.people.keys import keys as read
    from paycli.services.reading.pages import Part

    with opened(copies=True) as app:
        registry = app.registry
        show_list(
            app,
            Part(after, limit),
            lambda reader, part: read(app, reader, part),
            lambda rows: view(rows, registry),
            lambda key: key.n,
        )


@keys.command("revoke")
def revoke_key(
    fingerprint: Annotated[
        str, typer.Argument(metavar="FINGERPRINT", help="That of the other device's key."), Tab("other_keys")
    ],
) -> None:
    """Take the key of another device out of force, at once and for good."""
    from paycli.console.output import show
    from paycli.console.views.keys import revoked
    from paycli.flows.keys import agreed_to_revoke
    from paycli.flows.session import opened
    from paycli.services.people.keys import revoke

    with opened() as app:
        show(revoked(revoke(app, fingerprint, agreed_to_revoke(app)), app.registry))
