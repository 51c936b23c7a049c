"""A small file of JSON: whole and checked, or an error that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.console.hints import hint_of
from paycli.disk.json_file import JsonFile, has_fields, is_string, list_of
from paycli.domain.shapes import is_hex, is_whole
from paycli.errors import Misconfigured, PermissionRefused

if TYPE_CHECKING:
    from pathlib import Path

CHECK = has_fields({"id": is_hex(4), "size": is_whole(1, 9), "names": list_of(is_string)})
GOOD = {"size": 3, "id": "00ff", "names": ["é", ""]}


@pytest.fixture
def file(tmp_path: Path) -> JsonFile:
    path = tmp_path / "folder" / "file.json"
    return JsonFile(path, check=CHECK, problem=f"The file {path} is damaged", help="put it back")


def test_what_was_written_is_read_and_lies_there_in_sorted_ascii_for_its_owner_alone(file: JsonFile) -> None:
    assert file.read() is None
    file.write(GOOD)
    assert file.read() == GOOD
    assert file.path.read_bytes() == b'{"id": "00ff", "names": ["\\u00e9", ""], "size": 3}\n'
    assert (file.path.stat().st_mode & 0o777, file.path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_how_it_is_laid_out_can_be_said(file: JsonFile) -> None:
    file._replace(is_sorted=False, end=b"").write(GOOD)
    assert file.path.read_bytes() == b'{"size": 3, "id": "00ff", "names": ["\\u00e9", ""]}'
    file._replace(indent=1).write({"id": 1, "at": 2})
    assert file.path.read_bytes() == b'{\n "at": 2,\n "id": 1\n}\n'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"id": "00ff", "names": [], "size": 3',
        b'{"id": "00ff", "names": []}',
        b'{"id": "00ff", "names": [], "size": 3, "more": 1}',
        b'{"id": "00FF", "names": [], "size": 3}',
        b'{"id": "00ff", "names": {}, "size": 3}',
        b'{"id": "00ff", "names": [1], "size": 3}',
        b'{"id": "00ff", "names": [], "size": true}',
        b'{"id": "00ff", "names": [], "size": 10}',
    ],
    ids=lambda data: repr(data[:50]),
)
def test_anything_else_is_damage_and_said_in_the_words_of_its_owner(file: JsonFile, data: bytes) -> None:
    file.write(GOOD)
    file.path.write_bytes(data)
    with pytest.raises(Misconfigured) as caught:
        file.read()
    assert caught.value.message.startswith(f"The file {file.path} is damaged")
    assert hint_of(caught.value) == "put it back"


def test_a_file_that_others_can_read_is_not_read(file: JsonFile) -> None:
    file.write(GOOD)
    file.path.chmod(0o640)
    with pytest.raises(PermissionRefused):
        file.read()


@pytest.mark.parametrize("value", [None, 1, "a", [], {}, {"id": []}])
def test_a_check_says_no_to_whatever_it_is_asked_about_and_never_fails(value: Any) -> None:
    assert not CHECK(value)
    assert not CHECK(GOOD | {"id": value})
