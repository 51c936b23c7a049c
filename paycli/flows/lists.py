"""Lists: streamed to programs a piece at a time, gathered for a document or a table.

Each piece is read, proven and forgotten before its rows are written, so memory stays flat however long a list is, and
a slow reader keeps nobody from writing.
"""

from __future__ import annotations

import shlex
import sys
from itertools import chain
from typing import TYPE_CHECKING

from paycli.console.options import options, typed
from paycli.console.output import Line, show, stream, with_globals
from paycli.console.progress import Progress
from paycli.console.stream import is_tty
from paycli.services.reading.pages import NamedPart, Part, named_page
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from paycli.console.output import Listing
    from paycli.domain.ports import App
    from paycli.services.reading.pages import Cursor, Page, Row
    from paycli.services.reading.reader import Reader

_AT_ONCE = 100
# Nobody scrolls through more, and all would be drawn before the first is seen; the line below them tells the next.
_SCROLLED_MOST = 1_000
_ONWARD = ("--after",)


def show_list(
    app: App,
    part: Part,
    read: Callable[[Reader, Part], Page[Row]],
    view: Callable[[Sequence[Row]], Listing],
    place: Callable[[Row], int],
) -> None:
    """Show a part of a list of entries; `place` gives the entry of a row.

    A program that reads lines or ids gets them as they are read. What it got by the time of an error is proven. On a
    terminal a thousand rows are shown unless a number was asked for, and how to see more. Raises CursorUnknown, and
    what reading raises.
    """
    if options().mode in ("jsonl", "quiet"):
        for page in pages(app, part, read, _AT_ONCE):
            stream(view(page.rows))
        return
    limit = _SCROLLED_MOST if part.limit is None and _is_scrolled() else part.limit
    # One more than is wanted, which tells whether the list goes on.
    asked = part._replace(limit=None if limit is None else limit + 1)
    with Progress("reading the list"):
        rows = list(chain.from_iterable(page.rows for page in pages(app, asked, read, None)))
    goes_on = limit is not None and len(rows) > limit
    rows = rows[:limit]
    show_part(view(rows), place(rows[-1]) if goes_on else None)


def _is_scrolled() -> bool:
    return options().mode == "human" and is_tty(sys.stdout)


def show_named(
    rows: Sequence[Row], part: NamedPart, view: Callable[[Sequence[Row]], Listing], name: Callable[[Row], str]
) -> None:
    """Show a part of a list that is no list of entries, and is at hand; raises CursorUnknown."""
    page = named_page(rows, part, name)
    show_part(view(page.rows), page.next)


def show_part(listing: Listing, onward: Cursor | None) -> None:
    """Show rows of a list, and behind which place it goes on."""
    foot = listing.foot if onward is None else (*listing.foot, Line(f"more: {_line(onward)}", "dim"))
    show(listing._replace(foot=foot, next=onward))


def pages(
    app: App, part: Part, read: Callable[[Reader, Part], Page[Row]], at_once: int | None = _AT_ONCE
) -> Iterator[Page[Row]]:
    """Read a part piece by piece, at most `at_once` rows each, every one in a look of its own at the ledger."""
    after, left = part
    while left is None or left > 0:
        piece = Part(after, left if at_once is None else at_once if left is None else min(left, at_once))
        with reading(app) as reader:
            page = read(reader, piece)
        yield page
        if page.next is None:
            return
        after = page.next
        left = None if left is None else left - len(page.rows)


def _line(onward: Cursor) -> str:
    """Write the command again, to be typed for what follows."""
    words: list[str] = []
    skips = False
    for word in typed():
        if not skips and word.partition("=")[0] not in _ONWARD:
            words.append(word)
        skips = word in _ONWARD
    value = str(onward)
    words += [f"--after={value}"] if value.startswith("-") else ["--after", value]
    return with_globals(shlex.join(["paycli", *words]))
