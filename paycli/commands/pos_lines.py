"""The till, on the whole screen or in lines: bare `paycli pos`."""

from typing import Annotated

import typer

from paycli.commands.options import Light
from paycli.errors import Usage


def lines(
    context: typer.Context,
    till: Annotated[int | None, typer.Option("--till", min=1, max=99, help="Which till to run here.")] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="LENGTH", help="The time to pay a sale: 2m, 1h.")
    ] = None,
    light: Light = False,
    in_lines: Annotated[bool, typer.Option("--lines", help="Run it in lines, on no matter which terminal.")] = False,
    display: Annotated[
        bool, typer.Option("--display", help="Show guests what the till in another terminal does, as pos display.")
    ] = False,
) -> int:
    """Run the shop's till here, on the whole screen or in lines; or do one thing of its day by a command."""
    if context.invoked_subcommand is not None:
        if till is not None or expires is not None or light or in_lines or display:
            problem = f"Nothing was done. Options of {context.invoked_subcommand} stand behind it"
            raise Usage(problem=problem, help=f"like paycli pos {context.invoked_subcommand} --till 1")
        return 0
    from paycli.console.times import parse_duration
    from paycli.flows.tills import opened_at_till
    from paycli.terminal.till.opening import run_till
    from paycli.terminal.till.which import skin

    chosen = skin(wants_lines=in_lines)
    if display:
        if not chosen.is_screen:
            from paycli.console.window import TILL_COLUMNS, TILL_ROWS

            needed = f"a terminal of {TILL_COLUMNS}x{TILL_ROWS} and the extra till"
            problem = f"Nothing was done. The screen for guests needs {needed}"
            raise Usage(problem=problem, help="pip install 'paycli[till]'")
        from paycli.terminal.till.screen.display import run_display

        with opened_at_till(tells=False) as app:
            return run_display(app, till)
    # The screen says by itself what was paid while no till ran.
    with opened_at_till(moving=True, tells=not chosen.is_screen) as app:
        return run_till(app, till, expires_ms=parse_duration(expires or "2m"), light_background=light, skin=chosen)
