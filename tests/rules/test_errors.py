"""The tree of errors is the reference of codes and exit statuses, so each of its leaves must be fit to be read."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import typer

from paycli import errors
from paycli.commands.tree import tree
from paycli.console.hints import LINES, hint_of, template_of
from paycli.errors import PaycliError, StepName

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
# Design, section 8; 0 and 128+n are no errors of ours.
STATUSES = {1, 2, 3, 4, 5, 6, 7, 8, 65, 69, 70, 75, 76, 78}
RETRY_OF = {8: "same_key", 69: "later", 75: "same_key"}


def all_errors(base: type[PaycliError] = PaycliError) -> list[type[PaycliError]]:
    return [found for child in base.__subclasses__() for found in (child, *all_errors(child))]


ERRORS = [error for error in all_errors() if error.__module__.startswith(f"{errors.__name__}.")]


# --- the classes -----------------------------------------------------------------------------------------------------
def test_every_error_has_a_code_of_its_own() -> None:
    assert [code for code, count in Counter(error.code for error in ERRORS).items() if count > 1] == []


def test_a_class_states_its_code_in_snake_case_and_its_message_itself() -> None:
    assert [error.__name__ for error in ERRORS if not {"code", "message_template"} <= vars(error).keys()] == []
    assert [error.code for error in ERRORS if not re.fullmatch(r"[a-z]+(_[a-z]+)*", error.code)] == []


def test_each_message_is_one_sentence() -> None:
    messages = [error.message_template for error in ERRORS]
    assert [text for text in messages if not text.endswith((".", "}"))] == []
    assert [text for text in messages if not (text[0] == "{" or text[0].isupper())] == []


def test_each_exit_status_is_a_documented_one() -> None:
    assert [error.__name__ for error in ERRORS if error.exit_status not in STATUSES] == []


def test_a_script_learns_from_the_status_alone_whether_to_retry() -> None:
    # What is not open yet is gone for now: the one status 4 that waiting helps, and its `retry` says so.
    wrong = [error.__name__ for error in ERRORS if error.retry != RETRY_OF.get(error.exit_status, "no")]
    assert (wrong, errors.NotYetOpen.retry) == (["NotYetOpen"], "later")


def test_a_child_has_the_exit_status_of_its_branch() -> None:
    branches = {
        error: next(each for each in PaycliError.__subclasses__() if issubclass(error, each)) for error in ERRORS
    }
    assert [error.__name__ for error, branch in branches.items() if error.exit_status != branch.exit_status] == []


def test_a_message_without_its_values_shows_gaps_instead_of_failing() -> None:
    bare = [error() for error in ERRORS]
    assert [error.code for error in bare if not error.message or "{" in error.message + hint_of(error)] == []
    assert [
        error.code for error in bare if ("?" in error.message) != bool(fields_of(error.message_template, error))
    ] == []


# The message of these is one sentence that its raise site wrote, or what a program may not learn more of.
SENTENCES = {"usage", "misconfigured", "doctor_found", "not_for_you", "passphrase_wrong", "outcome_unreported"}
OF_EVERY_ERROR = set(PaycliError.facts)


def test_what_a_message_is_made_of_a_program_is_told_as_fields() -> None:
    bare = [error.code for error in ERRORS if fields_in(error.message_template) and not own_facts(error)]
    assert sorted(bare) == sorted(SENTENCES)


def own_facts(error: type[PaycliError]) -> set[str]:
    return set(error.all_facts()) - OF_EVERY_ERROR


def test_a_fact_that_only_the_message_of_a_base_is_made_of_is_none_of_its_children() -> None:
    assert own_facts(errors.LimitExceeded) == {"amount", "limit", "currency"}
    assert own_facts(errors.TooManyEnvelopes) == {"limit", "sent_today"}
    assert own_facts(errors.NotAllowed) == {"reason"}
    assert own_facts(errors.SelfPayment) == set()
    # What a base may leave out of its message is its children's too.
    assert own_facts(errors.RowChanged) == {"n", "time", "row"}


def test_what_happened_to_the_money_comes_first() -> None:
    error = errors.InsufficientFunds(who="@a", balance="1.00", needed="2.00", currency="EUR", money="Nothing was sent.")
    assert error.message == "Nothing was sent. @a has 1.00 EUR, but needs 2.00 EUR."


def test_the_drawing_of_the_tree_is_the_tree() -> None:
    drawn = re.findall(r"^ \+-- (\w+) +(\d+) ", errors.__doc__ or "", re.MULTILINE)
    branches = sorted(PaycliError.__subclasses__(), key=lambda branch: branch.exit_status)
    assert drawn == [(branch.__name__, str(branch.exit_status)) for branch in branches]


# --- the places that raise them --------------------------------------------------------------------------------------
class Site(NamedTuple):
    """A place that makes an error, with the names of the fields that it gives."""

    place: str
    error: type[PaycliError]
    given: frozenset[str]


def fields_of(template: str, error: PaycliError | type[PaycliError]) -> set[str]:
    """Give the fields in a template that must be there."""
    return fields_in(template) - error.optional


def fields_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def fields_that_must_be(error: type[PaycliError]) -> set[str]:
    return fields_of(error.message_template, error) | fields_of(template_of(error), error)


@cache
def sources() -> list[tuple[str, ast.Module]]:
    paths = sorted((ROOT / "paycli").rglob("*.py"))
    return [(str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def named(node: ast.expr | None) -> type[PaycliError] | None:
    """Give the error class that an expression names, as a bare name or behind a dot."""
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    found = getattr(errors, name, None)
    return found if isinstance(found, type) and issubclass(found, PaycliError) else None


def sites() -> list[Site]:
    found = []
    for name, module in sources():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and (error := named(node.func)):
                assert not node.args, f"{name}:{node.lineno}: fields have names"
                given = frozenset(each.arg or "**" for each in node.keywords)
                found.append(Site(f"{name}:{node.lineno}", error, given))
            elif isinstance(node, ast.Raise) and (error := named(node.exc)):
                found.append(Site(f"{name}:{node.lineno}", error, frozenset()))
    return found


def test_each_place_that_makes_an_error_gives_its_fields_and_no_others() -> None:
    made = sites()
    wrong = []
    for site in made:
        must = fields_that_must_be(site.error)
        # Without a name behind it, a service that can see names adds `who`.
        given = site.given | ({"who"} if "wallet" in site.given else set())
        # What the raise site says of what helps takes the place of the class's hint and of the hint's fields.
        missing = (fields_of(site.error.message_template, site.error) if "help" in given else must) - given
        unknown = site.given - must - site.error.optional - set(site.error.all_facts().values()) - {"money"}
        if missing or unknown:
            wrong.append(f"{site.place} {site.error.__name__}: missing {sorted(missing)}, unknown {sorted(unknown)}")
    assert wrong == []
    assert len(made) > 300, "the walk finds the places"


def test_a_field_that_is_added_to_an_error_later_is_one_that_an_error_has() -> None:
    known = {
        field
        for error in ERRORS
        for field in fields_that_must_be(error) | error.optional | set(error.all_facts().values())
    }
    added = {
        (f"{name}:{node.lineno}", node.slice.value)
        for name, module in sources()
        for node in ast.walk(module)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "values"
        if isinstance(node.slice, ast.Constant)
    }
    assert [place for place, field in sorted(added) if field not in known] == []
    assert len(added) > 3, "the walk finds the places"


# --- what helps next -------------------------------------------------------------------------------------------------
def test_each_step_has_a_line_of_the_command_line_and_is_taken_somewhere() -> None:
    taken = {name for _, name, _ in steps_taken()}
    assert sorted(LINES) == sorted(get_args(StepName))
    assert sorted(taken) == sorted(LINES)


def test_each_step_is_taken_with_the_values_that_its_line_has() -> None:
    lines = {str(name): line for name, line in LINES.items()}
    wrong = [
        f"{place} {name}: {sorted(given)} instead of {sorted(fields_in(lines[name]))}"
        for place, name, given in steps_taken()
        if given != fields_in(lines[name])
    ]
    assert wrong == []


def steps_taken() -> list[tuple[str, str, set[str]]]:
    """Give where steps are made, with their names and the names of their values."""
    found = []
    for path, module in sources():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "step":
                (name,) = node.args
                assert isinstance(name, ast.Constant), f"{path}:{node.lineno}: a step is named where it is made"
                found.append((f"{path}:{node.lineno}", str(name.value), {each.arg or "**" for each in node.keywords}))
    return found


# These say what is so and what would help; how that is typed is known to the console alone.
WITHOUT_A_SHELL = ("paycli/domain/", "paycli/services/", "paycli/errors/", "paycli/store/", "paycli/rails/")


def test_rules_services_and_errors_name_no_command_and_no_option() -> None:
    root: Any = typer.main.get_command(tree())
    commands = "|".join(root.commands)
    typed = re.compile(rf"(?<!a )\bpaycli (?:{commands})\b|(?<!\S)(?:-[a-z]\b|--[a-z])")
    found = [
        f"{path}:{node.lineno}: {node.value}"
        for path, module in sources()
        if path.startswith(WITHOUT_A_SHELL)
        for node in without_docstrings(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and typed.search(node.value)
    ]
    assert found == []
    assert all(typed.search(line) for line in ("type paycli tick now", "leave out -n", "or: --rule equal"))


def without_docstrings(module: ast.Module) -> Iterator[ast.AST]:
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        if isinstance(node.body[0], ast.Expr)
    }
    return (node for node in ast.walk(module) if id(node) not in docstrings)


# --- without docstrings ----------------------------------------------------------------------------------------------
# Writes the message of every class, its fields filled with their names.
_WRITER = """
import json, sys
from paycli import errors
from paycli.console.hints import hint_of
from paycli.errors import PaycliError
def below(base):
    for child in base.__subclasses__():
        yield child
        yield from below(child)
class Names(dict):
    def __missing__(self, key):
        return key
print(json.dumps([
    sys.flags.optimize,
    {each.code: [each.message_template.format_map(Names()), hint_of(each())] for each in below(PaycliError)},
]))
"""


def test_messages_are_whole_where_python_drops_docstrings(tmp_path: Path) -> None:
    def run(*command: str) -> subprocess.CompletedProcess[str]:
        surroundings = {**os.environ, "PAYCLI_HOME": str(tmp_path)}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings, cwd=ROOT)

    whole, bare = (json.loads(run(sys.executable, *flag, "-c", _WRITER).stdout) for flag in ((), ("-OO",)))
    assert (whole[0], bare[0]) == (0, 2)
    assert len(whole[1]) == len(ERRORS)
    assert bare[1] == whole[1]
    for line in (["balance"], ["init", "--play", "--handle", "9x", "--json"]):
        first, second = (run(sys.executable, *flag, "-m", "paycli", *line) for flag in ((), ("-OO",)))
        assert first.stderr
        assert (second.stderr, second.returncode) == (first.stderr, first.returncode)
