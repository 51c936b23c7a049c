"""A small private file of JSON whose content is checked before anybody uses it; the checks are values."""

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.disk.private import read_private
from paycli.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from paycli.errors import Help

    Check = Callable[[Any], bool]
    """Tells whether a value that came out of JSON may stand there (`domain.shapes` has those of single values)."""


class JsonFile(NamedTuple):
    """A file, the check of its whole content, and what to say and to advise when that is damaged.

    `indent`, `is_sorted` and `end` are how it is written.
    """

    path: "Path"
    check: "Check"
    problem: str
    help: "Help"
    indent: int | None = None
    is_sorted: bool = True
    end: bytes = b"\n"

    def read(self) -> Any:  # noqa: ANN401  what `check` let through
        """Give the content, None if there is no file; raises Misconfigured if it is damaged, PermissionRefused."""
        data = self.data()
        return None if data is None else self.content(data)

    def data(self) -> bytes | None:
        """Give the file as it is, unchecked, None if there is none; raises PermissionRefused."""
        try:
            return read_private(self.path)
        except FileNotFoundError:
            return None

    def content(self, data: bytes) -> Any:  # noqa: ANN401  what `check` let through
        """Give the content that stands in data; raises Misconfigured if it is damaged."""
        try:
            content = json.loads(data)
        except (ValueError, RecursionError):
            raise self.damaged() from None
        if not self.check(content):
            raise self.damaged()
        return content

    def locked(self) -> "AbstractContextManager[None]":
        """Keep others out between reading and writing; raises Unavailable where one of them takes too long."""
        from paycli.disk.locks import locked

        return locked(self.path)

    def write(self, content: Any, *, durable: bool = True) -> bytes:  # noqa: ANN401  what `check` would let through
        """Put new content in the place of the old, and give the data that it is now; raises as `write_atomic` does."""
        # What only reads needs nothing of this.
        from paycli.disk.durable import write_atomic

        data = json.dumps(content, indent=self.indent, sort_keys=self.is_sorted).encode() + self.end
        write_atomic(self.path, data, durable=durable)
        return data

    def damaged(self) -> Misconfigured:
        """Give the error that says so."""
        return Misconfigured(problem=self.problem, help=self.help)


def has_fields(fields: "Mapping[str, Check]") -> "Check":
    """Give the check for an object with exactly these fields, each of which passes its own check."""

    def check(value: Any) -> bool:  # noqa: ANN401  out of JSON
        return (
            isinstance(value, dict)
            and value.keys() == fields.keys()
            and all(passes(value[name]) for name, passes in fields.items())
        )

    return check


def list_of(passes: "Check") -> "Check":
    """Give the check for a list, each element of which passes a check."""
    return lambda value: isinstance(value, list) and all(passes(element) for element in value)


def is_string(value: Any) -> bool:  # noqa: ANN401  out of JSON
    """Tell whether a value is a text that any system call and any encoding takes, whatever it says."""
    return isinstance(value, str) and _is_whole(value, "strict")


def is_path(value: Any) -> bool:  # noqa: ANN401  out of JSON
    """Tell whether a value is a path that is not relative, or a URL; its bytes need not be UTF-8."""
    return isinstance(value, str) and (value[:1] == "/" or "://" in value) and _is_whole(value, "surrogateescape")


def _is_whole(text: str, errors: str) -> bool:
    try:
        return b"\0" not in text.encode(errors=errors)
    except UnicodeEncodeError:
        return False
