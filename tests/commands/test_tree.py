"""The tree of commands: the branch that was typed is built alone, and answers as the whole tree does."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from paycli.commands.tree import tree
from tests.support.inside import in_process


def built(*words: str) -> dict[str, Any]:
    """Give what was built for the first words of a line, by name; a group is a dictionary."""

    def below(group: Any) -> dict[str, Any]:
        return {name: below(each) if hasattr(each, "commands") else None for name, each in group.commands.items()}

    return below(typer.main.get_command(tree(*words)))


@pytest.mark.parametrize(
    ("words", "commands"),
    [
        (("send", "li"), {"send": None}),
        (("pos", "charge"), {"pos": {"charge": None}}),
        (("envelope", "list"), {"envelope": {"list": None}}),
    ],
)
def test_only_the_branch_that_was_typed_is_built(words: tuple[str, ...], commands: dict[str, Any]) -> None:
    assert built(*words) == commands


def test_a_group_in_a_group_and_a_word_that_is_no_command_bring_all_that_may_be_meant() -> None:
    assert built("pos", "tab") == {"pos": {"tab": built("pos")["pos"]["tab"]}}
    whole = built()
    for words in (("pos",), ("pos", "chrage"), ("pos", "--help")):
        assert built(*words) == {"pos": whole["pos"]}
    assert built("poss", "charge") == whole


def test_what_is_wrong_in_a_line_is_said_with_the_commands_that_were_meant(home: object) -> None:
    del home
    assert "pos charge" in in_process("pos", "chrage").err
    refused = in_process("pos", "charge", "1", "--nope")
    assert (refused.status, "--nope" in refused.err) == (2, True)
