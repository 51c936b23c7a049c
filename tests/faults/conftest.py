"""What the fault tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inside import Household

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def household(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    """Give @ming with 1000.00 EUR of play money from a test card, and @li and @bo with nothing."""
    house = Household(tmp_path / "house", monkeypatch)
    house.begin("li", "bo")
    house.run("card", "bind", "--test", "visa", "--as", "ming")
    house.run("topup", "1000", "--as", "ming")
    return house
