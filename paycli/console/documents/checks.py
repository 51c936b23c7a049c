"""Documents of what the doctor found."""

from typing import Literal, NamedTuple


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
