"""What is wrong with the rows of a file, with the place of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from paycli.errors import PaycliError

PROBLEMS_MOST = 20
NOTHING = "Nothing was sent."


class Problem(NamedTuple):
    """What is wrong with a row: its line, the column if it is about one, the refusal."""

    line: int
    column: str | None
    error: PaycliError


class Problems:
    """What is wrong with a file, as far as one reads it."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, problem: Problem) -> None:
        """Note a problem; raises it with those before it when there are enough."""
        self._found.append(problem)
        if len(self._found) >= PROBLEMS_MOST:
            self.raise_them()

    def raise_them(self) -> None:
        """Raise the refusal of the first line that is wrong, with all of them for programs; nothing if all is well."""
        if not self._found:
            return
        found = sorted(self._found, key=lambda each: each.line)
        first, more = found[0], len(found) - 1
        error = first.error
        # They are of any class: where it stands in the file is theirs all the same.
        error.values["details"] = [_detail(each) for each in found]
        error.values["line"], error.values["column"] = first.line, first.column
        error.money = f"{NOTHING} {_place(first)}:"
        error.more = f"{more} more row{'s are' if more > 1 else ' is'} wrong." if more else ""
        raise error


def _place(problem: Problem) -> str:
    return f"Line {problem.line}, {problem.column}" if problem.column else f"Line {problem.line}"


def _detail(problem: Problem) -> dict[str, object]:
    error = problem.error
    return {"line": problem.line, "column": problem.column, "code": error.code, "message": error.message}
