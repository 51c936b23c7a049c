"""Texts that somebody could choose as a name or a note in order to deceive whoever reads it on a screen."""

from __future__ import annotations

import re
from unicodedata import bidirectional

PAYLOADS: tuple[str, ...] = (
    "\x1b[2J\x1b[H",  # clears the screen
    "\x1b[31mred\x1b[0m",
    "\x1b[1A\x1b[2KPaid 999.00 EUR",  # rewrites the line above
    "\x1b]0;another title\x07",
    "\x1b]8;;https://bank.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;cGF5Y2xp\x07",  # writes the clipboard
    '\x1bP$q"p\x1b\\',  # asks the terminal to type an answer
    "\x1b[6n",
    "\x1bc",
    "\x1b",
    "\x9b31mred",  # CSI as one C1 character
    "\x9d0;title\x9c",
    "\x90q\x9c",
    "".join(chr(point) for point in range(0x20)),
    "".join(chr(point) for point in range(0x7F, 0xA0)),
    "nul\x00byte",
    "bell\x07\x07\x07",
    "back\x08\x08\x08\x08four",
    "carriage\rreturn",
    "line\nbreak: Sent 5.00 EUR",
    "\r\n\r\nSent.",
    "tab\tstop\vvertical\fform",
    "shift\x0eout\x0fin",
    "delete\x7f\x7f",
    "next\x85line",
    "line\u2028separator\u2029paragraph",
    "\u202efdp.exe",
    "\u202d\u202c\u202a\u202b",
    "\u2066\u2067\u2068\u2069",
    "\u200e\u200f\u061c",
    "al\u200bi\u200cc\u200de",
    "\u2060\ufeffword",
    "soft\u00adhyphen",
    "\U000e0001\U000e0061\U000e0062\U000e007f",  # tags: invisible text
    "smuggled\U000e0100\U000e01ef",
    "a" + "\u0301" * 500,
    "\u0489" * 100 + "x",
    "e" + "\u0301\u200b" * 300,
    "non\u00a0breaking\u2003em\u3000wide\u2800blank",
    "\u3164\u115f\u1160\uffa0",
    "\ue000\uf8ff\U000f0000\U0010fffd",  # private use
    "\ud800lone\udfff",  # surrogates, as they come from undecodable arguments
    "\udc9b31m",
    "\ufffe\uffff\ufdd0",
    "\ufff9a\ufffab\ufffb",
    "[bold red]markup[/bold red][/] [link=https://bank.example]x[/link]",
    "{0.__class__} {reason} %s %n {",
    "'; drop table entry; --",
    "x" + " " * 200 + "Sent 999.00 EUR",
    "n" * 10_000,
    "\u4f60" * 5_000,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "",
)

_FORBIDDEN = frozenset(
    "\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff"
    + "".join(chr(point) for point in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)


# What we set apart: from the first to the last letter that is written from right to left, nothing Latin in between.
ISOLATE = re.compile("\u2068([^\u2066-\u2069 A-Za-z](?:[^\u2066-\u2069A-Za-z]*[^\u2066-\u2069 A-Za-z])?)\u2069")


def torn_in(text: str) -> list[str]:
    """Name every line with text from right to left that is not set apart, and takes what stands behind it along."""
    return [
        ascii(line)
        for line in text.split("\n")
        if any(bidirectional(character) in {"R", "AL", "AN"} for character in ISOLATE.sub("", line))
    ]


def harm_in(text: str) -> list[str]:
    """Name every character that must never reach a screen from foreign text; line breaks and isolates are ours."""
    text = ISOLATE.sub(r"\1", text)
    return [
        repr(character)
        for character in text
        if (character < " " and character != "\n")
        or "\x7f" <= character <= "\x9f"
        or character in _FORBIDDEN
        or "\ud800" <= character <= "\uf8ff"
        or "\U000e0000" <= character <= "\U000e0fff"
        or character >= "\U000f0000"
    ]
