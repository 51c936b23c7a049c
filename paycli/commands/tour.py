"""The tour."""

from typing import Annotated

import typer


def tour(
    strict: Annotated[bool, typer.Option("--strict", help="Fail if this machine lacks a QR decoder.")] = False,
) -> None:
    """See it work: it plays the whole story in a folder of its own, and removes the folder."""
    from paycli.tour.play import play

    play(strict=strict)
