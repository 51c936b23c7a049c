"""Beginning: init, join, whoami, use, unlock, lock."""

from contextlib import closing
from typing import Annotated

import typer

from paycli.commands.options import NOTHING, Tab
from paycli.errors import Usage

Vault = Annotated[
    str | None,
    typer.Option("--vault", help="The place of your secrets: SecretService, sealed."),
    Tab(words=("SecretService", "KWallet", "macOS", "sealed")),
]


def init(  # noqa: PLR0913  each is one answer, and each question has an option
    handle: Annotated[str | None, typer.Option("--handle", help="Your handle, like ming.")] = None,
    currency: Annotated[str | None, typer.Option("--currency", help="The first currency, like EUR.")] = None,
    play: Annotated[bool, typer.Option("--play", help="Play money, with a sandbox bank.")] = False,
    real: Annotated[bool, typer.Option("--real", help="Real money.")] = False,
    share: Annotated[
        str | None, typer.Option("--share", metavar="GROUP", help="Share it with the users of this group.")
    ] = None,
    zone: Annotated[str | None, typer.Option("--zone", help="The ledger's time zone, like Europe/Berlin.")] = None,
    vault: Vault = None,
    shop: Annotated[bool, typer.Option("--shop", help="The first wallet is a shop.")] = False,
    name: Annotated[str | None, typer.Option("--name", help="A display name.")] = None,
) -> None:
    """Make a ledger of your own, with its first wallet."""
    from paycli.console.output import show
    from paycli.console.views.onboarding import begun
    from paycli.flows.defaults import stays
    from paycli.flows.onboarding import InitOptions, ask_new_ledger
    from paycli.flows.session import machine
    from paycli.flows.unlocking import unlock_new
    from paycli.services.people import onboarding as start

    given = InitOptions(
        handle=handle,
        currency=currency,
        play=play,
        real=real,
        share=share,
        zone=zone,
        vault=vault,
        shop=shop,
        name=name,
    )
    with closing(machine()) as here:
        result = start.init(here, ask_new_ledger(here, given))
        show(begun(result, unlock_new(here), stays(here, result.ledger, result.handle)))


def join(
    address: Annotated[str, typer.Argument(metavar="PATH", help="The ledger's file."), Tab("files")],
    code: Annotated[
        str | None, typer.Argument(metavar="[-]", help="- reads the invitation's code from stdin."), NOTHING
    ] = None,
    handle: Annotated[str | None, typer.Option("--handle", help="Your handle; the account's name, if none.")] = None,
    vault: Vault = None,
    name: Annotated[str | None, typer.Option("--name", help="A display name.")] = None,
    wallet: Annotated[
        str | None,
        typer.Option("--wallet", metavar="HANDLE", help="No new wallet: ask another device of yours for a key."),
    ] = None,
) -> None:
    """Open a wallet on somebody else's ledger, or act for one of yours from this device too."""
    from paycli.console.output import show
    from paycli.console.views.onboarding import joined_view
    from paycli.flows.defaults import stays
    from paycli.flows.onboarding import ask_code, ask_handle, find_ledger
    from paycli.flows.session import machine
    from paycli.flows.unlocking import unlock_new
    from paycli.services.people import joining

    if wallet is not None:
        if (code, handle, name) != (None, None, None):
            problem = "Nothing was done. --wallet is for a wallet that is there, with its handle and name"
            raise Usage(problem=problem, help=f"paycli join {address} --wallet {wallet}")
        _ask_for_key(address, wallet, vault)
        return
    with closing(machine()) as here:
        place, who = find_ledger(here, address), ask_handle(here, handle)
        joining.check_place(here, place, who)
        result = joining.join(here, place, who, name=name, code=ask_code(here, place, who, code), vault=vault)
        show(joined_view(result, unlock_new(here), stays(here, result.ledger, result.handle)))


def _ask_for_key(address: str, wallet: str, vault: str | None) -> None:
    from paycli.console.output import show
    from paycli.console.views.keys import asked
    from paycli.flows.defaults import stays
    from paycli.flows.onboarding import find_ledger
    from paycli.flows.session import machine
    from paycli.flows.unlocking import unlock_new
    from paycli.services.people import key_requests

    with closing(machine()) as here:
        result = key_requests.ask(here, find_ledger(here, address), wallet, vault)
        show(asked(result, unlock_new(here), stays(here, result.ledger, result.handle)))


def whoami() -> None:
    """Show which wallet acts, and why."""
    from paycli.console.output import show
    from paycli.console.views.onboarding import whoami as view
    from paycli.flows.session import opened_with_reason
    from paycli.flows.unlocking import unlocked_now
    from paycli.services.people import identity

    with opened_with_reason() as opening:
        here = opening.app.machine
        known = tuple(app.name for app in here.profiles())
        show(view(identity.whoami(opening.app, opening.why, known), unlocked_now(here, opening.app.profile)))


def use(
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help="A handle of this account."), Tab("profiles")],
) -> None:
    """Choose the wallet that acts from now on."""
    from paycli.console.options import named_ledger
    from paycli.console.output import show, warn
    from paycli.console.views.onboarding import used
    from paycli.flows.defaults import outvoted
    from paycli.flows.session import machine
    from paycli.services.people import identity

    with closing(machine()) as here:
        chosen, before = here.store.find(profile, named_ledger()), here.store.current()
        app = here.open(chosen)
        here.use(chosen)
        known = tuple(each.name for each in here.profiles())
        problem, who = outvoted(here, chosen), identity.whoami(app, "paycli use", known)
        show(used(who, changed=before != chosen, outvoted=bool(problem)))
        if problem:
            warn(problem)


def unlock(
    lasts: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help="The time, like 15m or 8h. Without it: 15m.")
    ] = None,
) -> None:
    """Unlock the sealed file for a while: payments ask for no passphrase. paycli lock ends it."""
    from paycli.console.output import show
    from paycli.console.views.unlocking import unlocked
    from paycli.flows.session import machine
    from paycli.flows.unlocking import unlock as unlock_here

    with closing(machine()) as here:
        show(unlocked(unlock_here(here, lasts)))


def lock() -> None:
    """Lock the sealed file: payments ask for its passphrase again."""
    from paycli.console.output import show
    from paycli.console.views.unlocking import locked
    from paycli.flows.session import machine

    with closing(machine()) as here:
        show(locked(changed=here.lock()))
