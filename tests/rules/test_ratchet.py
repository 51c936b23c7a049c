"""Sizes: a file has one subject, a function fits a screen. The bounds may only become tighter."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES_MOST, FUNCTION_LINES_MOST, MEDIAN_BELOW = 400, 70, 200

FOLDERS = ("paycli", "contrib", "tools", "bench", "tests")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_has_at_most_400_lines(path: Path) -> None:
    assert lines_of(path) <= FILE_LINES_MOST


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_function_has_at_most_70_lines(path: Path) -> None:
    long = {
        node.name: length
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES_MOST
    }
    assert long == {}


def test_the_median_file_of_the_package_is_short() -> None:
    sizes = [lines_of(path) for path in FILES if name_of(path).startswith("paycli/") and path.name != "__init__.py"]
    assert median(sizes) < MEDIAN_BELOW
