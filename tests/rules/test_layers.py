"""The arrows between the layers, as pyproject.toml draws them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_no_import_goes_against_the_arrows(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, is_debug_mode=False)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_arrows_are_the_ones_of_the_design() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["id"] == "arrows")
    assert layers["exhaustive"] is True
    assert " > ".join(layers["layers"]) == (
        "__main__ > main > commands > terminal | flows | tour > console > app > services | store | vault | rails"
        " > home > disk > signing > domain > errors"
    )
    assert not any("ignore_imports" in contract for contract in contracts)
