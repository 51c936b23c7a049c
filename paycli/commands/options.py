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
    typer.Option("--idempotency-key", "-k", help="Repeat safely: the same key never moves money twice."),
]
NoteOption = Annotated[str | None, typer.Option("--note", "-m", help="The note, if it is not the last words.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, move nothing.")]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="From this time on: today, 2026-11-22, 7d."),
]
Until = Annotated[str | None, typer.Option("--until", metavar="TIME", help="Before this time.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, max=1_000_000_000, help="At most so many.")]
# Which ids are offered is said where it is used: Annotated[Id, Tab("own_sales")].
Id = Annotated[str, typer.Argument(metavar="ID", help="The id that was shown, or its first letters.")]


def check_word_order(
    command: str,
    who: str,
    amount: str,
    words: list[str] | None = None,
    *,
    note: str | None = None,
    key: str | None = None,
    dry_run: bool = False,
) -> None:
    """Notice `send 5 bo` and give the whole line to copy; a payee is never guessed. Raises Usage."""
    from paycli.domain.money import looks_like_amount

    if looks_like_amount(who) and not looks_like_amount(amount):
        import shlex

        chosen = [*_option("-m", "--note", note), *_option("-k", "--idempotency-key", key)]
        chosen += ["--dry-run"] if dry_run else []
        words = words or []
        # A word that begins with a dash is no option behind -- alone, and then the options come before it.
        rest = [*chosen, "--", *words] if any(word.startswith("-") for word in words) else [*words, *chosen]
        line = shlex.join([*command.split(), amount, who, *rest])
        raise Usage(problem="Nothing was done. The name comes before the amount", help=f"paycli {line}")


def _option(short: str, long: str, value: str | None) -> list[str]:
    """Write an option again; a value that begins with a dash stands behind an equals sign."""
    if value is None:
        return []
    return [f"{long}={value}"] if value.startswith("-") else [short, value]
