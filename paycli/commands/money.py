"""The verbs of every day that move money: pay, refund, cancel, topup, withdraw, resume, tick."""

from typing import TYPE_CHECKING, Annotated

import typer

from paycli.commands.options import NOTHING, DryRun, Id, Key, NoKey, Tab
from paycli.errors import Usage

if TYPE_CHECKING:
    from paycli.services.engine.intents import Plan

Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="Like 12.50 or 12.50EUR."), NOTHING]
Card = Annotated[str | None, Tab("cards")]
Again = Annotated[bool, typer.Option("--again", help="Move the same sum again, though one is in flight.")]


def pay(
    sale: Annotated[
        str,
        typer.Argument(metavar="SALE|QRTEXT|-", help="The sale's id, its QR text, or - for stdin."),
        Tab("unpaid_sales"),
    ],
    tip: Annotated[str | None, typer.Option("--tip", metavar="10%|AMOUNT", help="A tip, on top of the bill.")] = None,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Pay a sale at a shop's till."""
    from paycli.console.ask import read_line
    from paycli.console.output import show as render
    from paycli.console.views.sales import localised_payment, paid
    from paycli.flows.guests import pointed_to_the_till
    from paycli.flows.session import execution, full_ids_required, opened
    from paycli.services.sales.pay import pay as settle_bill

    typed = read_line("the sale", option="its id or QR text") if sale == "-" else sale
    with pointed_to_the_till(), opened(moving=True) as app, localised_payment(app.registry):
        result = settle_bill(
            app, typed, tip, execution(app, key, dry_run=dry_run), full_ids_required=full_ids_required(key)
        )
        render(paid(result, app.registry))


def refund(  # noqa: PLR0913  each is one choice about the refund
    sale: Annotated[Id, Tab("own_sales")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[AMOUNT] [REASON]...", help="A part of the sale; a reason that both can read."),
        NOTHING,
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--message", "-m", help="The reason, also for a refund of the whole sale.")
    ] = None,
    line: Annotated[
        int | None, typer.Option("--line", min=1, metavar="N", help="The sum of this line of the sale, from 1 on.")
    ] = None,
    till: Annotated[
        int | None, typer.Option("--till", min=0, max=99, help="Which till, where several are open.")
    ] = None,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Refund a paid sale to its payer; without an amount, refund the whole sale (shops)."""
    from paycli.commands.amounts import part_and_reason
    from paycli.console.output import show as render
    from paycli.console.views.sales import refunded
    from paycli.flows.session import execution, full_ids_required, opened
    from paycli.services.goods.items import pricing_of
    from paycli.services.sales.refund import refund as give_back

    with opened(moving=True) as app:
        # Words alone never mean the whole sale: the first may be a mistyped amount.
        amount, text = None, reason
        if line is not None:
            text = _reason_beside_line(words or [], reason)
        elif words:
            amount, text = part_and_reason(app.registry.currencies, words, reason)
        run = execution(app, key, no_key=no_key, dry_run=dry_run)
        whole = full_ids_required(key)
        result = give_back(
            app, sale, amount, text, run, full_ids_required=whole, till=till, pricing=pricing_of, line=line
        )
        render(refunded(result, app.registry))
        if result.drawer is not None:
            from paycli.terminal.paper import after_refund, say_trouble

            say_trouble(after_refund(app, result))


def _reason_beside_line(words: list[str], reason: str | None) -> str | None:
    """Read the words behind `--line`, which stands for the amount: a first one that reads as one raises Usage."""
    if words and words[0][0:1].isdigit():
        problem = "Nothing was refunded. --line says how much already; a reason that begins with a number goes into -m"
        raise Usage(problem=problem, help="leave out the amount, or --line")
    if words and reason:
        raise Usage(problem="Nothing was refunded. There are two reasons", help="leave out -m or the last words")
    return " ".join(words) or reason


def cancel(thing: Annotated[Id, Tab("cancellable")], key: Key = None, dry_run: DryRun = False) -> None:
    """Take back an envelope with packets left, an unpaid sale, a waiting transfer, a request, the rest of a batch."""
    from paycli.console.output import show as render
    from paycli.console.views.cancel import cancelled
    from paycli.flows.session import execution, full_ids_required, opened
    from paycli.services.payments.cancel import cancel as take_back

    with opened(moving=True) as app:
        result = take_back(app, thing, execution(app, key, dry_run=dry_run), full_ids_required=full_ids_required(key))
        render(cancelled(result, app.registry))


def topup(
    amount: Amount,
    card: Annotated[Card, typer.Option("--from", metavar="CARD", help="Another card than the default.")] = None,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
    again: Again = False,
) -> None:
    """Take money from a bound card into the wallet."""
    from paycli.console.output import show as render
    from paycli.console.progress import Progress
    from paycli.console.views.rails import rail_transfer
    from paycli.flows.again import once_or_again
    from paycli.flows.session import execution, opened
    from paycli.services.rails import card_transfers

    with opened(moving=True) as app:
        run = execution(app, key, no_key=no_key, dry_run=dry_run)

        def move(again: bool) -> card_transfers.RailTransfer:  # noqa: FBT001  it is the one thing that is handed over
            with Progress("asking the bank") as progress:

                def agree(plan: "Plan") -> None:
                    run.agree(plan)
                    progress.again()

                return card_transfers.topup(app, amount, card, run._replace(agree=agree, again=again), again=again)

        render(rail_transfer(once_or_again(move, again=again, dry_run=dry_run), app.registry))


def withdraw(
    amount: Amount,
    card: Annotated[Card, typer.Option("--to", metavar="CARD", help="Another card than the default.")] = None,
    cash: Annotated[bool, typer.Option("--cash", help="Get cash from the operator.")] = False,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
    again: Again = False,
) -> None:
    """Pay money out to a card, or set it aside for cash."""
    from paycli.console.output import show as render
    from paycli.console.views.rails import rail_transfer
    from paycli.flows.again import once_or_again
    from paycli.flows.session import execution, opened
    from paycli.services.rails import card_transfers

    if cash and card is not None:
        raise Usage(
            problem="Nothing was withdrawn. --cash and --to exclude each other", help="leave out --cash or --to"
        )
    with opened(moving=True) as app:
        run = execution(app, key, no_key=no_key, dry_run=dry_run)
        result = once_or_again(
            lambda again: card_transfers.withdraw(app, amount, card, run._replace(again=again), cash=cash, again=again),
            again=again,
            dry_run=dry_run,
        )
        render(rail_transfer(result, app.registry))


def resume() -> None:
    """Say what became of commands whose result nobody was shown, of all wallets here or of --as. It sends nothing."""
    from paycli.app.mandated import check_notes
    from paycli.console.output import show as render
    from paycli.console.views.resume import resumed
    from paycli.flows.session import every_wallet
    from paycli.services.resume import resume as look
    from paycli.services.resume import shown

    with every_wallet() as (here, wallets, _):
        check_notes(here)
        found = look(here, wallets)
        render(resumed(found))
        here.change_unreported(shown(found))


def tick() -> int:
    """Settle everything that is due, and ask the bank about transfers in flight, of all wallets here or of --as."""
    from paycli.console.output import show as render
    from paycli.console.views.tick import ticked
    from paycli.flows.session import every_wallet
    from paycli.services.rails.tick import tick as ask

    with every_wallet() as (here, wallets, is_named):
        found = ask(here, wallets, beside=here.profiles() if is_named else ())
        render(ticked(found))
        # It was shown how these ended.
        here.change_unreported(lambda note: None if note.name in found.ended else note)
        return found.exit_status
