"""Every command line that the documentation shows is typed here, at a terminal, and answers as the page says.

A page's blocks marked `console` are one session, in order: `$` begins a command, `>` goes on with it, and what follows
is its answer. `...` in an answer stands for anything; an answer that ends in `[Y/n] y` is typed; where `(hidden)`
stands a passphrase is typed, and on such a page none comes from elsewhere; `(status 3)` is the exit status, 0 where
none is said.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support.program import PROGRAM, sealed
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
    if "```console" in path.read_text(encoding="utf-8")
)
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STATUS = re.compile(r"\(status (\d+)\)").fullmatch
_QUESTION = re.compile(r"(?P<question>.*(?:\]|:) )(?P<answer>y|n|\(hidden\))").fullmatch
_HIDDEN = "(hidden)"
_PASSPHRASE = "correct horse"
_MARK = "--8<--"


class Step(NamedTuple):
    """A command of a page: what is typed, what it answers, and with which status."""

    typed: str
    answer: tuple[str, ...]
    status: int


def steps(page: str) -> Iterator[Step]:
    for block in _BLOCK.findall((ROOT / page).read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.rstrip("\n").split("\n")
            typed = [lines.pop(0)]
            while lines and lines[0].startswith("> "):
                typed.append(lines.pop(0)[2:])
            found = [int(match[1]) for line in lines if (match := _STATUS(line))]
            answer = tuple(line for line in lines if line and not _STATUS(line))
            yield Step("\n".join(typed), answer, found[0] if found else 0)


def session(page: str) -> str:
    """Write a script that types the commands of a page and says after each how it ended."""
    lines = ["cd"]
    for step in steps(page):
        lines += [step.typed, f'echo "{_MARK} $? {_MARK}"']
    return "\n".join(lines) + "\n"


def looks_like(answer: tuple[str, ...], shown: str) -> bool:
    """Compare what is shown with a page's answer, in which `...` stands for anything; spaces count as one.

    What a slow machine draws while it waits is wiped away by the time one reads.
    """
    shown = re.sub(r"[^\n]*\r", "", shown)
    wanted = re.escape(" ".join(" ".join(answer).replace(_HIDDEN, "").split()))
    pattern = re.sub(r"(?:\\ )?\\\.\\\.\\\.(?:\\ )?", ".*", wanted)
    return re.search(pattern, " ".join(shown.split()), re.DOTALL) is not None


def test_there_are_pages_to_try() -> None:
    assert {"README.md", "docs/tutorial.md"} <= set(PAGES)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_do_what_it_says(page: str, own_home: Path, tmp_path: Path) -> None:
    script = tmp_path / "session.sh"
    script.write_text(session(page))
    folder = Path(PROGRAM).parent
    env = {**sealed(tmp_path / "own"), "PATH": f"{folder}:/usr/bin:/bin", "PAYCLI_PAGER": "cat", "LINES": "60"}
    if any(_HIDDEN in line for step in steps(page) for line in step.answer):
        env["PAYCLI_PASSPHRASE_FILE"] = ""
    with Screen(str(script), program=("/bin/bash",), env=env, columns=110, rows=60) as screen:
        for number, step in enumerate(steps(page)):
            for line in step.answer:
                question = _QUESTION(line)
                if question and question["answer"] == _HIDDEN:
                    screen.answer(question["question"], _PASSPHRASE)
                elif question:
                    screen.answer(question["question"].split()[-1], question["answer"])
            screen.until(f"{_MARK} ").until(f" {_MARK}")
            # A quick command may be through before the one in front of it is looked at, so marks are counted.
            shown, status = screen.text.split(_MARK)[2 * number : 2 * number + 2]
            assert int(status) == step.status, f"{step.typed}\n{shown}"
            assert looks_like(step.answer, shown), f"{step.typed}\n{shown}\nthe page says:\n" + "\n".join(step.answer)


def _lines_to_type(page: str) -> list[str]:
    """Find the command lines of a page: in its blocks from the start of a line, in its prose behind a backtick."""
    found = []
    for number, part in enumerate(re.split(r"^ *```.*$", page, flags=re.MULTILINE)):
        start = r"(?:^\s*(?:\$ )?|`|&& |\()" if number % 2 else r"(?:^ {4,}(?:\$ )?|`|&& |\()"
        found += re.findall(start + r"paycli ([a-z][^`\n|)&;,]*)", part, re.MULTILINE)
    return found


def test_every_page_names_only_commands_and_options_that_there_are() -> None:
    """Also in the prose and in blocks that are not typed here."""
    import typer

    from paycli.commands.aliases import with_verb
    from paycli.commands.tree import tree
    from paycli.console.options import NAMES

    root = typer.main.get_command(tree())
    wrong = []
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        for line in _lines_to_type(path.read_text()):
            words = with_verb(re.split(r"\s+", line.strip()))
            command: object = root
            while words and (children := getattr(command, "commands", {})):
                if words[0] not in children:
                    break
                command = children[words.pop(0)]
            # The till runs without a command of its group.
            runs = getattr(command, "invoke_without_command", False) and words[:1] and words[0].startswith("-")
            if command is root or (getattr(command, "commands", None) and words and not runs):
                # The protocol's domain tags look like commands: `paycli order v1\\n`.
                wrong += [f"{path.name}: paycli {line}"] * ("v1" not in words[1:2] + [word[:2] for word in words])
                continue
            known = {name for each in getattr(command, "params", []) for name in (*each.opts, *each.secondary_opts)}
            typed = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
            wrong += [f"{path.name}: paycli {line}: {name}" for name in typed - known - {*NAMES, "--help"}]
    assert wrong == []


def test_every_link_between_the_pages_leads_somewhere() -> None:
    pages = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"))
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in pages
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text())
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert broken == []
