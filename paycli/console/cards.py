"""Printable cards for the link of an envelope, as SVG and PNG: the code, who sends it, what to type, until when.

A card is as good as the money, so its file is private. The name is taken before anything is posted, which never
overwrites a file; what is drawn comes after, since the link is known only then.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from paycli.console.sanitise import cut, safe, width
from paycli.errors import AlreadyThere, PermissionRefused, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PIL.ImageFont import FreeTypeFont

    from paycli.console.qr import Matrix

# In tenths of a millimetre: the width of A6, which any printer scales to its paper.
_WIDTH, _MARGIN, _QR_WIDTH = 1050, 60, 820
_TEXT_SIZE, _HEAD_SIZE, _LINE_HEIGHT = 36, 48, 54
_COLUMNS = 40
# The font that comes with Pillow has English letters. These are taken where the machine has them, for what it lacks.
_FONTS = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "wqy-zenhei.ttc", "PingFang.ttc", "Arial Unicode.ttf",
    "NotoSans-Regular.ttf", "DejaVuSans.ttf",
)  # fmt: skip
# A character that no font has a picture of: how it is drawn shows how a font draws what it lacks.
_NOWHERE = "\U0010ffff"


class Words(NamedTuple):
    """What stands on a card below its code: a head line, and lines of text."""

    head: str
    lines: tuple[str, ...]


class Cards:
    """Files that were taken for cards; `draw` fills them."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self.written: list[str] = []

    def check(self, message: str | None) -> None:
        """Refuse a message that a card could not show, before anything is posted; raises Usage."""
        if any(_suffix(path) == ".png" for path in self._paths):
            _font_for(safe(message or ""), _TEXT_SIZE)

    def draw(self, link: str, words: Words) -> list[str]:
        """Draw a link onto every card and give what went wrong: the link itself must be shown all the same."""
        troubles = []
        for path in self._paths:
            try:
                _fill(path, _DRAWN[_suffix(path)](_modules(link), words))
                self.written.append(str(path))
            except OSError as error:
                troubles.append(f"the card {path} could not be written: {error.strerror or 'the disk refused it'}")
                with suppress(OSError):
                    path.unlink()
        return troubles


@contextmanager
def cards_at(names: Sequence[str], *, dry_run: bool = False) -> Iterator[Cards]:
    """Take the names of cards; whatever is not drawn in the end is removed.

    Raises Usage for another kind of file, AlreadyThere, PermissionRefused.
    """
    taken: list[Path] = []
    cards = Cards(taken)
    try:
        for name in names:
            path = _checked(Path(name), dry_run=dry_run)
            taken.append(path)
        yield cards
    finally:
        for path in taken:
            if str(path) not in cards.written and not dry_run:
                with suppress(OSError):
                    path.unlink()


def _suffix(path: Path) -> str:
    return path.suffix.lower()


def _checked(path: Path, *, dry_run: bool) -> Path:
    """Take the name of a card, or for a dry run only see whether it could be."""
    if _suffix(path) not in _DRAWN:
        problem = f"Nothing was sent. A card is an SVG or a PNG, and {path.name} is neither"
        raise Usage(problem=problem, help="--card card.svg or --card card.png")
    try:
        if dry_run:
            _look(path)
        else:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        raise AlreadyThere(what=str(path), help="choose another name", money="Nothing was sent.") from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it cannot be written"
        raise PermissionRefused(path=str(path), reason=reason, help="", money="Nothing was sent.") from error
    return path


def _look(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES) if path.parent.is_dir() else "no such folder")


def _fill(path: Path, data: bytes) -> None:
    with path.open("r+b") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _modules(link: str) -> Matrix:
    from paycli.console.qr import matrix_of

    return matrix_of(link)


def folded(text: str) -> list[str]:
    """Break a text into lines of a card, between words where it can be."""
    lines, line = [], ""
    for word in safe(text).split(" "):
        if line and width(f"{line} {word}") > _COLUMNS:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
        while width(line) > _COLUMNS:
            head = cut(line, _COLUMNS + 1).removesuffix("…")
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line] if line else lines


def _height(words: Words) -> int:
    return _MARGIN + _QR_WIDTH + _LINE_HEIGHT * (len(words.lines) + 2) + _MARGIN


def _rows(words: Words) -> Iterator[tuple[str, int, int]]:
    """Give each line of a card with its size and the height of its baseline."""
    at = _MARGIN + _QR_WIDTH + _LINE_HEIGHT
    yield words.head, _HEAD_SIZE, at
    for line in words.lines:
        at += _LINE_HEIGHT
        yield line, _TEXT_SIZE, at


# --- SVG --------------------------------------------------------------------------------------------------------------
def svg(matrix: Matrix, words: Words) -> bytes:
    """Draw a card as SVG: a white sheet, a black rectangle for each run of dark modules, and text."""
    from html import escape

    height, count = _height(words), len(matrix)
    size = f'width="{_WIDTH / 10}mm" height="{height / 10}mm"'
    # One module is one unit, so that every edge is a whole number.
    scale = f"translate({(_WIDTH - _QR_WIDTH) // 2} {_MARGIN}) scale({_QR_WIDTH / count:.4f})"
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" {size}>',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<g id="code" transform="{scale}" fill="#000" shape-rendering="crispEdges">',
    ]
    from paycli.console.qr import dark_runs

    out += [f'<rect x="{run.x}" y="{run.y}" width="{run.length}" height="1"/>' for run in dark_runs(matrix)]
    out += ["</g>", '<g font-family="sans-serif" text-anchor="middle" fill="#000">']
    out += [
        f'<text x="{_WIDTH // 2}" y="{at}" font-size="{size}">{escape(text)}</text>' for text, size, at in _rows(words)
    ]
    return "\n".join([*out, "</g>", "</svg>", ""]).encode()


# --- PNG --------------------------------------------------------------------------------------------------------------
def png(matrix: Matrix, words: Words) -> bytes:
    """Draw a card as PNG, 254 dots an inch."""
    from io import BytesIO

    from PIL import Image, ImageDraw

    picture = Image.new("1", (_WIDTH, _height(words)), 1)
    pen = ImageDraw.Draw(picture)
    size = _QR_WIDTH // len(matrix)
    left, top = (_WIDTH - size * len(matrix)) // 2, _MARGIN
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                at = (left + x * size, top + y * size)
                pen.rectangle((*at, at[0] + size - 1, at[1] + size - 1), fill=0)
    for text, text_size, at_y in _rows(words):
        font = _font_for(text, text_size)
        # A line of wide letters only may be too long: it gets smaller ones, so that nothing is cut off.
        room = _WIDTH - 2 * _MARGIN
        if font.getlength(text) > room:
            font = _font_for(text, int(text_size * room / font.getlength(text)))
        pen.text((_WIDTH // 2, at_y), text, fill=0, font=font, anchor="ms")
    out = BytesIO()
    picture.save(out, "PNG", dpi=(254, 254))
    return out.getvalue()


def _font_for(text: str, size: int) -> FreeTypeFont:
    """Find a font that has every character of a text; raises Usage where there is none."""
    missing = ""
    for found in _fonts(size):
        lacks = "".join(letter for letter in dict.fromkeys(text) if not _has(found, letter))
        if not lacks:
            return found
        missing = missing or lacks
    raise Usage(
        problem=f"Nothing was sent. There is no font here that can draw {missing[:10]} on a PNG card",
        help="as SVG it can be drawn: --card card.svg",
    )


@cache
def font_for_letter(letter: str, size: int) -> tuple[FreeTypeFont, str]:
    """Give a font for one letter, and what is drawn in it: a `?` where no font here has the letter."""
    first = None
    for found in _fonts(size):
        first = first or found
        if _has(found, letter):
            return found, letter
    if first is None:
        raise Usage(problem="There is no font here", help="choose an SVG or a text file")
    return first, "?"


@cache
def _fonts(size: int) -> tuple[FreeTypeFont, ...]:
    """Give the fonts that are here, the one of Pillow first."""
    from PIL import ImageFont

    fonts = []
    for name in (None, *_FONTS):
        try:
            found = ImageFont.load_default(size) if name is None else ImageFont.truetype(name, size)
        except OSError:
            continue
        if isinstance(found, ImageFont.FreeTypeFont):
            fonts.append(found)
    return tuple(fonts)


def _has(font: FreeTypeFont, letter: str) -> bool:
    if letter == " ":
        return True
    shown, nothing = font.getmask(letter), font.getmask(_NOWHERE)
    return (shown.size, bytes(shown)) != (nothing.size, bytes(nothing))


_DRAWN: dict[str, Callable[[Matrix, Words], bytes]] = {".svg": svg, ".png": png}
