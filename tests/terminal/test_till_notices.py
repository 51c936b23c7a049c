"""The room for what a till says: a row of 80 columns. Whatever is longer would be cut where somebody needs the rest."""

from __future__ import annotations

import ast
import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import paycli.terminal.till as room
from paycli.console.qr import cells_of
from paycli.console.sanitise import width
from paycli.errors import PaycliError
from paycli.terminal.till import effects
from paycli.terminal.till.reasons import reason_of
from paycli.terminal.till.screen.drawing import drawn
from paycli.terminal.till.screen.frames import Code, Editing, Frame, Look, Said
from paycli.terminal.till.words import NOTICE_COLUMNS
from tests.support.misses import Misses
from tests.support.shop import Till
from tools.error_schema import errors_below

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = "PAYCLI:1/S/4C656Q7PHQ1NTAA7Q8WWXK368K/2B51EN6Y0CSP"
CODE = Code(tuple(map(tuple, cells_of(TEXT, "utf-8"))), TEXT)
FOLDER = Path(room.__file__).parent
FILES = ("closing", "doubts", "events", "grammar", "model", "own_lines", "parking", "ringing", "tables", "words")
# The calls that say something, and which of their arguments it is.
SAY = {"refuse": 0, "_refuse": 0, "LineRefused": 0, "Rung": 1, "_refuse_without_text": 1, "_saying": 1, "_rung": 1}
NAME, AMOUNT, LABEL = "N" * 20, "12345.60", "p12"
BOTH = f"there are {LABEL} {'N' * 10}, {LABEL} {'N' * 10}"
# What may stand in the place of an expression, at its longest; an `if` is read in both ways.
VALUES = {
    "named(": NAME, "_bill(": NAME, "of": f"{NAME} and {NAME}", "code": "C" * 16, "by": f"wallet @{NAME}",
    "sale.number": "12-000042",
    "then": f"Left of {'N' * 14}: p10, p11, p12", "named(line.strip(), _LINE_COLUMNS)": "N" * 16,
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
    "words[0].text": "out", "wanted": "1,3", "at": f"split {LABEL}", "one.text": "C" * 20, "lines": "200",
    "line_text(": f"200x {'N' * 40} {AMOUNT}", "said": f"{NAME} is not paid. Typed ahead, not taken",
    "self._shares_text(": f"1 x {AMOUNT}, 19 x {AMOUNT}. 0.19 over, on the first 19", "less": f": -{AMOUNT}",
    "named(name, _SPLIT_COLUMNS)": "N" * 11,
    "named(name, PARK_COLUMNS)": "N" * 60, "named(parked.name, PARK_COLUMNS)": "N" * 60,
    "rounded": f"; in coins it is {AMOUNT}",
    "_INSTEAD.get(": "print 1-41 prints one",
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


# --- reasons of the ledger -------------------------------------------------------------------------------------------
def reasons() -> Iterator[str]:
    """Give why each error refused something, with names of 20 letters in it."""
    for error in errors_below(PaycliError):
        fields = dict.fromkeys(set(re.findall(r"{(\w+)", error.message_template)), NAME)
        yield reason_of(error(money="Nothing was charged.", **fields))


def test_whatever_the_ledger_says_is_whole_on_the_smallest_screen() -> None:
    goods = Till().type(*(f"1.00 thing{at}" for at in range(60)))
    waits = Till().type("fw", "pay").begin().tell(effects.SaleOpened("1-000042", "k3xd9m2pq7ta", (), "17:05:12"))
    with Misses() as misses:
        for reason in reasons():
            with misses.of(reason):
                for till, code in ((Till(), None), (goods, None), (waits, CODE)):
                    state = till.state._replace(notice=reason, is_refused=True)
                    for frame in (Frame(state, code=code), Frame(state, code=code, said=Said(f"! {reason}", "bad"))):
                        shown = seen(frame, till)
                        assert "".join(reason.split()) in "".join(shown.replace("│", "").split()), shown
                        assert "TOTAL" in shown


def test_guests_read_none_of_it() -> None:
    waits = Till().type("fw", "pay").begin().tell(effects.SaleOpened("1-000042", "k3xd9m2pq7ta", (), "17:05:12"))
    for till, code in ((Till(), None), (waits, CODE)):
        state = till.state._replace(notice="no reason is for guests " * 9, is_refused=True)
        assert "reason" not in seen(Frame(state, code=code, is_watched=True), till)


def seen(frame: Frame, till: Till) -> str:
    """Give the letters of a screen of 80 x 24."""
    found = drawn(frame, till.shop, Editing(), Look(80, 24), "12:00")
    assert len(found) == 24
    texts = ["".join(piece.text for piece in row if piece.cell is None) for row in found]
    assert max(map(width, texts)) <= 80
    if frame.code is not None:
        assert sum(any(piece.cell is not None for piece in row) for row in found) == len(frame.code.rows)
    return "\n".join(texts)
