"""What makes a shell complete: one script each, which asks `paycli __complete LINE` when Tab is pressed."""

from __future__ import annotations

from pathlib import Path

from paycli.console.documents.program import Script
from paycli.console.drawings import Drawing
from paycli.console.output import Document

NAMES = ("bash", "zsh", "fish")


def script(shell: str) -> Document:
    """Show the script for a shell."""
    text = (Path(__file__).parent / f"paycli.{shell}").read_text(encoding="utf-8")
    return Document(Script(shell, text), (Drawing(tuple(text.rstrip("\n").split("\n"))),))
