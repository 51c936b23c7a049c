"""Lines that begin with a word of the till and have nothing else on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.bill_shares import SHARES_MOST
from paycli.terminal.till import actions
from paycli.terminal.till.words import (
    Word,
    example,
    is_scan,
    lines_in,
    money_in,
    named,
    sale_number,
    whole_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from paycli.terminal.till.actions import Action
    from paycli.terminal.till.state import Shop
    from paycli.terminal.till.words import SaleNumber

    OwnLine = Callable[[Sequence[Word], Shop], Action]

PARK_LENGTH_MOST = 30
REASON_LENGTH_MOST = 200


def _alone(action: Action) -> OwnLine:
    def read(words: Sequence[Word], _shop: Shop) -> Action:
        _nothing_behind(words, 1)
        return action

    return read


def _nothing_behind(words: Sequence[Word], count: int) -> None:
    if len(words) > count:
        words[count].refuse(f"behind {named(words[count - 1].text)} stands nothing else")


def _text(words: Sequence[Word], begin: int, most: int = REASON_LENGTH_MOST) -> str:
    """Give the rest of a line as a text; refuses a scan in it, and one that is too long."""
    for word in words[begin:]:
        if is_scan(word):
            word.refuse("a code was scanned into a text: end the text first, then scan")
    text = " ".join(word.text for word in words[begin:])
    if len(text) > most:
        words[begin].refuse(f"at most {most} characters")
    return text


def _line_number(word: Word) -> int:
    if not (word.text.isascii() and word.text.isdecimal() and int(word.text[:4]) > 0 and len(word.text) < 4):
        word.refuse("the number of a line, like 3")
    return int(word.text)


def _void(words: Sequence[Word], _shop: Shop) -> Action:
    _nothing_behind(words, 2)
    return actions.Void(_line_number(words[1]) if len(words) > 1 else None)


def _select(words: Sequence[Word], _shop: Shop) -> Action:
    if len(words) == 1:
        words[0].refuse("which line? line 3")
    _nothing_behind(words, 2)
    return actions.Select(_line_number(words[1]))


def _park(words: Sequence[Word], _shop: Shop) -> Action:
    return actions.Park(_text(words, 1, PARK_LENGTH_MOST))


def _recall(words: Sequence[Word], _shop: Shop) -> Action:
    return actions.Recall(_text(words, 1))


def _split(words: Sequence[Word], _shop: Shop) -> Action:
    if len(words) == 1:
        return actions.TakeLines("", ())
    *before, last = words[1:]
    takes_lines = bool(before) and not before[-1].quoted and before[-1].text.casefold() == "line"
    who = _text(before[:-1] if takes_lines else before, 0)
    count, lines = None if last.quoted else whole_number(last.text), () if last.quoted else lines_in(last.text)
    if count is not None and not takes_lines:
        if not 1 < count <= SHARES_MOST:
            last.refuse(f"2 to {SHARES_MOST} shares; split line {count} takes a line")
        return actions.Split(who, count)
    if not lines and takes_lines:
        last.refuse("the numbers of lines, like 1,3 or 2x3 for two of line 3")
    return actions.TakeLines(who, lines) if lines else actions.TakeLines(_text(words, 1), ())


def _move(words: Sequence[Word], _shop: Shop) -> Action:
    _text(words, 1)
    if not any(lines_in(word.text) for word in words[1:]):
        words[0].refuse("which lines, and where to? move 2 p1, or move p1 2 p2")
    return actions.MoveLines(tuple(word.text for word in words[1:]))


def _merge(words: Sequence[Word], _shop: Shop) -> Action:
    if len(words) == 1:
        words[0].refuse("what? merge p1 p2 makes one bill of them")
    _text(words, 1)
    return actions.Merge(tuple(word.text for word in words[1:]))


def _gift(words: Sequence[Word], _shop: Shop) -> Action:
    reason = _text(words, 1)
    if not reason:
        words[0].refuse("why? gift for the birthday")
    if not words[1].quoted and sale_number(words[1].text):
        words[1].refuse("gift gives away what is rung up, and no other sale: gift a regular")
    return actions.PayGift(reason)


# --- sales that were made --------------------------------------------------------------------------------------------
def _number(word: Word) -> SaleNumber:
    found = sale_number(word.text)
    if found is None:
        word.refuse("the number on the receipt, like 1-41")
    return found


def _refund(words: Sequence[Word], shop: Shop) -> Action:
    if len(words) == 1:
        words[0].refuse("which sale? refund 1-41")
    _, number, *behind = words
    amount, line = None, None
    if behind and not behind[0].quoted:
        first, *rest = behind
        if first.text.casefold() == "line":
            if not rest:
                first.refuse("which line? refund 1-41 line 2")
            line, behind = _line_number(rest[0]), rest[1:]
        elif (amount := money_in(first, shop.pricing)) is not None:
            behind = rest
            if not amount:
                first.refuse("a refund is more than nothing")
    return actions.GiveBack(_number(number), amount, line, _text(behind, 0))


def _print(words: Sequence[Word], _shop: Shop) -> Action:
    which = words[1].text.casefold() if len(words) > 1 else ""
    if which in ("x", "z"):
        return _print_day(words, is_open=which == "x")
    _nothing_behind(words, 2)
    return actions.PrintReceipt(_number(words[1]) if len(words) > 1 else None)


def _print_day(words: Sequence[Word], *, is_open: bool) -> Action:
    _nothing_behind(words, 2 if is_open else 3)
    typed = words[-1] if len(words) == 3 else None
    number = None if typed is None else whole_number(typed.text)
    if typed is not None and not number:
        typed.refuse("the number of a Z, like print z 12")
    return actions.PrintDay(number, is_open)


# --- the day ---------------------------------------------------------------------------------------------------------
def _open(words: Sequence[Word], shop: Shop) -> Action:
    _nothing_behind(words, 2)
    return actions.OpenDay(_counted(words[1], shop) if len(words) > 1 else None)


def _close(words: Sequence[Word], shop: Shop) -> Action:
    counted = _counted(words[1], shop) if len(words) > 1 else None
    return actions.CloseDay(counted, _text(words, 2))


def _counted(word: Word, shop: Shop) -> int:
    found = money_in(word, shop.pricing)
    if found is None:
        word.refuse(f"what was counted in the drawer, like {example(shop.pricing)}")
    return found


def _moves(*, out: bool) -> OwnLine:
    def read(words: Sequence[Word], shop: Shop) -> Action:
        amount = money_in(words[1], shop.pricing) if len(words) > 1 else None
        reason = _text(words, 2)
        if not amount or not reason:
            words[0].refuse(f"how much, and why? {words[0].text} {example(shop.pricing)} {'bank' if out else 'change'}")
        return actions.MoveCash(out, amount, reason)

    return read


def _drawer(words: Sequence[Word], _shop: Shop) -> Action:
    return actions.OpenDrawer(_text(words, 1))


def _help(words: Sequence[Word], _shop: Shop) -> Action:
    _nothing_behind(words, 2)
    return actions.Help(words[1].text.casefold() if len(words) > 1 else "")


OWN_LINES: Mapping[str, OwnLine] = {
    "undo": _alone(actions.Undo()),
    "void": _void,
    "line": _select,
    "total": _alone(actions.Select(None)),
    "park": _park,
    "recall": _recall,
    "split": _split,
    "move": _move,
    "merge": _merge,
    "gift": _gift,
    "refund": _refund,
    "cancel": _alone(actions.CancelSale()),
    "x": _alone(actions.ShowReport()),
    "open": _open,
    "close": _close,
    "in": _moves(out=False),
    "out": _moves(out=True),
    "drawer": _drawer,
    "print": _print,
    "lock": _alone(actions.Lock()),
    "help": _help,
    "quit": _alone(actions.Quit()),
}
"""What a line that begins with one of these words asks for."""
