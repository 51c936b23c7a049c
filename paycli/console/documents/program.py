"""Documents of the program itself."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency


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
