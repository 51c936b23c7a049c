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
    _refuse_slips(currencies, amount, behind)
    if behind and reads_as_currency(behind[0], currencies):
        if not (behind[0] in currencies and _is_number(amount)):
            raise _no_note(currencies, amount, behind)
        amount, words = f"{amount}{behind[0]}", behind[1:]
    if words and text:
        raise Usage(problem="Nothing was done. There are two notes", help="leave out -m or the last words")
    return amount, " ".join(words or []) or text


def part_and_reason(currencies: Mapping[str, int], words: list[str], text: str | None) -> tuple[str, str | None]:
    """Part `AMOUNT [REASON]...` of a refund; raises Usage for what the till takes and a command reads elsewhere."""
    import shlex

    first, *behind = words
    if first == "line" and behind and behind[0].isdecimal():
        raise _slip("A line of the sale is an option", words[:2], f"--line {behind[0]}")
    if not any(character.isdigit() for character in first) and first not in currencies and text is None:
        reason = " ".join(words)[:60]
        problem = "An amount is a number, like 12.50, and a reason for the whole sale goes into -m"
        raise _slip(problem, words, f"-m {shlex.quote(reason)}")
    return amount_and_text(currencies, first, behind, text)


def _refuse_slips(currencies: Mapping[str, int], amount: str, behind: list[str]) -> None:
    """Refuse `1 000`, which would be 1 with a note, `EUR 5` in two words, and an option with a long dash before it."""
    import re

    if behind and amount in currencies and _is_number(behind[0]):
        raise _slip("A currency and its amount are one word", [amount, behind[0]], f"{amount}{behind[0]}")
    if re.fullmatch("[0-9]{1,3}", amount) and behind and re.fullmatch(r"[0-9]{3}([.,][0-9]{1,2})?", behind[0]):
        size = next((at for at, word in enumerate(behind) if not re.fullmatch("[0-9]{3}", word)), len(behind))
        size += bool(re.fullmatch(r"[0-9]{3}[.,][0-9]{1,2}", "".join(behind[size : size + 1])))
        typed = [amount, *behind[:size]]
        problem = f"{' '.join(typed)} reads as one amount. A note that begins with a number goes into -m"
        raise _slip(problem, typed, "".join(typed).replace(",", "."))
    for word in behind:
        if (option := re.sub("^[\u2010-\u2015\u2212]+", "--", word)) != word and option in _OPTIONS:
            raise _slip(f"{option} is written with two short dashes", [word], option)


# What stands behind the words of a note, and where a phone makes one long dash of two.
_OPTIONS = {"--yes", "--dry-run", "--json", "--quiet", "--as", "--note", "--message", "--idempotency-key", "--count"}


def _slip(problem: str, typed: list[str], meant: str) -> Usage:
    import shlex

    return Usage(
        problem=f"Nothing was done. {problem}", help=step("type_instead", wrong=shlex.join(typed), right=meant)
    )


def _no_note(currencies: Mapping[str, int], amount: str, behind: list[str]) -> Usage:
    import shlex

    have, code = ", ".join(currencies), behind[0].upper()
    if code in currencies and _is_number(amount):
        note = shlex.quote(" ".join(behind)[:60])
        problem = f"A currency is written in capitals. If it is the note, it goes into -m: -m {note}"
        raise _slip(problem, [amount, behind[0]], f"{amount}{code}")
    problem = f"Nothing was done. {behind[0][:20]} behind {amount[:40]} reads as a currency, and this ledger has {have}"
    return Usage(problem=problem, help=step("currency_or_note", note=" ".join(behind)[:60]))


def _is_number(amount: str) -> bool:
    return amount.isascii() and amount.replace(".", "", 1).isdigit()
