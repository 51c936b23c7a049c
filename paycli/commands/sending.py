"""Money to somebody and back: send, undo, give-back; and what the words behind `send` mean."""

from typing import Annotated

import typer

from paycli.commands.options import (
    NOTHING,
    DryRun,
    Id,
    Key,
    NoKey,
    NoteOption,
    Tab,
    check_one_payee,
    check_word_order,
)
from paycli.errors import Usage

Note = Annotated[
    list[str] | None, typer.Argument(metavar="[NOTE]...", help="The reason, which both can read."), NOTHING
]
Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="Like 12.50 or 12.50EUR."), NOTHING]
# For how long money waits to be accepted where nobody says it.
WAIT = "24h"


def sent_words(words: list[str]) -> list[str]:
    """Take `send back ID` for `give-back ID`, and `--wait` alone for `--wait 24h`; `@back` is a payee.

    Behind `--wait` a name, an amount or a note stays one.
    """
    if words[1:2] == ["back"]:
        return ["give-back", *words[2:]]
    typed = words[: words.index("--")] if "--" in words else words
    if "--wait" not in typed:
        return words
    import re

    behind = typed.index("--wait") + 1
    if re.fullmatch("[0-9]+[a-z]", "".join(typed[behind : behind + 1])):
        return words
    return [*words[:behind], WAIT, *words[behind:]]


def send(  # noqa: PLR0913  each is one choice about the payment
    who: Annotated[str, typer.Argument(metavar="WHO", help="A handle, like bo or @bo."), Tab("handles")],
    amount: Amount,
    words: Note = None,
    note: NoteOption = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The name that they should have; another is refused.")
    ] = None,
    wait: Annotated[
        str | None,
        typer.Option(
            "--wait", metavar="[LENGTH]", help="They accept it first, else it comes back: after 24h, or 90m, 3d."
        ),
    ] = None,
    delay: Annotated[
        str | None,
        typer.Option("--delay", metavar="LENGTH", help="It arrives after that, like 2h; until then you can cancel it."),
    ] = None,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Send money to somebody: at once and for good, or set aside for a while first.

    With paycli config set grace 30s, each payment that you are asked about arrives 30 s later, without an option.
    """
    from paycli.commands.amounts import amount_and_text
    from paycli.console.output import show as render
    from paycli.console.views.transfers import sent
    from paycli.flows.grace import grace_ms
    from paycli.flows.session import execution, opened
    from paycli.services.payments import transfers

    check_word_order(who, amount, words)
    check_one_payee(who, amount, words)
    waits, delays = (None if typed is None else _length(typed) for typed in (wait, delay))
    set_aside = transfers.set_aside_for(wait_ms=waits, delay_ms=delays)
    with opened(moving=True) as app:
        amount, text = amount_and_text(app.registry.currencies, amount, words, note)
        run = execution(app, key, no_key=no_key, dry_run=dry_run)
        if set_aside is None:
            set_aside = transfers.set_aside_for(wait_ms=None, delay_ms=grace_ms(app, key=key, no_key=no_key))
        render(sent(transfers.send(app, who, amount, text, run, name=name, set_aside=set_aside), app.registry))


def _length(typed: str) -> int:
    from paycli.console.times import parse_duration

    return parse_duration(typed)


def give_back(
    thing: Annotated[Id, Tab("payments")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[AMOUNT] [WHY]...", help="A part of it; the reason, which both can read."),
        NOTHING,
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--message", "-m", help="The reason, also where all of it goes back.")
    ] = None,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Give a payment back to its payer, or a part of it; without an amount, all that is left."""
    from paycli.commands.amounts import amount_and_text
    from paycli.console.output import show as render
    from paycli.console.views.transfers import given_back
    from paycli.flows.session import execution, full_ids_required, opened
    from paycli.services.payments import giving_back

    with opened(moving=True) as app:
        # Words alone never mean all of it: the first may be a mistyped amount.
        amount, text = None, reason
        if words:
            amount, text = amount_and_text(app.registry.currencies, words[0], words[1:], reason)
        run = execution(app, key, no_key=no_key, dry_run=dry_run)
        whole = full_ids_required(key)
        render(given_back(giving_back.give_back(app, thing, amount, text, run, full_ids_required=whole), app.registry))


def undo(
    thing: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="An order of yours; without one, the newest that can be undone."),
        Tab("undoable"),
    ] = None,
    words: Note = None,
    note: NoteOption = None,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Undo an order: cancel it, or ask for the money back where it has arrived. It says which before it does."""
    from paycli.console.output import show as render
    from paycli.console.views.undo import undone
    from paycli.flows.session import execution, full_ids_required, opened
    from paycli.services.payments import undo as undoing

    text = _one_note(words, note)
    with opened(moving=True) as app:
        run, whole = execution(app, key, dry_run=dry_run), full_ids_required(key)
        render(undone(undoing.undo(app, thing, text, run, full_ids_required=whole), app.registry))


def _one_note(words: list[str] | None, note: str | None) -> str | None:
    if words and note:
        raise Usage(problem="Nothing was undone. There are two notes", help="leave out -m or the last words")
    return " ".join(words or []) or note
