"""The note of which card an order goes by: it stands once the order does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.ports import Card
from paycli.errors import Misconfigured
from paycli.home.remembered_cards import RememberedCards

if TYPE_CHECKING:
    from pathlib import Path

ORDER, OTHER = "a" * 32, "b" * 32
VISA, MASTER = Card("c1", "sandbox", "Visa", "4242", "12/30"), Card("c1", "sandbox", "Mastercard", "4444", "01/31")


def ordered() -> bool:
    return True


def refused() -> bool:
    return False


def test_the_note_of_an_order_that_stands_stays(home: Path) -> None:
    notes = RememberedCards(home, "c" * 32)
    assert notes.card_of(ORDER) is None
    assert notes.note(ORDER, VISA, refused) == VISA
    assert notes.note(ORDER, MASTER, refused) == MASTER, "the order was refused, and its key is free"
    assert notes.note(ORDER, VISA, ordered) == MASTER
    assert notes.note(ORDER, MASTER, ordered) == MASTER
    assert RememberedCards(home, "c" * 32).card_of(ORDER) == MASTER
    # Another machine of the same wallet ordered it: then nothing was noted here.
    assert notes.note(OTHER, VISA, ordered) == VISA


@pytest.mark.parametrize("data", ["", "[]", "{}", '{"card": "c1"}', '{"card": {"name": "c1"}}', '{"card": null}'])
def test_a_damaged_note_is_an_error_and_not_a_fresh_start(data: str, home: Path) -> None:
    notes = RememberedCards(home, "c" * 32)
    notes.note(ORDER, VISA, refused)
    (home / "crossings" / ("c" * 32) / f"{ORDER}.json").write_text(data)
    with pytest.raises(Misconfigured):
        notes.note(ORDER, VISA, ordered)


def test_what_is_no_id_of_an_order_names_no_file(home: Path) -> None:
    with pytest.raises(Misconfigured):
        RememberedCards(home, "c" * 32).card_of("../" + "a" * 29)
