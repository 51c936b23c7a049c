"""Every test begins with the default options and an environment that says nothing about output."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.console.options import Options, use

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "PAGER", "PAYCLI_PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    use(Options())
    yield
    use(Options())
