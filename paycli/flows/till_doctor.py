"""What `paycli doctor --till` looks at beside the rest: the screen, the printer, the clock, the disk, and the wand."""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from paycli.app.printer_ports import trouble_now
from paycli.app.printing import TillPrinter
from paycli.console.ask import ask
from paycli.console.sanitise import safe
from paycli.console.stream import can_ask, encoding_of, is_tty, size_of
from paycli.console.times import paper_time
from paycli.console.window import (
    CODE_COLUMNS,
    TILL_COLUMNS,
    TILL_ROWS,
    has_room_for_code,
    room_for_code,
)
from paycli.domain.goods import has_check_digit
from paycli.errors import PaycliError, step
from paycli.flows.session import opened
from paycli.services.doctor import FAIL, OK, WARN, Finding
from paycli.services.reading.reader import reading
from paycli.services.sales.at_till import till_to_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.app.opened import OpenedApp

_BLOCKS = "█▀▄"
# Less than that, and the cart of a till, its receipts and the ledger soon have no room.
_FREE_LEAST_BYTES = 128 << 20
_MB = 1_000_000
# Which digits a wand means that types for a French or Belgian keyboard, whose digits need Shift.
_FRENCH = str.maketrans("&é\"'(-è_çà§!", "123456789068")
_NO_WAND = "no wand"


def till_findings() -> Iterator[Finding]:
    """Look at what a till needs; asks for one scan where a person is there. Never raises PaycliError."""
    yield from _screen()
    try:
        with opened() as app:
            yield from _of_shop(app)
    except PaycliError as error:
        yield Finding("till", FAIL, error.message.rstrip("."), error)
    if can_ask():
        with suppress(PaycliError):
            yield _wand(ask("Scan the code of any article, or press Enter", default=_NO_WAND, option="--no-input"))


def _screen() -> Iterator[Finding]:
    out = sys.stdout
    columns, rows = size_of(out)
    encoding = encoding_of(out)
    if not is_tty(out):
        yield Finding("screen", OK, "no terminal: a till in lines reads a pipe")
    elif columns < TILL_COLUMNS or rows < TILL_ROWS:
        text = f"{columns} x {rows}: too small for a till on the whole screen, which needs {TILL_COLUMNS} x {TILL_ROWS}"
        yield Finding("screen", WARN, text, "make the window larger, or use the till in lines")
    else:
        yield Finding("screen", OK, f"{columns} x {rows}: a till on the whole screen has room")
    size = (columns, rows) if is_tty(out) else None
    yield _code(encoding, size)


def _code(encoding: str, size: tuple[int, int] | None) -> Finding:
    """Say how much room the code of a sale takes in this encoding, and whether this terminal has it."""
    try:
        _BLOCKS.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        said = f"{encoding} has no blocks, so a code needs {room_for_code(2 * CODE_COLUMNS, CODE_COLUMNS)}"
        return Finding("glyphs", WARN, said, "set LANG to a UTF-8 locale")
    said = f"{encoding} has blocks, so a code needs {room_for_code()}"
    if size is None or has_room_for_code(size):
        return Finding("glyphs", OK, said)
    return Finding("glyphs", WARN, said, "make the window larger")


def _of_shop(app: OpenedApp) -> Iterator[Finding]:
    with reading(app) as reader:
        till = till_to_run(app, reader, None).till
    yield _printer(app, till)
    state = app.till_lock(till).state()
    has_pin = "has a PIN, so lock locks it" if state else "has no PIN, so it cannot be locked"
    yield Finding("lock", OK, f"till {till} {has_pin}")
    text = f"a receipt says {paper_time(app.clock.now_ms(), app.registry.zone)}: compare it with your watch"
    yield Finding("clock", OK, text)
    free = shutil.disk_usage(app.machine.home).free
    text = f"{free // _MB:,} MB are free for carts and receipts".replace(",", " ")
    if free < _FREE_LEAST_BYTES:
        yield Finding("disk", WARN, text, "free some space")
    else:
        yield Finding("disk", OK, text)


def _printer(app: OpenedApp, till: int) -> Finding:
    printer = TillPrinter(app, till)
    settings = printer.settings()
    if settings is None:
        return Finding("printer", OK, f"till {till} has none")
    state = printer.state()
    waiting = f", {len(state.waiting)} wait" if state.waiting else ""
    waiting += f", {state.damaged_words}" if state.damaged else ""
    trouble = trouble_now(settings)
    if trouble:
        text = trouble if trouble.startswith(settings.where) else f"{settings.where}: {trouble}"
        return Finding("printer", WARN, f"{text}{waiting}", step("try_printer", till=till))
    is_asked = not settings.one_way and "/" not in settings.where
    answers = "answers, and has paper" if is_asked else "can be written to"
    return Finding("printer", WARN if state.damaged else OK, f"{settings.where} {answers}{waiting}")


def _wand(typed: str) -> Finding:
    """Say what a scan shows: whether the digits of a code come through this machine's keyboard layout."""
    if typed == _NO_WAND:
        return Finding("wand", OK, "none was tried")
    shown = safe(typed, 40)
    if has_check_digit(typed):
        return Finding("wand", OK, f"{shown}: {len(typed)} digits, and the last one fits the others")
    if has_check_digit(typed.translate(_FRENCH)):
        help_ = "give the wand the layout of this keyboard; its manual has a code for that"
        return Finding("wand", WARN, f"{shown}: it types for a French keyboard", help_)
    if typed.isascii() and typed.isdecimal():
        text = f"{shown}: {len(typed)} digits, which are not the code of an article"
        return Finding("wand", WARN, text, "scan it once more, or another article")
    help_ = "scan an article with a code of 8 to 14 digits; if these letters come out, set the wand's layout"
    return Finding("wand", WARN, f"{shown}: not the digits of an article's code", help_)
