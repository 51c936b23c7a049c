"""`paycli --help`: all commands in their groups, on one screen. It needs neither Typer nor the commands themselves."""

from __future__ import annotations

import sys

from paycli.commands.table import COMMANDS, NAMES_ONLY
from paycli.console.stream import is_tty, size_of, wants_color

_LABEL, _NAME, _CELL = 11, 12, 34
_FOOT = (
    "Anywhere: --as PROFILE  --ledger PATH  --json  --jsonl  -q, --quiet  -y, --yes",
    "          --no-input  --color auto|always|never  --debug  -h, --help  --version",
    "More: paycli COMMAND --help, paycli help TOPIC; paycli help lists the topics.",
)


def show_front_page() -> None:
    """Show it: in two columns where there is room for them, to a program as JSON."""
    from paycli.console.documents.help import HelpText
    from paycli.console.drawings import Drawing
    from paycli.console.manual import wrapped
    from paycli.console.output import Document, show

    columns = size_of(sys.stdout)[0] if is_tty(sys.stdout) else 80
    lines = front_page(columns, color=wants_color(sys.stdout))
    fits = max(map(len, _FOOT)) <= columns
    foot = _FOOT if fits else tuple(line for text in _FOOT for line in wrapped(" ".join(text.split()), columns))
    plain = (*front_page(80, color=False), *_FOOT)
    show(Document(HelpText("\n".join(plain) + "\n"), (Drawing((*lines, *foot)),)), paged=True)


def front_page(columns: int, *, color: bool) -> list[str]:
    """Give the lines down to the last group, for a screen of so many columns."""
    from paycli.console.output import styled

    across = 2 if columns >= _LABEL + 2 * _CELL else 1
    lines = ["Usage: paycli COMMAND ...", "paycli alone: your balance, news and requests", ""]
    if across == 2:
        # No line is empty here, so that the page fits a screen of 24 lines with one command more.
        lines = ["Usage: paycli COMMAND ...       paycli alone: your balance, news and requests"]
    for group, commands in COMMANDS.items():
        cells = [
            styled(word, "good", color=color) + " " * (_NAME - len(word)) + about.ljust(_CELL - _NAME)
            for word, (_, about) in commands.items()
        ]
        label = styled(group, "head", color=color)
        if across == 1:
            lines += [label, *(f"  {cell}".rstrip() for cell in cells)]
            continue
        if group in NAMES_ONLY:
            names = ", ".join(styled(word, "good", color=color) for word in commands)
            lines.append(label + " " * (_LABEL - len(group)) + names)
            continue
        for place in range(0, len(cells), 2):
            margin = label + " " * (_LABEL - len(group)) if place == 0 else " " * _LABEL
            lines.append((margin + "".join(cells[place : place + 2])).rstrip())
    return lines if across == 2 else [*lines, ""]
