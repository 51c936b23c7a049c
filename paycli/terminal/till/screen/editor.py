"""The line that is typed on the screen: each key changes it at once, and Enter is a key as any other.

So nothing overtakes anything, however fast a scanner types. Keys have the names that Textual gives them.
"""

from __future__ import annotations

import re

from paycli.terminal.till.screen.frames import Editing
from paycli.terminal.till.words import LINE_LENGTH_MOST

ENDS = frozenset({"enter", "tab", "ctrl+j", "ctrl+m", "ctrl+i"})
"""Enter, Tab and a line feed: scanners are set up in either way."""

# Further characters would make no difference: so long a line is refused.
_LENGTH_MOST = 2 * LINE_LENGTH_MOST
_money = re.compile(r"[0-9]+(?:[.,][0-9]+)?").fullmatch
# Keys whose word is a line by itself, or with what stands in the line behind it.
_AT_ONCE = {"f1": "help", "f9": "print", "f10": "x"}
_LOCKS = "f12"
# Keys whose word wants more, or takes something away: without it they only write the word.
_WANT_MORE = {"f4": "park", "f5": "recall", "f6": "refund", "f7": "void"}


class Editor:
    """Takes keys; `press` gives the lines that are ended by one, mostly none.

    Words in `idle` have nothing to act on now: their key asks at once, and the till says why not. While it `is_locked`,
    a line is a try of a PIN, and no key writes a word.
    """

    def __init__(self) -> None:
        self.now = Editing()
        self.idle: frozenset[str] = frozenset()
        self.is_locked = False

    def press(self, key: str, character: str | None) -> str | None:
        """Take a key; gives the line that it ends, None where it ends none."""
        if key in ENDS:
            return self._ended(self.now.text)
        if character is not None and character.isprintable():
            self._insert(character)
            return None
        if not self.is_locked and (done := self._word(key)) is not None:
            return done
        self._edit(key)
        return None

    def clear(self) -> None:
        """Throw the line away."""
        self.now = Editing(page=self.now.page)

    def bring_back(self, text: str, at: int) -> None:
        """Let a line that was refused stand here, unless somebody types the next one already."""
        if not self.now.text:
            self.now = Editing(text, min(at, len(text)), is_marked=True, page=self.now.page)

    def turn(self, pages: int, most: int) -> None:
        """Turn pages of a document."""
        self.now = self.now._replace(page=min(max(self.now.page + pages, 0), most - 1))

    def first_page(self) -> None:
        """Look at the first page of a document."""
        self.now = self.now._replace(page=0)

    def _ended(self, line: str) -> str:
        self.clear()
        return line

    def _insert(self, character: str) -> None:
        # A scan behind a line that came back is no end of that line.
        text, at = ("", 0) if self.now.is_marked else (self.now.text, self.now.at)
        is_try = self.now.is_try if text else self.is_locked
        if len(text) < _LENGTH_MOST:
            text = text[:at] + character + text[at:]
            self.now = self.now._replace(text=text, at=at + 1, is_marked=False, is_try=is_try)

    def _write(self, text: str) -> None:
        self.now = self.now._replace(text=text, at=len(text), is_marked=False)

    def _word(self, key: str) -> str | None:
        """Take a function key for its word; gives a line where that is one."""
        typed = "" if self.now.is_marked else self.now.text.strip()
        if key == _LOCKS:
            # Whoever goes away in the middle of a line does not look whether the till took it.
            return self._ended("lock")
        if key in _AT_ONCE:
            return self._ended(f"{_AT_ONCE[key]} {typed}".strip())
        if key in _WANT_MORE:
            word = _WANT_MORE[key]
            if typed or word in self.idle:
                return self._ended(f"{word} {typed}".strip())
            self._write(f"{word} ")
        elif key == "f2":
            return self._ended(f"{typed} pay".strip())
        elif key == "f3":
            if _money(typed):
                return self._ended(f"cash {typed}")
            self._write(f"{typed} cash ".lstrip())
        elif key == "f8":
            self._write(f"-{typed}% " if _money(typed) else "-")
        return None

    def _edit(self, key: str) -> None:
        text, at, *_ = self.now
        match key:
            case "backspace" | "ctrl+h" if at:
                text, at = text[: at - 1] + text[at:], at - 1
            case "delete":
                text = text[:at] + text[at + 1 :]
            case "left":
                at = max(at - 1, 0)
            case "right":
                at = min(at + 1, len(text))
            case "home" | "ctrl+a":
                at = 0
            case "end" | "ctrl+e":
                at = len(text)
            case "escape" | "ctrl+u":
                text, at = "", 0
            case _:
                return
        self.now = self.now._replace(text=text, at=at, is_marked=False)
