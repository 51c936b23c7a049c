"""The tour."""

from typing import Annotated

import typer


def tour(
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail if a check cannot be made here: without a QR decoder.")
    ] = False,
) -> None:
    """See it work: the whole story, played in a folder of its own that is gone afterwards."""
    from paycli.tour.play import play

    play(strict=strict)
