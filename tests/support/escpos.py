"""A receipt printer for tests: reads ESC/POS as a printer does, and says what would stand on its paper.

It shares nothing with the encoder: code pages, sizes and commands are written down here again, from the reference.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import zxingcpp

_PAGES = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858",
    33: "cp775", 40: "iso8859_15", 45: "cp1250", 46: "cp1251", 47: "cp1253", 48: "cp1254", 51: "cp1257",
}  # fmt: skip
_ALIGNS = ("left", "centre", "right")


class Row(NamedTuple):
    """A printed line and how it was printed; `across` is how many columns it took."""

    text: str
    bold: bool
    width: int
    height: int
    align: str

    @property
    def across(self) -> int:
        return len(self.text) * self.width


class Picture(NamedTuple):
    """A raster image: a list of rows of dots, True is black."""

    dots: list[list[bool]]
    align: str


class Printed(NamedTuple):
    """All that a printer did: lines and pictures in their order, how often it cut, pulsed, was asked and was reset.

    `foreign` are bytes that no printer of ours should ever get.
    """

    parts: list[Row | Picture]
    cuts: int
    pulses: int
    resets: int
    questions: int
    foreign: list[bytes]

    @property
    def rows(self) -> list[Row]:
        return [each for each in self.parts if isinstance(each, Row)]

    @property
    def pictures(self) -> list[Picture]:
        return [each for each in self.parts if isinstance(each, Picture)]

    @property
    def text(self) -> str:
        return "\n".join(each.text for each in self.rows)


class Machine:
    """A printer that has just been switched on."""

    def __init__(self) -> None:
        self._page, self._bold, self._width, self._height, self._align = 0, False, 1, 1, 0
        self._double_bytes = True
        self._line = bytearray()
        self._parts: list[Row | Picture] = []
        self._cuts = self._pulses = self._resets = self._questions = 0
        self._foreign: list[bytes] = []

    def read(self, data: bytes) -> Printed:
        """Take all of it; a command that ends too early is foreign."""
        # Some commands are carried out as soon as they arrive, wherever they stand.
        for at in range(len(data) - 1):
            if data[at] == 0x10 and data[at + 1] in (0x04, 0x05, 0x14):
                if data[at + 1] == 0x04:
                    self._questions += 1
                elif data[at + 1] == 0x14:
                    self._pulses += 1
                else:
                    self._foreign.append(data[at : at + 2])
        at = 0
        while at < len(data):
            at += self._take(data, at)
        if self._line:
            self._end()
        return Printed(self._parts, self._cuts, self._pulses, self._resets, self._questions, self._foreign)

    def _take(self, data: bytes, at: int) -> int:
        """Carry out what stands there, and give how many bytes that was."""
        byte = data[at]
        if byte >= 0x20 and byte != 0x7F:
            self._line.append(byte)
            return 1
        if byte == 0x0A:
            self._end()
            return 1
        if byte == 0x10 and data[at + 1 : at + 2] == b"\x04":
            return 3
        name, rest = data[at : at + 2], data[at + 2 :]
        for command, length in ((b"\x1d", self._graphics), (b"\x1b", self._escape), (b"\x1c", self._signs)):
            if name[:1] == command and len(name) == 2:
                taken = length(name[1:], rest)
                if taken is not None:
                    return 2 + taken
        self._foreign.append(name)
        return 1

    def _signs(self, name: bytes, _rest: bytes) -> int | None:
        if name != b".":
            return None
        self._double_bytes = False
        return 0

    def _escape(self, name: bytes, rest: bytes) -> int | None:
        if name == b"@":
            self._resets += 1
            self._page, self._bold, self._width, self._height, self._align = 0, False, 1, 1, 0
            self._double_bytes = True
            return 0
        if not rest:
            return None
        value = rest[0]
        if name == b"p":
            self._pulses += 1
            return 3 if len(rest) >= 3 and value in (0, 1, 48, 49) else None
        if name == b"t" and value in _PAGES:
            self._page = value
        elif name == b"E":
            self._bold = bool(value & 1)
        elif name == b"a" and value < 3:
            self._align = value
        elif name == b"!":
            self._bold, self._height, self._width = bool(value & 8), 1 + bool(value & 16), 1 + bool(value & 32)
        elif name not in (b"R", b"d") or (name == b"R" and value != 0):
            return None
        return 1

    def _graphics(self, name: bytes, rest: bytes) -> int | None:
        if name == b"!" and rest:
            self._width, self._height = (rest[0] >> 4) + 1, (rest[0] & 7) + 1
            return 1
        if name == b"V" and rest:
            self._cuts += 1
            return 2 if rest[0] in (65, 66) else 1
        if name == b"r" and rest:
            self._questions += 1
            return 1
        if name != b"v" or len(rest) < 6 or rest[0] != 0x30:
            return None
        across, down = rest[2] + 256 * rest[3], rest[4] + 256 * rest[5]
        dots = rest[6 : 6 + across * down]
        if rest[1] or self._line or len(dots) < across * down:
            return None
        bits = [
            [bool(byte >> 7 - bit & 1) for byte in dots[row * across :][:across] for bit in range(8)]
            for row in range(down)
        ]
        self._parts.append(Picture(bits, _ALIGNS[self._align]))
        return 6 + len(dots)

    def _end(self) -> None:
        high = any(byte >= 0x80 for byte in self._line)
        # A printer in the mode of Chinese signs takes two such bytes for one sign.
        text = "<signs>" if high and self._double_bytes else self._line.decode(_PAGES[self._page])
        self._parts.append(Row(text, self._bold, self._width, self._height, _ALIGNS[self._align]))
        self._line.clear()


def read_code(picture: Picture) -> str:
    """Read the one code in a picture, dark on light, as a phone does."""
    dots = np.where(np.array(picture.dots), 0, 255).astype(np.uint8)
    # By chance some rows of a code are taken for a bar code of a few digits.
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    (code,) = zxingcpp.read_barcodes(dots, formats=kinds, try_invert=False, try_downscale=False)
    return str(code.text)


def printed(data: bytes) -> Printed:
    """Give what a printer that was just switched on does with these bytes."""
    return Machine().read(data)
