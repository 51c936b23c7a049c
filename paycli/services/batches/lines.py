"""The bytes of a batch's file as lines of text, or what is wrong with them and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.errors import FileUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

LINE_BYTES_MOST = 64 * 1024
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


class Lines:
    """The lines of a file, each with its end; `line` is the number of the last one that was given.

    Raises FileUnreadable for what is not UTF-8, for a NUL and for a line without end. A byte order mark is left out.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.line = 0
        self._first: str | None = None
        self._iterator = self._read()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._iterator)

    def peek(self) -> str:
        """Give the first line that is not blank, which is given once more; empty where there is none."""
        first = next((line for line in self if line.strip()), "")
        if first:
            rest, number = self._iterator, self.line
            self.line -= 1

            def again() -> Iterator[str]:
                self.line = number
                yield first
                yield from rest

            self._iterator = again()
        return first

    def _read(self) -> Iterator[str]:
        while data := self._next_line():
            self.line += 1
            if self.line == 1:
                if data.startswith(_UTF16_BOMS):
                    raise FileUnreadable(line=1, column=1, reason="it is UTF-16", help=SAVE_AS_UTF8)
                data = data.removeprefix(_UTF8_BOM)
            if len(data) > LINE_BYTES_MOST:
                raise FileUnreadable(line=self.line, column=1, reason="the line is longer than 64 KiB")
            if (at := data.find(0)) >= 0:
                raise FileUnreadable(line=self.line, column=at + 1, reason="there is a NUL in it", help=SAVE_AS_UTF8)
            try:
                text = data.decode()
            except UnicodeDecodeError as error:
                column = len(data[: error.start].decode()) + 1
                raise FileUnreadable(
                    line=self.line, column=column, reason="it is not UTF-8", help=SAVE_AS_UTF8
                ) from None
            yield text

    def _next_line(self) -> bytes:
        try:
            return self._file.readline(LINE_BYTES_MOST + 1)
        except OSError as error:
            reason = error.strerror or "it cannot be read"
            raise FileUnreadable(line=self.line + 1, column=1, reason=reason) from error


SAVE_AS_UTF8 = 'save the file as UTF-8, which spreadsheets call "CSV UTF-8"'
