"""The man pages: paycli(1), a page for each first word, and a page of section 7 for each topic of `paycli help`.

They come from what `--help` and `paycli help` show, and are written into docs/man, from where `make install` and a
wheel take them. No date is in them, so that the same program always gives the same pages.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import typer  # noqa: E402  the path comes first

from paycli.commands.explaining import ABOUT, GLOBALS, all_described, page_of  # noqa: E402
from paycli.commands.table import COMMANDS  # noqa: E402
from paycli.commands.tree import tree  # noqa: E402
from paycli.console.guide import TOPICS, text_of, title_of  # noqa: E402
from paycli.console.manual import Entries, Heading, Literal, Prose, blocks_of  # noqa: E402
from paycli.version import __version__  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from paycli.commands.explaining import Described
    from paycli.console.manual import Block

_INLINE = re.compile(r"\*\*(?P<loud>[^*]+)\*\*|`(?P<code>[^`]+)`")


def man_pages() -> Mapping[str, str]:
    """Give every page by the name of its file below docs/man, which is laid out as `man` wants it."""
    by_word: dict[str, list[Described]] = {}
    for each in all_described(typer.main.get_command(tree())):
        by_word.setdefault(each.words[0] if each.words else "", []).append(each)
    by_word.pop("")
    pages = {"man1/paycli.1": _front_page()}
    pages |= {f"man1/paycli-{word}.1": _command_page(word, parts) for word, parts in by_word.items()}
    return pages | {f"man7/paycli-{topic}.7": _topic_page(topic) for topic in TOPICS}


def _front_page() -> str:
    lines = [*_title("paycli", 1), *_name("paycli", ABOUT), ".SH SYNOPSIS", r"\fBpaycli\fR [\fICOMMAND\fR ...]"]
    lines += [".SH DESCRIPTION", _text(ABOUT), ".PP", _text("Alone it shows your balance, news and requests.")]
    for group, commands in COMMANDS.items():
        lines += [f'.SH "{group.upper()}"']
        for word, (_, about) in commands.items():
            lines += [".TP", rf"\fBpaycli\-{_escaped(word)}\fR(1)", _text(about)]
    lines += ['.SH "GLOBAL OPTIONS"', "They stand anywhere on the line.", *_entries(GLOBALS)]
    lines += [".SH TOPICS"]
    for topic in TOPICS:
        lines += [".TP", rf"\fBpaycli\-{_escaped(topic)}\fR(7)", _text(title_of(topic))]
    return "\n".join(lines) + "\n"


def _command_page(word: str, parts: list[Described]) -> str:
    first = parts[0]
    lines = [*_title(f"paycli-{word}", 1), *_name(f"paycli-{word}", first.about), ".SH SYNOPSIS"]
    # A group is its commands: each has its line above and its part below.
    shown = [each for each in parts if not each.commands]
    for number, each in enumerate(shown):
        lines += [*([".br"] if number else []), rf"\fB{_escaped(each.name)}\fR{_escaped(each.usage[len(each.name) :])}"]
    if len(parts) > 1:
        lines += [".SH DESCRIPTION", _text(first.about)]
    for each in shown:
        lines += [f'.SH "{each.name.upper()}"' if len(parts) > 1 else ".SH DESCRIPTION"]
        # The first block is the usage, which stands above; the last two are the same everywhere.
        lines += _blocks(page_of(each)[1:-3], ".SS")
    lines += ['.SH "GLOBAL OPTIONS"', "They stand anywhere on the line.", *_entries(GLOBALS)]
    lines += ['.SH "SEE ALSO"', ", ".join(rf"\fB{_escaped(name)}\fR(1)" for name in ("paycli",))]
    return "\n".join(lines) + "\n"


def _topic_page(topic: str) -> str:
    _, *blocks = blocks_of(text_of(topic))
    lines = [*_title(f"paycli-{topic}", 7), *_name(f"paycli-{topic}", title_of(topic)), ".SH DESCRIPTION"]
    lines += [*_blocks(blocks, ".SH"), '.SH "SEE ALSO"', r"\fBpaycli\fR(1)"]
    return "\n".join(lines) + "\n"


def _title(name: str, section: int) -> list[str]:
    return [
        r".\" Written by tools/generate_docs.py (`make docs`): change the code, not this page.",
        f'.TH "{_escaped(name.upper())}" {section} "" "paycli {__version__}" "paycli"',
        # Nothing is hyphenated or stretched: what is copied must stay as it is typed.
        ".nh",
        ".ad l",
    ]


def _name(name: str, about: str) -> list[str]:
    short = " ".join(about.split()).split(": ")[0].split("; ")[0].rstrip(".")
    return [".SH NAME", rf"{_escaped(name)} \- {_escaped(short.replace('`', ''))}"]


def _blocks(blocks: Iterable[Block], heading: str) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading):
            yield f'{heading} "{_escaped(block.text.upper() if heading == ".SH" else block.text)}"'
        elif isinstance(block, Prose):
            yield from (".PP", _text(block.text))
        elif isinstance(block, Entries):
            yield from _entries(block.rows)
        elif isinstance(block, Literal):
            yield from (".PP", ".RS 4", ".nf", *(_text(line) for line in block.lines), ".fi", ".RE")


def _entries(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, about in rows:
        yield from (".TP", rf"\fB{_escaped(name)}\fR", _text(about))


def _text(text: str) -> str:
    """Write a paragraph: `code` and **loud words** become bold."""
    out, done = "", 0
    for match in _INLINE.finditer(text):
        out += _escaped(text[done : match.start()]) + rf"\fB{_escaped(match['loud'] or match['code'])}\fR"
        done = match.end()
    out += _escaped(text[done:])
    # A dot or a quote at the beginning of a line would be read as a request.
    return rf"\&{out}" if out[:1] in {".", "'"} else out


def _escaped(text: str) -> str:
    """Write what roff would read as its own; a dash must be one that can be copied into a shell."""
    for plain, written in (("\\", "e"), ("-", "-"), ("'", "(aq"), ("`", "(ga"), ("^", "(ha"), ("~", "(ti")):
        text = text.replace(plain, f"\\{written}")
    return text
