"""From a record to the plain values that JSON is written from."""

from collections.abc import Mapping
from typing import Any

# Most of what stands in a document: lists of a hundred thousand lines pass here.
_PLAIN = frozenset({str, int, bool, type(None)})
_names: dict[type, tuple[str, ...]] = {}


def plain(value: object) -> Any:  # noqa: ANN401  JSON is of any type
    """Give records as dictionaries and tuples as lists, whatever they are inside of; other values as they are."""
    kind = value.__class__
    if kind in _PLAIN:
        return value
    if isinstance(value, tuple):
        names = _names_of(kind)
        if not names:
            return [plain(each) for each in value]
        return {
            name: each if each.__class__ in _PLAIN else plain(each) for name, each in zip(names, value, strict=True)
        }
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    return value


def _names_of(kind: type) -> tuple[str, ...]:
    """Give the names of a record as JSON has them; none for a plain tuple."""
    if kind not in _names:
        _names[kind] = tuple(name.removesuffix("_") for name in getattr(kind, "_fields", ()))
    return _names[kind]
