from __future__ import annotations

import os
import shlex
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.console.hints import hint_of
from paycli.errors import Misconfigured, PassphraseMissing, PaycliError, PermissionRefused, Usage
from paycli.vault.passphrase import is_configured, passphrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.unlocking import Question


def written(path: Path, data: bytes, permissions: int = 0o600) -> dict[str, str]:
    path.write_bytes(data)
    path.chmod(permissions)
    return {"PAYCLI_PASSPHRASE_FILE": str(path)}


def command(*words: str) -> dict[str, str]:
    return {"PAYCLI_PASSPHRASE_COMMAND": shlex.join(words), "PATH": os.environ["PATH"]}


def python(code: str) -> dict[str, str]:
    return command(sys.executable, "-c", code)


def status(caught: pytest.ExceptionInfo[PaycliError]) -> int:
    return caught.value.exit_status


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"pw", b"pw"),
        (b"pw\n", b"pw"),
        (b"pw\n\n", b"pw\n"),
        (b"pw\r\n", b"pw"),
        (b" p w ", b" p w "),
        ("u\u0308".encode(), "ü".encode()),
        (b"\xff\x00key", b"\xff\x00key"),
    ],
)
def test_one_newline_at_the_end_is_no_part_of_it(tmp_path: Path, data: bytes, expected: bytes) -> None:
    assert passphrase(written(tmp_path / "f", data), None) == expected


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n"])
def test_an_empty_one_is_refused(tmp_path: Path, data: bytes) -> None:
    for environ, ask in ((written(tmp_path / "f", data), None), ({}, lambda _: data.decode())):
        with pytest.raises(Misconfigured) as caught:
            passphrase(environ, ask)
        assert status(caught) == 78


def test_a_file_that_others_can_read_is_refused_but_for_systemds(tmp_path: Path) -> None:
    environ = written(tmp_path / "f", b"pw", 0o440)
    with pytest.raises(PermissionRefused) as caught:
        passphrase(environ, None)
    assert status(caught) == 78
    assert passphrase(environ | {"CREDENTIALS_DIRECTORY": str(tmp_path)}, None) == b"pw"


def test_a_missing_file_is_said_and_nobody_is_asked_instead(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="does not exist"):
        passphrase({"PAYCLI_PASSPHRASE_FILE": str(tmp_path / "f")}, lambda _: "typed")


@pytest.mark.parametrize("form", ["fd:{}", "/dev/fd/{}", "/proc/self/fd/{}"])
def test_a_pipe_is_read_to_its_end(form: str) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "wb") as pipe:
        pipe.write(b"from a pipe\n")
        pipe.close()
        assert passphrase({"PAYCLI_PASSPHRASE_FILE": form.format(reading)}, None) == b"from a pipe"


def test_an_open_file_is_held_to_the_same_rule(tmp_path: Path) -> None:
    for permissions in (0o600, 0o644):
        written(tmp_path / "f", b"pw", permissions)
        with (tmp_path / "f").open("rb") as file:
            environ = {"PAYCLI_PASSPHRASE_FILE": f"fd:{file.fileno()}"}
            if permissions == 0o600:
                assert passphrase(environ, None) == b"pw"
            else:
                with pytest.raises(PermissionRefused):
                    passphrase(environ, None)


@pytest.mark.parametrize("name", ["fd:", "fd:x", "fd:-1", "fd:987654"])
def test_what_is_no_open_descriptor_is_said(name: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        passphrase({"PAYCLI_PASSPHRASE_FILE": name}, None)
    assert status(caught) == 78


def test_something_endless_is_not_read_for_ever() -> None:
    with Path("/dev/zero").open("rb") as endless, pytest.raises(PermissionRefused):
        passphrase({"PAYCLI_PASSPHRASE_FILE": f"fd:{endless.fileno()}"}, None)


def test_a_command_gives_it_without_a_shell() -> None:
    assert passphrase(command("printf", "%s\n", "$(id); `id`"), None) == b"$(id); `id`"


def test_a_command_sees_the_environment_and_not_our_standard_input() -> None:
    environ = python("import os, sys; print(os.environ['WHICH'], sys.stdin.read())")
    assert passphrase(environ | {"WHICH": "main"}, None) == b"main "


@pytest.mark.parametrize(
    "environ",
    [
        python("import sys; sys.exit('hunter2')"),
        command("no-such-program", "hunter2"),
        command("/", "hunter2"),
        {"PAYCLI_PASSPHRASE_COMMAND": "echo 'hunter2"},
        {"PAYCLI_PASSPHRASE_COMMAND": "  "},
    ],
    ids=["fails", "missing", "folder", "quotes", "blank"],
)
def test_a_command_that_fails_is_said_without_its_words(environ: dict[str, str]) -> None:
    with pytest.raises(Misconfigured) as caught:
        passphrase(environ, lambda _: "typed")
    assert status(caught) == 78
    assert "hunter2" not in caught.value.message + hint_of(caught.value)


def test_a_command_that_does_not_end_is_ended() -> None:
    with pytest.raises(Misconfigured, match=r"within 0\.2 s"):
        passphrase(python("import time; time.sleep(60)"), None, command_wait_s=0.2)


def test_a_command_that_writes_without_end_is_ended_by_its_id(tmp_path: Path) -> None:
    told = tmp_path / "told"
    endless = f"import os; open({str(told)!r}, 'w').write(str(os.getpid()))\nwhile True: os.write(1, b'y\\n' * 1024)"
    with pytest.raises(Misconfigured, match="gives more than 65536 bytes") as caught:
        passphrase(python(endless), None)
    assert status(caught) == 78
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


def test_a_command_may_write_in_pieces_and_close_its_output_before_it_ends() -> None:
    pieces = "import os\nos.write(1, b'a'); os.write(1, b'b'); os.close(1)"
    assert passphrase(python(pieces), None) == b"ab"


def test_the_file_comes_before_the_command_and_both_before_the_person(tmp_path: Path) -> None:
    file, other = written(tmp_path / "f", b"file"), command("printf", "command")
    assert passphrase(file | other, lambda _: "typed") == b"file"
    assert passphrase(other, lambda _: "typed") == b"command"
    assert passphrase({}, lambda _: "typed") == b"typed"
    assert [is_configured(environ) for environ in (file, other, {}, {"PAYCLI_PASSPHRASE_FILE": ""})] == [
        True,
        True,
        False,
        False,
    ]


def test_without_a_terminal_a_missing_one_names_what_to_set() -> None:
    with pytest.raises(PassphraseMissing) as caught:
        passphrase({}, None)
    assert status(caught) == 78
    assert "PAYCLI_PASSPHRASE_FILE" in hint_of(caught.value)


def answering(*answers: str) -> tuple[Callable[[Question], str], list[tuple[str, str]]]:
    """Give somebody who answers so, and what they were asked and told was wrong."""
    given = iter(answers)
    asked: list[tuple[str, str]] = []

    def ask(question: Question) -> str:
        asked.append((question.purpose, question.slip))
        return next(given)

    return ask, asked


def test_a_new_one_is_asked_for_twice_and_again_after_a_slip() -> None:
    ask, asked = answering("short", "long enough", "other", "long enough", "long enough")
    assert passphrase({}, ask, new=True) == b"long enough"
    assert asked == [
        ("choose", ""),
        ("choose", "short"),
        ("repeat", ""),
        ("choose", "differ"),
        ("repeat", ""),
    ]


def test_after_three_slips_nothing_is_stored() -> None:
    for answers, said in ((("long enough", "other") * 3, "differ"), (("short",) * 3, "too short")):
        ask, asked = answering(*answers)
        with pytest.raises(Usage, match=said) as caught:
            passphrase({}, ask, new=True)
        assert status(caught) == 2
        assert len(asked) == len(answers)


def test_a_new_one_that_is_trivially_short_is_refused_whoever_gives_it(tmp_path: Path) -> None:
    for given, fits in ((b"1234567", False), (b"12345678", True), (("e\u0301" * 7).encode(), False)):
        environ = written(tmp_path / "f", given)
        assert passphrase(environ, None) == unicodedata.normalize("NFC", given.decode()).encode(), "an old one opens"
        if fits:
            assert passphrase(environ, None, new=True) == given
            continue
        with pytest.raises(Misconfigured, match="too short") as caught:
            passphrase(environ, None, new=True)
        assert status(caught) == 78
        assert hint_of(caught.value) == "8 characters or more"
