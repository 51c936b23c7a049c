"""Documents of a till's PIN."""

from typing import NamedTuple


class TillPinChanged(NamedTuple):
    """The PIN of a till after a command; a document never says which."""

    till: int
    pin_set: bool
    """Whether the till has a PIN, so that it can be locked."""
    changed: bool
