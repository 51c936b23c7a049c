"""Makes docs/schema/error.json out of the tree of errors: what a failure writes as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from paycli.errors import PaycliError, Retry
from tools.json_schemas import DIALECT, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator


def errors_below(base: type[PaycliError]) -> Iterator[type[PaycliError]]:
    """Walk the tree of errors in the order in which the classes stand in the file."""
    for child in base.__subclasses__():
        yield child
        yield from errors_below(child)


def error_schema() -> dict[str, Any]:
    """Write the schema of a failure."""
    found = [*errors_below(PaycliError)]
    error = {
        "code": {"enum": [each.code for each in found], "description": "What went wrong; it never changes."},
        "exit": {"enum": sorted({each.exit_status for each in found}), "description": "The exit status."},
        "retry": {"enum": [*get_args(Retry)], "description": "Whether to repeat the command, and how."},
        "message": {"type": "string", "description": "What went wrong, for people: first what happened to the money."},
        "hint": {"type": ["string", "null"], "description": "What to do next, for people."},
        "details": {
            "description": "All that was found: the document of `paycli ledger audit` or `paycli doctor`, the wrong"
            " rows of `paycli batch`."
        },
    }
    inside = {
        "type": "object",
        "description": "The failure.",
        "properties": error,
        "required": [name for name in error if name != "details"],
    }
    return {
        "$schema": DIALECT,
        "title": "error",
        "description": "A failure, written to stderr.",
        "type": "object",
        "properties": {"paycli": VERSION, "error": inside},
        "required": ["paycli", "error"],
    }
