"""What each command says of itself: read out of the Typer tree, the table of commands and the examples.

`--help`, docs/cli.md and the man pages are made of it. It is imported for help only.
"""

from __future__ import annotations

import sys
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from paycli.commands.table import EXAMPLES
from paycli.console.drawings import Drawing
from paycli.console.manual import UNBROKEN, Entries, Heading, Literal, Prose, plain
from paycli.console.options import options
from paycli.console.output import Document, show
from paycli.console.pages import draw
from paycli.console.stream import write_err

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.console.manual import Block

ABOUT = "A wallet and a merchant terminal for the command line, over a ledger that its users own."
# What every command takes, anywhere on its line.
GLOBALS = (
    ("--as PROFILE", "Your wallet that acts."),
    ("--ledger PATH", "The ledger's file, if not your own."),
    ("--json", "One JSON document."),
    ("--jsonl", "JSON, a line for each row of a list."),
    ("-q, --quiet", "Print only the id."),
    ("-y, --yes", "Answer yes to every question."),
    ("--no-input", "Ask no question: stop instead."),
    ("--color WHEN", "auto, always or never."),
    ("--debug", "Show where in the program an error is."),
    ("-h, --help", "This text."),
)


class _HelpWanted(Exception):
    """Somebody typed --help behind a command."""

    def __init__(self, command: Any, path: str) -> None:  # noqa: ANN401  Typer vendors Click
        super().__init__(path)
        self.command, self.words = command, tuple(path.split()[1:])


class Described(NamedTuple):
    """A command or a group of commands: the words that one types for it, and what it says of itself."""

    words: tuple[str, ...]
    usage: str
    about: str
    arguments: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    commands: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]

    @property
    def name(self) -> str:
        """The whole line up to its arguments, `paycli envelope send`."""
        return " ".join(("paycli", *self.words))


def answer_help(app: typer.Typer, words: list[str]) -> object:
    """Run a command line with --help in it; Typer says which command is meant, and the page of that is shown.

    What only looks like --help, such as the value of an option, is left to the command, which then runs.
    """
    root: Any = typer.main.get_command(app)
    for command in _everything_below(root):
        command.get_help = _want_help
    try:
        return root.main(args=words, prog_name="paycli", standalone_mode=False)
    except _HelpWanted as wanted:
        if wanted.words:
            show_page(wanted.command, wanted.words)
        else:
            from paycli.commands.front_page import show_front_page

            show_front_page()
    return 0


def _want_help(context: typer.Context) -> str:
    raise _HelpWanted(context.command, context.command_path)


def _everything_below(command: Any) -> Iterator[Any]:  # noqa: ANN401
    yield command
    for child in getattr(command, "commands", {}).values():
        yield from _everything_below(child)


def show_page(command: Any, words: tuple[str, ...]) -> None:  # noqa: ANN401
    """Show what a command says of itself; a long page on a terminal goes through the pager."""
    from paycli.console.documents.help import HelpText

    blocks = page_of(described(command, words))
    text = "\n".join(plain(blocks)) + "\n"
    show(Document(HelpText(text), (Drawing(draw(blocks, sys.stdout)),)), paged=True)


def show_group(command: Any, path: str) -> bool:  # noqa: ANN401
    """Show the commands of a group that was named without one; False where a program reads, which gets an error."""
    if options().machine:
        return False
    blocks = page_of(described(command, tuple(path.split()[1:])))
    write_err("".join(f"{line}\n" for line in draw(blocks, sys.stderr)))
    return True


def described(command: Any, words: tuple[str, ...]) -> Described:  # noqa: ANN401  Typer vendors Click
    """Describe a command of the tree."""
    children = {name: child for name, child in getattr(command, "commands", {}).items() if not child.hidden}
    shown = [each for each in command.params if not getattr(each, "hidden", False) and each.name != "help"]
    arguments = [each for each in shown if is_argument(each)]
    options = [each for each in shown if not is_argument(each)]
    usage = ["paycli", *words, *(argument_text(each) for each in arguments)]
    usage += [("[COMMAND]" if runs_alone(command) else "COMMAND")] if children else []
    usage += ["[OPTIONS]"] if options else []
    own = EXAMPLES.get(" ".join(words), ())
    below = [EXAMPLES.get(" ".join((*words, name)), ())[:1] for name in children]
    # A form feed ends what Typer shows.
    about = cleandoc((command.help or "").partition("\f")[0])
    return Described(
        words=words,
        usage=" ".join(usage),
        about=about,
        arguments=tuple((argument_text(each), each.help or "") for each in arguments),
        options=tuple((option_text(each), each.help or "") for each in options),
        commands=tuple((name, first_line(child)) for name, child in children.items()),
        examples=tuple(f"paycli {line}" for line in (*own, *(line for lines in below for line in lines))),
    )


def all_described(command: Any, words: tuple[str, ...] = ()) -> Iterator[Described]:  # noqa: ANN401
    """Describe a command and, behind a group, all that are in it; hidden ones are left out."""
    if not command.hidden:
        yield described(command, words)
        for name, child in getattr(command, "commands", {}).items():
            yield from all_described(child, (*words, name))


def page_of(found: Described) -> tuple[Block, ...]:
    """Give the page that `--help` shows of a command."""
    blocks: list[Block] = [Prose(f"Usage: {found.usage}"), Prose(" ".join(found.about.split()))]
    parts = (("Commands", found.commands), ("Words", found.arguments), ("Options", found.options))
    for title, rows in parts:
        blocks += [Heading(title), Entries(rows)] if rows else []
    if found.examples:
        blocks += [Heading("Examples"), Literal(found.examples)]
    more = f"More: paycli help {' '.join(found.words)} COMMAND" if found.commands else "More: paycli help TOPIC"
    everywhere = "  ".join(name.replace(" ", UNBROKEN) for name, _ in GLOBALS)
    return (*blocks, Heading("Global options, anywhere on the line"), Prose(everywhere, indent=2), Prose(more))


def first_line(command: Any) -> str:  # noqa: ANN401
    """Give the first sentence that a command says of itself."""
    return str(command.help or "").strip().split("\n", maxsplit=1)[0]


def is_argument(parameter: Any) -> bool:  # noqa: ANN401
    """Tell a positional argument from an option."""
    return bool(parameter.param_type_name == "argument")


def runs_alone(command: Any) -> bool:  # noqa: ANN401
    """Tell a group that does something without a command of it, too: the till."""
    return bool(getattr(command, "invoke_without_command", False))


def argument_text(parameter: Any) -> str:  # noqa: ANN401
    """Write an argument as a usage line does."""
    # Typer gives its own brackets and dots to what it names itself, and we write them where a name is ours.
    if parameter.metavar and "[" in parameter.metavar:
        return str(parameter.metavar)
    name = (parameter.metavar or parameter.name).upper().removesuffix("...")
    name += "..." if parameter.nargs == -1 else ""
    return name if parameter.required else f"[{name}]"


def option_text(parameter: Any) -> str:  # noqa: ANN401
    """Write an option as its help does: the short name first, and what its value is."""
    names = [*sorted(parameter.opts, key=len), *parameter.secondary_opts]
    value = "" if parameter.is_flag else f" {parameter.metavar or _kind_of_value(parameter)}"
    return ", ".join(names) + value


def _kind_of_value(parameter: Any) -> str:  # noqa: ANN401
    return "N" if "int" in str(parameter.type.name) else str(parameter.name).upper()
