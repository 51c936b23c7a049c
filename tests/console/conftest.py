"""Every test begins with the default options and an environment that says nothing about output."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from paycli.console.options import Options, use
from paycli.console.surroundings import Surroundings, hand_in

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "PAGER", "PAYCLI_PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    use(Options())
    hand_in(Surroundings(environ=os.environ))
    yield
    use(Options())
    hand_in(Surroundings())
