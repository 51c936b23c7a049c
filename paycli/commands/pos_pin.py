"""The PIN of a till, which unlocks it behind `lock`."""

from typing import Annotated

import typer

commands = typer.Typer(help="The PIN that unlocks a till.", no_args_is_help=True)
Till = Annotated[int | None, typer.Option("--till", min=0, max=99, help="Which till, where several are open.")]
Pin = Annotated[str | None, typer.Option("--pin", metavar="-|fd:N", help="Reads the PIN from stdin, or from there.")]
Old = Annotated[
    str | None, typer.Option("--old-pin", metavar="-|fd:N", help="Reads the PIN before, where a till's key acts.")
]


@commands.command("set")
def set_(pin: Pin = None, old_pin: Old = None, till: Till = None) -> None:
    """Choose the PIN that unlocks a till behind `lock`. Where the till's own key acts, the PIN before is asked."""
    from paycli.console.output import show
    from paycli.console.views.till_pins import pin_changed
    from paycli.flows.pins import new_till_pin, old_till_pin
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.sales.till_lock import choose_pin, pin_at

    ask_old, choose = old_till_pin(old_pin), new_till_pin(pin)
    with opened() as app:
        at = pin_at(app, till, ask_old)
        show(pin_changed(choose_pin(at, choose(at.till))))


@commands.command()
def off(old_pin: Old = None, till: Till = None) -> None:
    """Let a till have no PIN, which unlocks it too."""
    from paycli.console.output import show
    from paycli.console.views.till_pins import pin_changed
    from paycli.flows.pins import old_till_pin
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.sales.till_lock import pin_at, remove_pin

    ask_old = old_till_pin(old_pin)
    with opened() as app:
        show(pin_changed(remove_pin(pin_at(app, till, ask_old))))
