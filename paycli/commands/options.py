"""Options that several commands share, and the mark that says what Tab offers at a parameter."""

from typing import Annotated, NamedTuple

import typer

from paycli.errors import Usage


class Tab(NamedTuple):
    """What Tab offers at a parameter, beside it in its type: `Annotated[str, typer.Argument(...), Tab("handles")]`.

    `source` names a function of services/completing.py, which looks into the ledger, or one of those that
    commands/completing.py answers itself; `words` are offered as they are. An argument has a mark in any case: NOTHING
    where people type what only they know.
    """

    source: str = ""
    words: tuple[str, ...] = ()


NOTHING = Tab()

Key = Annotated[
    str | None,
    typer.Option("--idempotency-key", "-k", help="A word of yours. The same key never moves money twice."),
]
Light = Annotated[
    bool, typer.Option("--light", help="For a code that is drawn without colour: the background is light.")
]
NoKey = Annotated[bool, typer.Option("--no-key", help="In a script: each run may do it again.")]
NoteOption = Annotated[str | None, typer.Option("--note", "-m", help="The note, if you do not type it last.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, but move no money.")]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="From this time on: today, 2026-11-22, 7d."),
]
Until = Annotated[str | None, typer.Option("--until", metavar="TIME", help="Before this time.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, max=1_000_000_000, help="Show at most this number.")]
After = Annotated[
    int | None,
    typer.Option("--after", metavar="CURSOR", min=1, help="Go on behind this place: `next` of the page before."),
]
AfterName = Annotated[
    str | None,
    typer.Option("--after", metavar="NAME", help="Go on behind this name: `next` of the page before."),
]
# Which ids are offered is said where it is used: Annotated[Id, Tab("own_sales")].
Id = Annotated[str, typer.Argument(metavar="ID", help="An id that paycli showed, or its first letters.")]


def check_word_order(who: str, amount: str, words: list[str] | None = None) -> None:
    """Notice `5 bo`, `5 to bo` and `to bo 5`, and give the whole line to copy; a payee is never guessed. Raises Usage.

    `words` are the words behind them.
    """
    from paycli.domain.money import looks_like_amount

    first, behind = _amount(who), list(words or [])
    line = [who, amount, *behind]
    if first is not None and not looks_like_amount(amount):
        # Between the amount and the name there may be a currency and a `to`.
        at = next((at for at, word in enumerate(line) if at and not (word == "to" or _is_code(word))), 0)
        right = [line[at], first, *(word for word in line[1:at] if word != "to")]
        raise _misplaced("Write the name before the amount", line[: at + 1], right)
    if who == "to" and behind and looks_like_amount(behind[0]) and not looks_like_amount(amount):
        raise _misplaced("Write nothing before the name", line[:3], [amount, behind[0]])


def check_one_payee(who: str, amount: str, words: list[str] | None = None) -> None:
    """Notice `send li,bo 5` and `send li bo 5`: several people get an envelope. Raises Usage."""
    from paycli.domain.money import looks_like_amount

    line = [who, amount, *(words or [])]
    at = next((at for at, word in enumerate(line) if looks_like_amount(word)), 0)
    names = [name for word in line[:at] for name in word.split(",") if name]
    if len(names) > 1 and all(name.lstrip("@").isidentifier() and not _is_code(name) for name in names):
        from paycli.commands.known import are_somebody

        known = are_somebody(names)
        if known[0] and not any(known[1:]):
            raise _misplaced("Write the amount before the note", line[: at + 1], [line[0], line[at], *line[1:at]])
        raise _misplaced("Several people get an envelope", line[: at + 1], [",".join(names), line[at]], "envelope ")


def _misplaced(problem: str, wrong: list[str], right: list[str], before: str = "") -> Usage:
    from shlex import join

    from paycli.console.corrected import corrected

    line = corrected(join(wrong), join(right)).replace("paycli ", f"paycli {before}", 1)
    return Usage(problem=f"Nothing was done. {problem}", help=line)


def _amount(word: str) -> str | None:
    """Give an amount as it is to be typed; None for what is none."""
    from paycli.domain.money import looks_like_amount
    from paycli.domain.near_amounts import amount_meant

    return word if looks_like_amount(word) else amount_meant(word, {})


def _is_code(word: str) -> bool:
    return len(word) == 3 and word.isascii() and word.isupper()
