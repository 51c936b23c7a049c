"""From a record to the plain values that JSON is written from."""

from collections.abc import Mapping
from typing import Any


def plain(value: object) -> Any:  # noqa: ANN401  JSON is of any type
    """Give records as dictionaries and tuples as lists, whatever they are inside of; other values as they are."""
    if isinstance(value, tuple):
        fields = getattr(value, "_fields", None)
        if fields is None:
            return [plain(each) for each in value]
        return {name.removesuffix("_"): plain(each) for name, each in zip(fields, value, strict=True)}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    return value
