"""What programs read is a contract: every name in it is explained, and means one thing in every document."""

from __future__ import annotations

import ast
import types
from collections import defaultdict
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from jsonschema import Draft202012Validator

from paycli.commands.table import DOCUMENTS
from paycli.console.documents.facts import Facts
from paycli.console.documents.names import Names
from tests.support.catalogue import parameters
from tools.error_schema import error_schema, facts
from tools.json_schemas import (
    FOLDER,
    all_documents,
    description,
    document_schema,
    fields_of,
    records,
)


def test_every_field_of_every_document_is_explained() -> None:
    assert [
        (name, field) for name, each in records().items() for field in fields_of(each) if not description(name, field)
    ] == []
    assert [name for name, each in records().items() if not each.__doc__ or each.__doc__.startswith(f"{name}(")] == []


def test_every_fact_of_an_error_is_explained() -> None:
    assert [name for name, (_, text) in facts().items() if not text] == []
    assert [name for name in fields_of(Facts) if name not in facts()] == []


def test_a_name_has_one_type_in_all_documents() -> None:
    met: dict[str, dict[object, str]] = defaultdict(dict)
    for name, record in [*records().items(), ("Names", Names), ("Facts", Facts)]:
        for field, type_ in fields_of(record).items():
            met[field].setdefault(base(type_), name)
    assert {field: list(found.values()) for field, found in met.items() if len(found) > 1} == {}


def test_what_explains_names_for_all_documents_explains_those_of_several() -> None:
    met = [field for record in records().values() for field in fields_of(record)]
    assert [field for field in fields_of(Names) if met.count(field) < 2] == []


def test_every_command_is_said_to_give_a_document() -> None:
    assert set(DOCUMENTS) - {"", "--version"} == set(parameters())


def test_every_record_is_part_of_a_document() -> None:
    named = {each.strip("[]") for every in DOCUMENTS.values() for each in every}
    inside = {part for each in all_documents().values() for part in document_schema(each).get("$defs", {})}
    assert set(records()) - named - inside - set(error_schema()["$defs"]) == set()


def test_every_schema_is_one_of_2020_12() -> None:
    for each in all_documents().values():
        Draft202012Validator.check_schema(document_schema(each))


def test_a_record_is_immutable_and_holds_nothing_but_plain_values_and_records() -> None:
    for name, record in records().items():
        assert issubclass(record, tuple), name
        for field, type_ in fields_of(record).items():
            assert is_plain(type_), (name, field)


def test_what_explains_the_names_is_imported_by_no_document() -> None:
    for path in sorted(FOLDER.glob("*.py")):
        imported = [node.module for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
        assert not [each for each in imported if each and each.endswith("documents.names")], path.name


def base(type_: Any) -> object:
    """Give what a type is without null, and of a choice of words that they are words."""
    if get_origin(type_) in {Union, types.UnionType}:
        parts = [each for each in get_args(type_) if each is not types.NoneType]
        return base(parts[0]) if len(parts) == 1 else frozenset(map(base, parts))
    if get_origin(type_) is Literal:
        return str
    if get_origin(type_) is tuple:
        return tuple, base(get_args(type_)[0])
    return type_


def is_plain(type_: Any) -> bool:
    if get_origin(type_) in {Union, types.UnionType}:
        return all(map(is_plain, get_args(type_)))
    if get_origin(type_) is tuple:
        return get_args(type_)[1:] == (...,) and is_plain(get_args(type_)[0])
    if get_origin(type_) in {Annotated, Literal}:
        return True
    return type_ in {str, int, bool, types.NoneType} or type_.__name__ in records()
