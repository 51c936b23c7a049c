"""Documents of help, and the version."""

from typing import NamedTuple


class Topic(NamedTuple):
    """A help topic."""

    topic: str
    title: str
    """The title."""


class TopicText(NamedTuple):
    """The text of a help topic."""

    topic: str
    text: str


class HelpText(NamedTuple):
    """The help of a command, or the front page."""

    text: str


class Version(NamedTuple):
    """The version of the program."""

    version: str
    """The version."""
