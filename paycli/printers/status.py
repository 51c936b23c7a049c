"""What a printer says of itself (ESC/POS), and the questions that it answers."""

from __future__ import annotations

ASK_NOW = b"\x10\x04\x01\x10\x04\x02\x10\x04\x04"
"""Asks how the printer stands, why it cannot print, and for its paper; answered at once, in three bytes."""

ASK_BEHIND = b"\x1dr\x01"
"""Asks for the paper; answered once all that was sent before is printed, in one byte."""

# Bits that each answer has, by which it is told from anything else.
_NOW_MASK, _NOW_IS = 0b1001_0011, 0b0001_0010
_BEHIND_MASK = 0b1001_0000
_OFFLINE, _COVER_OPEN, _PAPER_STOPPED, _ERROR = 0x08, 0x04, 0x20, 0x40
_PAPER_OUT = 0x60


def is_now(answer: int) -> bool:
    """Tell whether a byte can answer a question of `ASK_NOW`."""
    return answer & _NOW_MASK == _NOW_IS


def is_behind(answer: int) -> bool:
    """Tell whether a byte can answer `ASK_BEHIND`."""
    return not answer & _BEHIND_MASK


def trouble_of(answers: bytes) -> str:
    """Say in words why a printer cannot print, by its three answers; empty where it can."""
    if len(answers) != ASK_NOW.count(b"\x10") or not all(map(is_now, answers)):
        return "it answers as no receipt printer does"
    standing, offline, paper = answers
    if paper & _PAPER_OUT or offline & _PAPER_STOPPED:
        return "it has no paper"
    if offline & _COVER_OPEN:
        return "its cover is open"
    if offline & _ERROR:
        return "it reports an error"
    return "it is offline" if standing & _OFFLINE else ""
