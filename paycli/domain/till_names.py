"""The names of the mandates of tills: a till's key works there alone, and its name says where."""

import re

_TILL_NAME = re.compile(r"till-([1-9][0-9]?)").fullmatch


def mandate_of_till(till: int) -> str:
    """Name the mandate of a till, `till-1`."""
    return f"till-{till}"


def till_of_mandate(name: str) -> int | None:
    """Read the till out of the name of a mandate, `till-1`; None for every other mandate."""
    found = _TILL_NAME(name)
    return int(found[1]) if found else None
