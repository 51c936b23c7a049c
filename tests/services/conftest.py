"""What the tests of services share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.door import open_door
from tests.support.ledgers import audited_circle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle
    from tests.support.door import Door


@pytest.fixture(params=["memory", "sqlite"])
def circle(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Circle]:
    """Give a circle on each kind of book, whose audit must be good when the test has ended."""
    with audited_circle(request.param, tmp_path, cash_minor=1000) as made:
        yield made


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """Give the door of a ledger, and a good order to change."""
    with open_door(tmp_path) as made:
        yield made
