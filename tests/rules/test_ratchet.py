"""Sizes: a file has one subject, a function fits a screen. The bounds may only become tighter."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES_MOST, FUNCTION_LINES_MOST, MEDIAN_BELOW = 300, 60, 200
# Strangers read the second verifier, so its files are held to less.
CONTRIB_FILE_LINES_MOST, CONTRIB_FUNCTION_LINES_MOST = 249, 59

FOLDERS = ("paycli", "contrib", "tools", "bench", "tests")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
CONTRIB_FILES = [path for path in FILES if path.is_relative_to(ROOT / "contrib")]


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions_longer_than(most: int, path: Path) -> dict[str, int]:
    """Give the lines of each function that has more of them."""
    return {
        node.name: length
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > most
    }


def test_a_file_has_at_most_300_lines() -> None:
    long = {name_of(path): lines for path in FILES if (lines := lines_of(path)) > FILE_LINES_MOST}
    assert long == {}


def test_a_function_has_at_most_60_lines() -> None:
    long = {name_of(path): found for path in FILES if (found := functions_longer_than(FUNCTION_LINES_MOST, path))}
    assert long == {}


def test_a_file_of_the_second_verifier_has_fewer_than_250_lines_and_its_functions_fewer_than_60() -> None:
    assert {name_of(path): lines_of(path) for path in CONTRIB_FILES if lines_of(path) > CONTRIB_FILE_LINES_MOST} == {}
    long = {
        name_of(path): found
        for path in CONTRIB_FILES
        if (found := functions_longer_than(CONTRIB_FUNCTION_LINES_MOST, path))
    }
    assert long == {}


def one_letter_names_in(path: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names |= {str(node.name) for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler)}
    return [name for name in sorted(names) if len(name) == 1 and name != "_"]


def test_nothing_in_the_second_verifier_has_a_name_of_one_letter() -> None:
    assert {name_of(path): found for path in CONTRIB_FILES if (found := one_letter_names_in(path))} == {}


def test_the_median_file_of_the_package_is_short() -> None:
    sizes = [lines_of(path) for path in FILES if name_of(path).startswith("paycli/") and path.name != "__init__.py"]
    assert median(sizes) < MEDIAN_BELOW
