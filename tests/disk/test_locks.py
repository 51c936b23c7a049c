from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.disk.locks import locked
from paycli.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_holder_waits_and_then_hears_that_nothing_happened(home: Path) -> None:
    with locked(home / "f"), pytest.raises(Unavailable) as caught, locked(home / "f", wait_s=0.05):
        pass
    assert (caught.value.exit_status, caught.value.retry) == (69, "later")


def test_a_lock_is_free_again_after_a_failure(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(home / "f"):
        raise ZeroDivisionError
    with locked(home / "f", wait_s=0):
        assert (home / "f.lock").stat().st_mode & 0o777 == 0o600
