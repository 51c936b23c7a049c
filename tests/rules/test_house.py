"""The house rules of docs/architecture.md and docs/glossary.md, each as one test that names every miss."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.domain.kinds import KINDS, RULES_OF
from paycli.domain.lives import LIVES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "paycli"
POSITIONAL_MOST = 5

# The two tables, and the rules: each rule file is about its noun alone.
KINDS_FILES = {"paycli/domain/kinds.py", "paycli/domain/money_kinds.py", "paycli/domain/bodies.py"}
TABLES = {*KINDS_FILES, "paycli/domain/lives.py"}
RULES = "paycli/domain/rules/"
# The tour plays somebody who knows nothing of the inside, and reads what the program wrote.
OUTSIDER = "paycli/tour/"
# Where an order's bytes are made and read.
BODIES = {*KINDS_FILES, "paycli/domain/orders.py"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def listed(misses: list[str]) -> str:
    return "\n" + "\n".join(misses)


def is_record(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and "NamedTuple" in map(ast.unparse, node.bases)


def words_in(node: ast.AST) -> set[str]:
    """Give the string constants of a comparison: `kind == "sale"`, `kind in {"a", "b"}`, `case "sale" | "topup"`."""
    return {
        part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }  # fmt: skip


def test_no_call_passes_more_than_five_positional_arguments() -> None:
    misses = [
        f"{name}:{node.lineno}: {len(node.args)} positional arguments"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and len(node.args) > POSITIONAL_MOST
    ]
    assert not misses, listed(misses)


def test_no_code_outside_the_tables_and_rules_compares_a_kind_with_a_string() -> None:
    kinds = KINDS.keys() | LIVES.keys()
    misses = [
        f"{name}:{node.lineno}: {', '.join(sorted(found))}"
        for name, tree in sources()
        if name not in TABLES and not name.startswith((RULES, OUTSIDER))
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare | ast.MatchValue) and (found := words_in(node) & kinds)
    ]
    assert not misses, listed(misses)


def test_no_code_reads_a_body_by_the_names_of_the_wire() -> None:
    misses = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        if name not in BODIES
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and ast.unparse(node.value).endswith("body")
    ]
    assert not misses, listed(misses)


def test_a_file_full_of_records_compiles_no_annotations() -> None:
    # Under the future import typing compiles each of them when the file is imported, which more than doubles its cost.
    misses = [
        f"{name}: {count} records"
        for name, tree in sources()
        if (count := len([each for each in tree.body if is_record(each)])) >= 7
        and any(isinstance(each, ast.ImportFrom) and each.module == "__future__" for each in tree.body)
    ]
    assert not misses, listed(misses)


def test_no_tuple_of_more_than_two_parts_is_read_by_number() -> None:
    misses = [
        f"{name}:{node.lineno}: {ast.unparse(node)}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, int)
        and node.slice.value > 1
        and isinstance(node.value, ast.Name)
        # The groups of a regular expression have numbers, and so have the parts of a list.
        and node.value.id != "match"
    ]
    assert not misses, listed(misses)


def retired() -> dict[str, str]:
    """Read the table of retired words in docs/glossary.md: the word, and what is said instead."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    _, _, table = text.partition("## Retired words")
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \|$", table, re.MULTILINE))


def names_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr
        elif isinstance(node, ast.alias) and node.asname:
            yield 0, node.asname


def parts_of(name: str) -> set[str]:
    """Split a name into its words: `_told_shares`, `RailTransfer`."""
    return {word.lower() for piece in name.split("_") for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", piece)}


def test_no_name_has_a_retired_word_in_it() -> None:
    words = retired()
    assert words
    misses = [
        f"{name}:{line}: {found} (say: {', '.join(words[word] for word in hit)})"
        for name, tree in sources()
        for line, found in names_in(tree)
        if (hit := parts_of(found) & words.keys())
    ]
    misses += [
        f"{path.relative_to(ROOT)}: {', '.join(words[word] for word in hit)}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if (hit := parts_of(path.stem) & words.keys())
    ]
    assert not misses, listed(misses)


def test_each_kind_of_order_has_one_rule_in_the_file_of_its_noun() -> None:
    files = {path.stem for path in (PACKAGE / "domain" / "rules").glob("*.py")}
    tables = {name: getattr(import_module(f"paycli.domain.rules.{name}"), "RULES", {}) for name in files}
    assert {name: sorted(rules) for name, rules in tables.items() if rules} == {
        name: sorted(kind for kind in RULES_OF if RULES_OF[kind] == name) for name in RULES_OF.values()
    }
