"""Makes docs/schema/error.json out of the tree of errors: what a failure writes as JSON."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from paycli.console.documents.facts import Facts
from paycli.console.documents.names import Names
from paycli.errors import PaycliError, Retry
from tools.json_schemas import (
    DIALECT,
    VERSION,
    description,
    fields_of,
    inside,
    object_schema,
    records,
    type_schema,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def errors_below(base: type[PaycliError]) -> Iterator[type[PaycliError]]:
    """Walk the tree of errors in the order in which the classes stand in the file."""
    for child in base.__subclasses__():
        yield child
        yield from errors_below(child)


def facts() -> dict[str, tuple[Any, str]]:
    """Give the type and the meaning of every fact of an error: those of documents, where one has the name."""
    names = dict.fromkeys(name for error in errors_below(PaycliError) for name in error.all_facts())
    return {name: _explained(name) for name in names}


def _explained(name: str) -> tuple[Any, str]:
    for label, fields in (("Names", Names), ("Facts", Facts)):
        types = get_type_hints(fields, include_extras=True)
        if name in types:
            return types[name], description(label, name)
    for label, record in records().items():
        if name in {written(field) for field in fields_of(record)}:
            return fields_of(record)[name], description(label, name)
    raise SystemExit(f"Nothing explains the fact {name}.")


def always(error: type[PaycliError]) -> list[str]:
    """Name the facts that an error always has, since its message is made of them."""
    in_message = {name for _, name, _, _ in Formatter().parse(error.message_template) if name} - error.optional
    return [name for name, field in error.all_facts().items() if field in in_message]


def error_schema() -> dict[str, Any]:
    """Write the schema of a failure."""
    found = list(errors_below(PaycliError))
    error: dict[str, Any] = {
        "code": {"enum": [each.code for each in found], "description": "The code of the error. It never changes."},
        "exit": {"enum": sorted({each.exit_status for each in found}), "description": "The exit status."},
        "retry": {"enum": [*get_args(Retry)], "description": "Whether to repeat the command, and how."},
        "message": {"type": "string", "description": "The message for people: first what happened to the money."},
        "hint": {"type": ["string", "null"], "description": "The next thing to do, for people."},
    }
    must = list(error)
    error |= {name: {**type_schema(type_), "description": text} for name, (type_, text) in facts().items()}
    failure = {
        "type": "object",
        "description": "The failure. Beside the first five names it has the facts of its code.",
        "properties": error,
        "required": must,
        "allOf": [
            {"if": {"properties": {"code": {"const": each.code}}}, "then": {"required": always(each)}}
            for each in found
            if always(each)
        ],
    }
    parts = ("Audit", *inside(records()["Audit"]), "Finding", "RowFault")
    return {
        "$schema": DIALECT,
        "title": "error",
        "description": "A failure, written to stderr.",
        "type": "object",
        "properties": {"paycli": VERSION, "error": failure},
        "required": ["paycli", "error"],
        "$defs": {name: object_schema(records()[name]) for name in sorted(set(parts))},
    }
