"""Contacts: verify a key, block and unblock, trust and untrust, remove, list."""

from typing import TYPE_CHECKING, Annotated

import typer

from paycli.commands.options import AfterName, Limit, Tab

if TYPE_CHECKING:
    from paycli.services.engine.pins import Pinned

commands = typer.Typer(help="The people you know: compare keys, block people.", no_args_is_help=True)
Who = Annotated[str, typer.Argument(metavar="WHO", help="A handle, like bo or @bo.")]


@commands.command()
def verify(who: Annotated[Who, Tab("handles")]) -> None:
    """Compare somebody's key by voice or on paper, and note that you compared it."""
    from paycli.console.output import show
    from paycli.console.views.contacts import verified
    from paycli.flows.session import opened
    from paycli.services.people import contacts

    with opened() as app:
        show(verified(contacts.verify(app, who, _compare)))


def _compare(pinned: "Pinned") -> None:
    """Show a key and ask whether its owner says the same; a key that was another before is said loudly."""
    from paycli.console.ask import confirm
    from paycli.console.output import warn
    from paycli.console.views.contacts import comparison, key_changed

    if not pinned.same:
        warn(key_changed(pinned))
    confirm(comparison(pinned), default=False)


@commands.command()
def block(who: Annotated[Who, Tab("handles")]) -> None:
    """Block somebody: they cannot send to you, and cannot take from your envelopes."""
    _block(who, blocked=True)


@commands.command()
def unblock(who: Annotated[Who, Tab("blocked")]) -> None:
    """Let somebody send to you again."""
    _block(who, blocked=False)


def _block(who: str, *, blocked: bool) -> None:
    from paycli.console.output import show
    from paycli.console.views.contacts import block as view
    from paycli.flows.session import opened
    from paycli.services.people import contacts

    with opened() as app:
        show(view(contacts.block(app, who, blocked=blocked)))


@commands.command()
def trust(who: Annotated[Who, Tab("handles")]) -> None:
    """Trust somebody: they may pay you at once, and ask you for money, where you keep strangers from it."""
    _trust(who, trusted=True)


@commands.command()
def untrust(who: Annotated[Who, Tab("trusted")]) -> None:
    """Trust somebody no longer."""
    _trust(who, trusted=False)


def _trust(who: str, *, trusted: bool) -> None:
    from paycli.console.output import show
    from paycli.console.views.contacts import trust as view
    from paycli.flows.session import opened
    from paycli.services.people import contacts

    with opened() as app:
        show(view(contacts.trust(app, who, trusted=trusted)))


@commands.command()
def remove(who: Annotated[Who, Tab("contacts")]) -> None:
    """Forget somebody and their key. A block stays."""
    from paycli.console.output import show
    from paycli.console.views.contacts import removed
    from paycli.flows.session import opened
    from paycli.services.people import contacts

    with opened() as app:
        show(removed(contacts.remove(app, who)))


@commands.command("list")
def list_(limit: Limit = None, after: AfterName = None) -> None:
    """List the people you know on this ledger, with their keys."""
    from paycli.console.views.contacts import contacts as view
    from paycli.flows.lists import show_named
    from paycli.flows.session import opened
    from paycli.services.people.contacts import contacts
    from paycli.services.reading.pages import NamedPart

    behind = None if after is None else f"@{after.removeprefix('@')}"
    with opened() as app:
        show_named(contacts(app), NamedPart(behind, limit), view, lambda contact: contact.handle)
