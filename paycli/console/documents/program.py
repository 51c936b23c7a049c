"""Documents of the program itself: cards, settings, help, checks."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import Amount, Currency


class Card(NamedTuple):
    """A card that is bound to the wallet."""

    card: str
    rail: str
    brand: str
    last4: str
    expiry: str
    default: bool


class CardChanged(NamedTuple):
    """A card that was bound, made the first choice, or forgotten."""

    card: str
    rail: str
    brand: str
    last4: str
    expiry: str
    default: bool
    changed: bool


class Setting(NamedTuple):
    """A setting of the person's."""

    name: str
    value: str | None


class SettingChanged(NamedTuple):
    """A setting of the person's that was set or taken back."""

    name: str
    value: str | None
    changed: bool


class ConfigFile(NamedTuple):
    """Where the settings are kept."""

    path: str
    exists: bool
    """Whether there is such a file."""


class Finding(NamedTuple):
    """Something that the doctor looked at."""

    subject: str
    """The thing that was looked at."""
    state: Literal["ok", "warn", "fail"]
    """`ok`, `warn` for something to look at, or `fail`."""
    text: str
    help: str | None
    """Something to do about it. Null where nothing is to be done."""


class Checked(NamedTuple):
    """What the doctor found."""

    ok: bool
    """Whether nothing failed."""
    findings: tuple[Finding, ...]
    """Everything that was looked at."""


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


class Script(NamedTuple):
    """What makes a shell complete."""

    shell: str
    """The name of the shell."""
    script: str
    """The script."""


class Toured(NamedTuple):
    """What the tour did."""

    steps: int
    """How many steps went as they should."""
    processes: int
    """How many processes it ran."""
    entries: int
    signatures: int
    """How many signatures are good."""
    amount: Amount
    currency: Currency
    read_back: tuple[str, ...]
    """In which colours the drawn QR code was read back by a decoder."""
    seconds: int
    """How long it took."""
