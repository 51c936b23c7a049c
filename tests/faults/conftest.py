"""What the fault tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.ledgers import circle_at, new_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle
    from tests.support.inside import Household


@pytest.fixture
def household(empty_house: Household) -> Household:
    """Give @ming with 1000.00 EUR of play money from a test card, and @li and @bo with nothing."""
    return empty_house.begin("li", "bo", bank={"ming": "1000"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give an empty ledger."""
    return new_ledger(tmp_path)


@pytest.fixture
def circle(path: Path) -> Iterator[Circle]:
    """Give a circle on it, each with 10.00 EUR."""
    with circle_at(path, cash_minor=10_00) as made:
        yield made
