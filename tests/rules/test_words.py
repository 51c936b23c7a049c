"""Phrases that may not come back in what people read: messages, questions, help, pages of docs/.

Each row is a pattern, and what to write instead. Docstrings and comments are for readers of the code and are not looked
at, apart from those of commands, which --help shows. `docs/adr` keeps its decisions in the words of their day.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]

# A sentence, a cell of a table, an item of a list, or words in bold begin here.
_BEGINS = r"(?:^|(?<=[.:;!?] )|(?<=\| )|(?<=- )|(?<=\*\*))"
_NOT_A_QUESTION = r"(?![^.|]*\?)"
_INSTEAD = {
    r"\b[Ww]hom?ever\b": "name the people: anybody who has the link, the payer, a member",
    rf"{_BEGINS}Whom? {_NOT_A_QUESTION}(?!you must trust)": "begin with the noun: a person who can read the file",
    rf"{_BEGINS}What {_NOT_A_QUESTION}": "begin with the noun: the rest, the money, a command that pays",
    r"\b(?:by|for|from|than|to|with) who\b": "name the person: by the payer, for people who",
    r"\bwhat (?:is|was) left\b|\bwhat (?:came|comes|fails|goes|moves|nobody|others|somebody|stands|went|would)\b":
        "write the noun: the rest, the money, everything that is due",
    r"\b[Nn]o(?:body|ne|thing)(?: [^\s.,;:|]+){0,5} but\b": "write only: only the operator can",
    r"\bone's own\b": "write your own, or their own",
    r"\bthat there (?:is|are|was|were) not\b": "say that it does not exist",
    r"\band (?:\S+ ){0,3}is none\b": "write: is not a",
    r"(?<![Tt]here )\bis no (?!longer\b|more\b|such\b)[a-z]": "write: is not a",
    r"\b[Tt]he one of a\b": "name the thing",
    r"\basked for hidden\b": "say that paycli asks for it",
}  # fmt: skip

_PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "paycli/console/topics")
# The words of the inside: descriptions of constants, and faults of a test's own story.
_INSIDE = ("paycli/tour/story.py", "paycli/tour/till.py")


def misses_in(text: str) -> Iterator[tuple[int, str, str]]:
    """Give the place of each phrase that may not come back, the phrase, and what to write instead."""
    for pattern, instead in _INSTEAD.items():
        for found in re.finditer(pattern, text):
            yield found.start(), found[0], instead


def paragraphs(page: str) -> Iterator[tuple[int, str]]:
    """Part a page into paragraphs, items and rows on one line each, without its blocks; with the number of the line."""
    prose = re.sub(r"^ *```.*?^ *```", lambda block: "\n" * block[0].count("\n"), page, flags=re.DOTALL | re.MULTILINE)
    line = 1
    for part in re.split(r"\n(?=\n|\||- |\d+\. |#)", prose):
        yield line + len(part) - len(part.lstrip("\n")), re.sub(r"\s*\n\s*", " ", part.strip())
        line += part.count("\n") + 1


def shown_strings(tree: ast.Module, *, commands: bool) -> Iterator[tuple[int, str]]:
    """Give the strings of a file that can reach people, an f-string with its values left out."""
    hidden: set[ast.AST] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            # A bare string is a docstring.
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                of_command = commands and isinstance(node, ast.FunctionDef) and node.name[0] != "_"
                hidden |= set() if of_command else {statement.value}
        if isinstance(node, ast.JoinedStr):
            hidden |= set(node.values)
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values),
            )
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in hidden and " " in node.value:
            yield node.lineno, node.value


def test_no_phrase_that_readers_stumble_over_comes_back() -> None:
    misses = []
    for name in _PAGES:
        for path in sorted((ROOT / name).rglob("*.md")) if (ROOT / name).is_dir() else [ROOT / name]:
            if "adr" not in path.parts:
                for line, text in paragraphs(path.read_text(encoding="utf-8")):
                    where = f"{path.relative_to(ROOT)}:{line}"
                    misses += [f"{where}: {phrase!r}: {instead}" for _, phrase, instead in misses_in(text)]
    for path in sorted((ROOT / "paycli").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name not in _INSIDE:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for line, text in shown_strings(tree, commands=name.startswith("paycli/commands/")):
                misses += [f"{name}:{line}: {phrase!r}: {instead}" for _, phrase, instead in misses_in(text)]
    assert not misses, "\n" + "\n".join(misses)


def test_the_phrases_are_found_and_plain_sentences_are_not() -> None:
    bad = (
        "Whoever asks again is told.", "It goes to whoever paid.", "Who can read the file reads all.",
        "| What is left |",
        "It is shown to who paid it.", "what is left comes back", "Nobody in @fam could take it but you.",
        "The one of a word, asked for hidden.", "begins with a command, and 'x' is none", "'x' is no time",
        "an id that there is not",
    )  # fmt: skip
    assert [each for each in bad if not list(misses_in(each))] == []
    good = (
        "What is the word? ", "Who acts?", "Say what happened to the money.", "There is no topic x.",
        "Nobody can sign as you, but a program of yours can.", "It is no longer there.", "whoami says who acts",
    )  # fmt: skip
    assert [each for each in good if list(misses_in(each))] == []
