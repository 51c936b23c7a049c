"""The texts of `paycli help TOPIC`: small Markdown files that read well in 80 columns, and make docs/help/ too."""

from __future__ import annotations

import sys
from pathlib import Path

from paycli.console.documents.help import Topic, TopicText, Version
from paycli.console.drawings import Drawing
from paycli.console.manual import blocks_of
from paycli.console.output import Document, Line, Listing, show
from paycli.console.pages import draw
from paycli.console.tables import Table

TOPICS = ("amounts", "environment", "exit-codes", "scripts", "sharing", "trust")
_FOLDER = Path(__file__).parent / "topics"


def text_of(topic: str) -> str:
    """Give the Markdown of a topic."""
    return (_FOLDER / f"{topic}.md").read_text(encoding="utf-8")


def title_of(topic: str) -> str:
    """Give the first line of a topic."""
    return text_of(topic).split("\n", maxsplit=1)[0].removeprefix("# ")


def topic(name: str) -> Document:
    """Show one topic."""
    text = text_of(name)
    return Document(TopicText(name, text), (Drawing(draw(tuple(blocks_of(text)), sys.stdout)),))


def show_version(version: str) -> None:
    """Show which version of the program this is."""
    show(Document(Version(version), (f"paycli {version}",), quiet=version))


def topics() -> Listing:
    """Show which topics there are."""
    rows = [(f"paycli help {name}", title_of(name)) for name in TOPICS]
    items = [Topic(name, title_of(name)) for name in TOPICS]
    foot = (Line("paycli --help lists the commands, paycli help COMMAND explains one.", "dim"),)
    return Listing(items, Table(("TOPIC", ""), rows, keep=(0,)), "No topics.", TOPICS, foot)
