"""The arrows between the layers, as pyproject.toml draws them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_no_import_goes_against_the_arrows(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, is_debug_mode=False)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def contracts_of_the_house() -> list[dict[str, Any]]:
    contracts: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    return contracts


def test_the_arrows_are_the_ones_of_the_design() -> None:
    contracts = contracts_of_the_house()
    layers = next(contract for contract in contracts if contract["id"] == "arrows")
    assert layers["exhaustive"] is True
    assert " > ".join(layers["layers"]) == (
        "__main__ > main > commands > terminal | flows | tour > console > app > services | store | home | vault | rails"
        " > disk > signing > domain > errors"
    )
    assert not any("ignore_imports" in contract for contract in contracts)


def test_drawing_knows_nothing_whatever_is_added_to_the_console() -> None:
    """What draws knows neither services nor settings nor views; a new file there has to be named in the contract."""
    drawing = next(contract for contract in contracts_of_the_house() if contract["id"] == "drawing")
    assert drawing["type"] == "forbidden"
    assert {"paycli.console.views", "paycli.app", "paycli.services", "paycli.store", "paycli.home"} <= set(
        drawing["forbidden_modules"]
    )
    folder = ROOT / "paycli" / "console"
    parts = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    assert set(drawing["source_modules"]) == {f"paycli.console.{part}" for part in parts - {"__init__", "views"}}
    assert "allow_indirect_imports" not in drawing


def test_the_console_asks_nobody_for_settings_or_the_time() -> None:
    """They are handed in by `main.run` (console.surroundings); a stopwatch, for what is waited for, is no clock."""
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in sorted((ROOT / "paycli" / "console").rglob("*.py"))
        for word in ("os.environ", "getenv", "time.time(", "time_ns", "datetime.now", "utcnow")
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
