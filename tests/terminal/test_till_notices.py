"""The room for what a till says: a row of 80 columns. Whatever is longer would be cut where somebody needs the rest."""

from __future__ import annotations

import ast
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import paycli.terminal.till as room
from paycli.console.sanitise import width
from paycli.terminal.till.words import NOTICE_COLUMNS
from tests.support.misses import Misses

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(room.__file__).parent
FILES = ("closing", "doubts", "events", "grammar", "model", "own_lines", "parking", "ringing", "tables", "words")
# The calls that say something, and which of their arguments it is.
SAY = {"refuse": 0, "_refuse": 0, "LineRefused": 0, "Rung": 1, "_refuse_without_text": 1, "_saying": 1, "_rung": 1}
NAME, AMOUNT, LABEL, CODE = "N" * 20, "12345.60", "p12", "C" * 20
BOTH = f"there are {LABEL} {'N' * 10}, {LABEL} {'N' * 10}"
# What may stand in the place of an expression, at its longest; an `if` is read in both ways.
VALUES = {
    "named(": NAME, "_bill(": NAME, "of": f"{NAME} and {NAME}", "code": "C" * 16, "sale.number": "12-000042", "by": f"wallet @{NAME}",
    "_shares_left(": f"Left of {'N' * 14}: p10, p11, p12", "named(line.strip(), _LINE_COLUMNS)": "N" * 16,
    "there": f"{LABEL} {NAME}", "parts.quantity": "200",
    "_money(": AMOUNT, "self._money(": AMOUNT, "amount_text(": AMOUNT, "format_minor(": AMOUNT, "rest": AMOUNT,
    "total": AMOUNT, "now": AMOUNT, "left": AMOUNT, "price": AMOUNT, "amount": f"{AMOUNT} EUR",
    "example(": AMOUNT, "pricing.currency": "EUR", "bill.pricing.currency": "EUR", "quantity": "200", "before": "200",
    "line.quantity": "200", "number": "200", "count": "200", "len(": "200", "more": "200", "most": "200",
    "QUANTITY_MOST": "200", "LINES_MOST": "200", "PARKED_MOST": "99", "SHARES_MOST": "20", "NAME_LENGTH_MOST": "100",
    "LINE_LENGTH_MOST": "300", "self._carts.multiplier": "200", "carts.multiplier": "200", "label": LABEL,
    "labels": LABEL, "there.label": LABEL, "whole.label": LABEL, "together[0].label": LABEL, "first.label": LABEL,
    "parked.label": LABEL, "name": LABEL, "letter": "F", "have": "A, B, C, D, E", "percent_text(": "12.3456%",
    "known(carts)": BOTH, "known(self._carts)": BOTH,
    "state.waiting.number": "12-000042", "event.number": "12-000042", "text": "refund", "word.text": "-123456.00",
    "words[0].text": "out", "wanted": "1,3", "at": f"split {LABEL}", "one.text": CODE, "lines": "200",
    "line_text(": f"200x {'N' * 40} {AMOUNT}", "said": f"{NAME} is not paid. Typed ahead, not taken",
    "self._shares_text(": f"1 x {AMOUNT}, 19 x {AMOUNT}. 0.19 over, on the first 19", "less": f": -{AMOUNT}",
    "named(name, _SPLIT_COLUMNS)": "N" * 11,
    # Of what is paid in cash no wallet is named.
    "change": "",
    "[*found.values()][-1]": f"{NAME} was recalled, change {AMOUNT} EUR", "whole": "C" * 16,
}  # fmt: skip


def texts(node: ast.expr) -> Iterator[str]:
    """Give what an expression may say, with what stands in it at its longest."""
    match node:
        case ast.Constant(str() as text):
            yield text
        case ast.IfExp(body=one, orelse=two):
            yield from texts(one)
            yield from texts(two)
        case ast.JoinedStr(parts):
            yield from map("".join, product(*(list(texts(part)) for part in parts)))
        case ast.FormattedValue(value) if isinstance(value, (ast.IfExp, ast.Constant, ast.JoinedStr)):
            yield from texts(value)
        case ast.FormattedValue(value):
            yield value_of(ast.unparse(value))


def value_of(expression: str) -> str:
    """Give the longest value of an expression, by all of it or by the function that it calls."""
    found = VALUES.get(expression, VALUES.get(f"{expression.partition('(')[0]}("))
    assert found is not None, f"{expression}: write into VALUES how long it can be"
    return found


def said(tree: ast.Module) -> Iterator[ast.expr]:
    """Give each text that is said as an argument, or as an assignment to a notice."""
    for node in ast.walk(tree):
        found: ast.expr | None = None
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = SAY.get(called, len(node.args))
            found = node.args[place] if place < len(node.args) else None
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            found = node.value if ast.unparse(target) in {"reason", "notice", "said"} else None
        if found is not None:
            yield found


def test_whatever_a_till_says_fits_a_row_with_names_of_20_letters_and_amounts_of_8() -> None:
    count = 0
    with Misses() as misses:
        for name in FILES:
            tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
            for node in said(tree):
                with misses.of(f"{name}.py:{node.lineno}"):
                    for text in texts(node):
                        count += 1
                        assert width(text) <= NOTICE_COLUMNS, f"{width(text)} columns: {text}"
    assert count > 100
