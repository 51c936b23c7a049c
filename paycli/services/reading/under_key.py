"""What the own wallet ordered under an idempotency key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.domain.ids import name_of, short_number, uuid8_of_key
from paycli.domain.orders import read_unchecked
from paycli.services.engine.drafts import key_bytes

if TYPE_CHECKING:
    from paycli.domain.ports import Entry
    from paycli.services.reading.reader import Reader


def ordered_under(reader: Reader, key: str | None) -> Any:  # noqa: ANN401  the body of any order
    """Give the body of what the own wallet ordered under an idempotency key; None for nothing.

    What a new order would be may hang on what is left by now; a repeat is what it was.
    """
    found = entry_under(reader, key)
    return None if found is None else read_unchecked(found.order).body


def entry_under(reader: Reader, key: str | None) -> Entry | None:
    """Give the entry of what the own wallet ordered under an idempotency key; None for nothing."""
    if key is None:
        return None
    name = name_of(uuid8_of_key(reader.registry.ledger, reader.own, key_bytes(key) or b""), reader.own)
    number = short_number(name)
    found = next((each for each in reader.view.find_short(number, number + 1, 9) if each.name == name), None)
    return None if found is None else reader.entry(found.n)
