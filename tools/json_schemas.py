"""Makes docs/schema out of the records of paycli/console/documents: JSON Schema 2020-12, one file for each document.

What a field means is read out of the source: the string below it, or what names.py says of its name.
"""

from __future__ import annotations

import ast
import json
import types
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from paycli.commands.table import DOCUMENTS
from paycli.console import documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = Path(documents.__file__).parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION = {"const": 1, "description": "The version of this contract."}
_TYPES = {str: "string", int: "integer", bool: "boolean", types.NoneType: "null"}


# --- what the source says ---------------------------------------------------------------------------------------------
@cache
def records() -> Mapping[str, type]:
    """Give every record by its name."""
    found: dict[str, type] = {}
    for path in sorted(FOLDER.glob("*.py")):
        module = import_module(f"{documents.__name__}.{path.stem}")
        for name, each in vars(module).items():
            if isinstance(each, type) and hasattr(each, "_fields") and each.__module__ == module.__name__:
                if name in found:
                    raise SystemExit(f"Two records are called {name}.")
                found[name] = each
    return found


@cache
def _explained() -> Mapping[tuple[str, str], str]:
    """Give what stands below each field, by its class and name."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found |= {(node.name, name): text for name, text in _below_fields(node)}
    return found


def _below_fields(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            value = below.value if isinstance(below, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield field.target.id, " ".join(value.value.split())


def description(record: str, field: str) -> str:
    """Say what a field means; empty where nothing says so."""
    explained = _explained()
    return explained.get((record, field)) or explained.get(("Names", field), "")


def fields_of(record: type) -> Mapping[str, Any]:
    """Give the fields of a record with their types."""
    return get_type_hints(record, include_extras=True)


def written(field: str) -> str:
    """Give the name that a field has in JSON."""
    return field.removesuffix("_")


# --- schemas ----------------------------------------------------------------------------------------------------------
def type_schema(type_: Any) -> dict[str, Any]:  # noqa: ANN401  types of all kinds
    """Write a type as JSON Schema."""
    origin, arguments = get_origin(type_), get_args(type_)
    if type_ in _TYPES:
        return {"type": _TYPES[type_]}
    if origin is Annotated:
        return {"type": "string", "pattern": arguments[1]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": type_schema(arguments[0])}
    if origin in {Union, types.UnionType}:
        return _union([type_schema(each) for each in arguments])
    return {"$ref": f"#/$defs/{type_.__name__}"}


def _union(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Write one of several; what may be null besides stays one schema, so that it reads well."""
    null = {"type": "null"}
    rest = [each for each in parts if each != null]
    if len(rest) == 1 and len(parts) == 2:
        if isinstance(rest[0].get("type"), str):
            return {**rest[0], "type": [rest[0]["type"], "null"]}
        if "enum" in rest[0]:
            return {"enum": [*rest[0]["enum"], None]}
    return {"anyOf": parts}


def object_schema(record: type) -> dict[str, Any]:
    """Write a record as the schema of an object, with every field required."""
    fields = fields_of(record)
    return {
        "type": "object",
        "description": " ".join((record.__doc__ or "").split()),
        "properties": {
            written(name): {**type_schema(type_), "description": description(record.__name__, name)}
            for name, type_ in fields.items()
        },
        "required": [written(name) for name in fields],
    }


def inside(record: type) -> Iterator[str]:
    """Name the records that a record has in it, at any depth."""
    for type_ in fields_of(record).values():
        for each in (type_, *get_args(type_)):
            if (name := getattr(each, "__name__", "")) in records():
                yield name
                yield from inside(records()[name])


def document_schema(document: str) -> dict[str, Any]:
    """Write the schema of a whole document, with everything that it needs in it."""
    head = {"$schema": DIALECT, "title": title(document)}
    name = document.strip("[]")
    record = records()[name]
    if name != document:
        parts = [name, *inside(record)]
        ref = {"$ref": f"#/$defs/{name}"}
        whole: dict[str, Any] = {
            "type": "object",
            "description": "A list; with --jsonl each of its items is a line of its own, with `paycli` in front.",
            "properties": {
                "paycli": VERSION,
                "items": {"type": "array", "items": ref, "description": "The items, newest first."},
                "next": {
                    "type": ["integer", "string", "null"],
                    "description": "The place behind which the list goes on, for --after. Null at its end.",
                },
            },
            "required": ["paycli", "items", "next"],
        }
    else:
        parts, whole = list(inside(record)), object_schema(record)
        whole["properties"] = {"paycli": VERSION, **whole["properties"]}
        whole["required"] = ["paycli", *whole["required"]]
    defs = {name: object_schema(records()[name]) for name in sorted(set(parts))}
    return {**head, **whole, **({"$defs": defs} if defs else {})}


def title(document: str) -> str:
    """Give the name of a document's file: `rail-transfer`, and of a list `entry-list`."""
    name = document.strip("[]")
    kebab = "".join(f"-{each.lower()}" if each.isupper() else each for each in name).removeprefix("-")
    return kebab if name == document else f"{kebab}-list"


def all_documents() -> dict[str, str]:
    """Give every document by the name of its file."""
    found = {title(each): each for every in DOCUMENTS.values() for each in every}
    return {name: found[name] for name in sorted(found)}


def schema_files() -> dict[str, str]:
    """Give the files of docs/schema and what is in them."""
    from tools.error_schema import error_schema

    found = {name: document_schema(each) for name, each in all_documents().items()} | {"error": error_schema()}
    return {f"{name}.json": as_text(found[name]) for name in sorted(found)}


def as_text(schema: dict[str, Any]) -> str:
    """Write a schema for people to read too."""
    return json.dumps(schema, indent=2, ensure_ascii=True) + "\n"


# --- docs/json.md -----------------------------------------------------------------------------------------------------
def documents_table() -> str:
    """Write which document each command gives, with a link to its schema."""
    lines = ["| command | document |", "|---|---|"]
    for command, given in DOCUMENTS.items():
        links = ", ".join(f"[{title(each)}](schema/{title(each)}.json)" for each in given)
        lines.append(f"| `{f'paycli {command}'.strip()}` | {links} |")
    return "\n".join(lines)


def names_table() -> str:
    """Write what each name means; where it is one document's own, which."""
    rows = []
    shared = {field for record, field in _explained() if record == "Names"}
    for name, record in records().items():
        own = [field for field in fields_of(record) if field not in shared]
        rows += [(written(field), f"`{name}`", description(name, field)) for field in own]
    rows += [(written(field), "", description("Names", field)) for field in shared]
    lines = ["| name | only in | what it means |", "|---|---|---|"]
    lines += [f"| `{name}` | {where} | {text} |" for name, where, text in sorted(rows)]
    return "\n".join(lines)
