"""Receipts that prove themselves: save one to a file, and check one, with a ledger at hand or without."""

from typing import Annotated

import typer

from paycli.commands.options import Id, Light, Tab

commands = typer.Typer(help="Receipts that prove themselves, also without a ledger.", no_args_is_help=True)


@commands.command()
def save(
    sale: Annotated[Id, Tab("own_sales")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="A new file, like 1-41.json."), Tab("files")],
) -> None:
    """Save the receipt of a paid sale with all that proves it: what you sold, or what you paid."""
    from paycli.console.output import show
    from paycli.console.views.receipt_files import saved
    from paycli.flows.receipts import save as save_receipt

    show(saved(*save_receipt(sale, file)))


@commands.command()
def code(
    sale: Annotated[Id, Tab("own_sales")],
    light: Light = False,
) -> None:
    """Sign the code of a paper receipt, for a sale of your shop, and show it where it has room."""
    from paycli.console.output import show
    from paycli.console.views.receipt_files import coded
    from paycli.flows.session import opened
    from paycli.services.reading.reader import reading
    from paycli.services.sales.paper_codes import coded_receipt

    with opened() as app, reading(app) as reader:
        show(coded(coded_receipt(app, reader, sale), light_background=light))


@commands.command()
def verify(
    file: Annotated[
        str, typer.Argument(metavar="FILE|CODE|-", help="The receipt, the code on paper, or - for stdin."), Tab("files")
    ],
    key: Annotated[
        str | None, typer.Option("--key", metavar="FINGERPRINT", help="The shop's, like 5e:9a:01:7c.")
    ] = None,
    here: Annotated[
        bool,
        typer.Option("--here", help="Ask your ledger too, as --ledger does: is it there, what happened since."),
    ] = False,
) -> None:
    """Check a receipt by what it carries, without a ledger; the code of one on paper needs your ledger."""
    from paycli.console.output import show
    from paycli.console.views.receipt_files import checked, paper_checked
    from paycli.flows import receipts
    from paycli.services.sales.receipt_checks import check_receipt

    data = receipts.read_bytes(file)
    paper = receipts.paper_of(data, file)
    if paper is not None:
        show(paper_checked(*receipts.paper_held_against_ledger(paper, key)))
        return
    found = check_receipt(data, key, receipts.contact_of)
    show(checked(receipts.held_against_ledger(found) if receipts.is_asked(here=here) else found))
