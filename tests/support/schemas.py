"""Holding documents to docs/schema, by jsonschema: the committed files, and no name beside those that they have."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from paycli.commands.table import DOCUMENTS
from tests.support.try_lines import trouble_with
from tools.json_schemas import title

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schema"
# Read at once: a child of a test that became another user may not look into this folder.
_TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}


def faults_of(command: str, document: Any) -> list[str]:
    """Say what is wrong with a command's document: it must be one of those that the command is said to give."""
    found = [faults_against(title(each), document) for each in DOCUMENTS[command]]
    return [] if [] in found else min(found, key=len)


def require_schema(words: Sequence[str], document: Any) -> None:
    """Require that what a command line answered is what docs/schema says of it, a failure too.

    Lines that begin with something else than a command of ours, such as an alias, are let pass.
    """
    if "error" in document:
        faults = faults_against("error", document)
        hint = str(document["error"]["hint"])
        if hint.startswith("paycli "):
            assert trouble_with(hint) == "", hint
    else:
        typed = [word for word in words if not word.startswith("-")]
        command = next((name for count in (3, 2, 1) if (name := " ".join(typed[:count])) in DOCUMENTS), "")
        faults = faults_of(command, document) if command else []
    assert faults == [], (words, document)


def faults_against(name: str, document: Any) -> list[str]:
    """Say what is wrong with a document by a file of docs/schema."""
    return [f"{error.json_path}: {error.message}" for error in _validator(name).iter_errors(document)]


@cache
def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_TEXTS[name])
    return found


@cache
def _validator(name: str) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema(name))
    return Draft202012Validator(_closed(schema(name)))


def _closed(part: Any) -> Any:
    """Let no object have a name that its schema does not have: readers may meet new ones, a test of today may not."""
    if isinstance(part, list):
        return [_closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    closed = {name: _closed(each) for name, each in part.items()}
    return {**closed, "additionalProperties": False} if "required" in part and "properties" in part else closed
