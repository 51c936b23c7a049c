"""Receipts that prove themselves: save one to a file, and check one, with a ledger at hand or without."""

from typing import Annotated

import typer

from paycli.commands.options import Id, Tab

commands = typer.Typer(help="Receipts that prove themselves, also without a ledger.", no_args_is_help=True)


@commands.command()
def save(
    sale: Annotated[Id, Tab("own_sales")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="A new file, like 1-41.json."), Tab("files")],
) -> None:
    """Save the receipt of a paid sale with all that proves it: what you sold, or what you paid."""
    from paycli.app.exports import exported_bytes
    from paycli.console.output import show
    from paycli.console.views.receipt_files import saved
    from paycli.domain.receipts import encode
    from paycli.flows.session import opened
    from paycli.services.reading.reader import reading
    from paycli.services.sales.receipt_files import receipt_file

    with opened() as app, reading(app) as reader:
        made = receipt_file(app, reader, sale)
        path = exported_bytes(file, encode(made))
    show(saved(made, path))


@commands.command()
def verify(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="The receipt, or - for stdin."), Tab("files")],
    key: Annotated[
        str | None, typer.Option("--key", metavar="FINGERPRINT", help="The shop's, like 5e:9a:01:7c.")
    ] = None,
    here: Annotated[
        bool,
        typer.Option("--here", help="Ask your ledger too, as --ledger does: is it there, what happened since."),
    ] = False,
) -> None:
    """Check a receipt by what it carries; no ledger is needed for that."""
    from paycli.console.output import show
    from paycli.console.views.receipt_files import checked
    from paycli.flows.receipts import contact_of, held_against_ledger, is_asked, read_bytes
    from paycli.services.sales.receipt_checks import check_receipt

    found = check_receipt(read_bytes(file), key, contact_of)
    show(checked(held_against_ledger(found) if is_asked(here=here) else found))
