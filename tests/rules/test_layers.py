"""The arrows between the layers, as pyproject.toml draws them, and no circle between files anywhere."""

from __future__ import annotations

import ast
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

ROOT = Path(__file__).resolve().parents[2]


def contracts() -> dict[str, dict[str, Any]]:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract for contract in found}


def layers_of(contract: dict[str, Any]) -> str:
    return " > ".join(contract["layers"])


def test_no_import_goes_against_the_arrows(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, is_debug_mode=False)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_arrows_are_the_ones_of_the_design() -> None:
    layers = contracts()["arrows"]
    assert layers["exhaustive"] is True
    assert layers_of(layers) == (
        "__main__ > main > commands > terminal | flows | tour | api > console > app"
        " > services | store | home | vault | rails | printers > disk > signing > domain > errors | version"
    )
    assert not any("ignore_imports" in contract for contract in contracts().values())


def test_the_arrows_inside_services_are_the_ones_of_the_design() -> None:
    layers = contracts()["services"]
    assert (layers["exhaustive"], layers["containers"]) == (True, ["paycli.services"])
    assert layers_of(layers) == (
        "person > inbox | show | resume | completing | doctor"
        " > payments | batches | envelopes | sales | goods | people | rails | operator | audit"
        " > reading > engine > proof"
    )


def test_drawing_knows_nothing_whatever_is_added_to_the_console() -> None:
    """What draws knows neither services nor settings nor views; a new file there has to be named in the contract."""
    drawing = contracts()["drawing"]
    assert drawing["type"] == "forbidden"
    assert {"paycli.console.views", "paycli.app", "paycli.services", "paycli.store", "paycli.home"} <= set(
        drawing["forbidden_modules"]
    )
    folder = ROOT / "paycli" / "console"
    parts = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    assert set(drawing["source_modules"]) == {f"paycli.console.{part}" for part in parts - {"__init__", "views"}}
    assert "allow_indirect_imports" not in drawing


def test_only_the_screen_of_the_till_knows_textual() -> None:
    """It is an extra: whoever has no till on the whole screen needs none of it."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "paycli").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "textual")
        or (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "textual" for alias in node.names))
    }
    folder = "paycli/terminal/till/screen/"
    assert found == {f"{folder}app.py", f"{folder}driver.py"}


def test_the_console_asks_nobody_for_settings_or_the_time() -> None:
    """They are handed in by `main.run` (console.surroundings); a stopwatch, for what is waited for, is no clock."""
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in sorted((ROOT / "paycli" / "console").rglob("*.py"))
        for word in ("os.environ", "getenv", "time.time(", "time_ns", "datetime.now", "utcnow")
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


# --- circles between files --------------------------------------------------------------------------------------------
MODULES = {
    path.relative_to(ROOT).with_suffix("").as_posix().removesuffix("/__init__").replace("/", "."): path
    for path in (ROOT / "paycli").rglob("*.py")
}


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Walk code as it runs, lazy imports in functions too; what only the type checker reads is left out."""
    yield node
    checked_only = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    for child in node.orelse if checked_only and isinstance(node, ast.If) else ast.iter_child_nodes(node):
        yield from statements(child)


def imports(path: Path) -> set[str]:
    """Give the modules of the package that a file imports."""
    found: set[str] = set()
    for node in statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            found |= {name if name in MODULES else node.module for name in names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & MODULES.keys()


def circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_a_circle_between_files_is_noticed() -> None:
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})) == {"a", "b", "c"}


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circle({name: imports(path) - {name} for name, path in MODULES.items()}) == []
