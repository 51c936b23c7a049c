from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.console.hints import hint_of
from paycli.disk.durable import write_atomic
from paycli.errors import Misconfigured, Usage
from paycli.home.config import Config

if TYPE_CHECKING:
    from pathlib import Path


def test_a_setting_is_kept_and_listed(home: Path) -> None:
    assert Config(home).get("color") is None
    Config(home).set("color", "never")
    Config(home).set("pager", "less -R")
    assert Config(home).get("color") == "never"
    assert Config(home).list() == {"color": "never", "grace": None, "pager": "less -R"}


def test_an_unknown_name_is_refused_and_the_known_ones_are_named(home: Path) -> None:
    config = Config(home)
    for attempt in (lambda: config.get("colour"), lambda: config.set("profile", "x")):
        with pytest.raises(Usage) as caught:
            attempt()
        assert caught.value.exit_status == 2
        assert hint_of(caught.value) == "known: color, grace, pager, alias.WORD"


@pytest.mark.parametrize(
    ("name", "value"), [("color", "red"), ("pager", "less\n"), ("pager", "\x1b[2J"), ("pager", "x" * 501)]
)
def test_a_value_that_a_setting_cannot_take_is_refused(home: Path, name: str, value: str) -> None:
    with pytest.raises(Usage):
        Config(home).set(name, value)
    assert Config(home).list() == {"color": None, "grace": None, "pager": None}


@pytest.mark.parametrize("data", [b"", b"[]", b'{"color": 1}', b"\xff", b"[" * 100_000])
def test_a_damaged_file_of_settings_is_an_error(home: Path, data: bytes) -> None:
    write_atomic(home / "config.json", data)
    with pytest.raises(Misconfigured) as caught:
        Config(home).list()
    assert caught.value.exit_status == 78
