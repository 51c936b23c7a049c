"""What is typed behind an amount: its currency, or words that both can read, and never one taken for the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.errors import Usage, step

if TYPE_CHECKING:
    from collections.abc import Mapping


def amount_and_text(
    currencies: Mapping[str, int], amount: str, words: list[str] | None, text: str | None
) -> tuple[str, str | None]:
    """Part `AMOUNT [CURRENCY] [WORDS]...` and the text of -m: `100 EUR lunch` is 100EUR for lunch.

    A word that reads as a currency is never a note. Where it is not one of the ledger's, in capitals, raises Usage:
    `send bo 100 JPY` would move another currency than was meant. Raises Usage for words and a text, too.
    """
    from paycli.domain.currency_words import reads_as_currency

    behind = " ".join(words or []).split()
    if behind and reads_as_currency(behind[0], currencies):
        if not (behind[0] in currencies and _is_number(amount)):
            raise _no_note(currencies, amount, behind)
        amount, words = f"{amount}{behind[0]}", behind[1:]
    if words and text:
        raise Usage(problem="Nothing was done. There are two notes", help="leave out -m or the last words")
    return amount, " ".join(words or []) or text


def _no_note(currencies: Mapping[str, int], amount: str, behind: list[str]) -> Usage:
    import shlex

    have = ", ".join(currencies)
    problem = f"Nothing was done. {behind[0][:20]} behind {amount[:40]} reads as a currency, and this ledger has {have}"
    return Usage(problem=problem, help=step("currency_or_note", note=shlex.quote(" ".join(behind)[:60])))


def _is_number(amount: str) -> bool:
    return amount.isascii() and amount.replace(".", "", 1).isdigit()
