"""What programs read of failures: each error with all of its facts is what docs/schema/error.json says."""

from __future__ import annotations

import json
import types
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from paycli.console.failures import show_error
from paycli.console.options import Options, use
from paycli.errors import PaycliError
from tests.support.misses import Misses
from tests.support.schemas import faults_against
from tools.error_schema import errors_below, facts
from tools.json_schemas import fields_of, records

if TYPE_CHECKING:
    import pytest

# A text of each form, by a part of its pattern that no other has.
TEXTS = {
    "-?(0": "12.50", "^[A-Z]{3}": "EUR", "{1,2}-": "1-000041",
    "^[0-9]{4}-": "2026-11-29T10:00:00.000Z", "{32}": "0a" * 16, "{40}": "0a" * 20,
    "{64}": "0a" * 32, "@[a-z]": "@li", "[0-9a-f]{2}(:": "5e:9a:01:7c", "play": "play", r"^[a-z]+(\.": "send",
}  # fmt: skip


def sample(type_: Any) -> Any:
    """Give a value of a type."""
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is Annotated:
        return next(text for part, text in TEXTS.items() if part in arguments[1])
    if origin in {Union, types.UnionType}:
        return sample(arguments[0])
    if origin is Literal:
        return arguments[0]
    if origin is tuple:
        return (sample(arguments[0]),)
    if type_ in {str, int, bool}:
        return type_(1)
    return records()[type_.__name__]._make(map(sample, fields_of(type_).values()))  # type: ignore[attr-defined]


def told(error: PaycliError, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    use(Options(mode="json"))
    show_error(error)
    found: dict[str, Any] = json.loads(capsys.readouterr().err)
    return found


def test_each_error_is_what_the_schema_says_with_all_its_facts_and_with_those_alone_that_it_always_has(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known, met = facts(), set()
    with Misses() as misses:
        for error in errors_below(PaycliError):
            with misses.of(error.__name__):
                given = {field: sample(known[name][0]) for name, field in error.all_facts().items()}
                whole = told(error(**given), capsys)
                assert faults_against("error", whole) == []
                assert set(whole["error"]) - {"code", "exit", "retry", "message", "hint"} == set(error.all_facts())
                always = {field for field in given if f"{{{field}}}" in error.message_template} - error.optional
                fewer = told(error(**{field: given[field] for field in always}), capsys)
                assert faults_against("error", fewer) == []
                met |= set(error.all_facts())
    assert met == set(known)
