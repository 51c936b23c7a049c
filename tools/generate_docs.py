"""Writes the parts of docs/ that the code itself knows best; with --check it only says which are out of date.

docs/errors.md comes from the error classes, the authority table in docs/protocol.md from the kinds of orders,
docs/cli.md from the tree of commands, and docs/help/ is what `paycli help TOPIC` shows. The schema of a ledger, for the
second verifier, comes from the revisions.
"""

from __future__ import annotations

import re
import sys
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from paycli import errors  # noqa: E402  the path comes first
from paycli.console.hints import template_of  # noqa: E402
from paycli.domain.kinds import KINDS  # noqa: E402
from paycli.errors import PaycliError  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TABLE_BEGIN = "<!-- authority table: generated -->"
TABLE_END = "<!-- end of the authority table -->"
NOTICE = "<!-- Written by tools/generate_docs.py (`make docs`): change the code, not this page. -->"


def cell(text: str) -> str:
    """Make a text fit into a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


# --- errors ----------------------------------------------------------------------------------------------------------
def errors_below(base: type[PaycliError]) -> Iterator[type[PaycliError]]:
    """Walk the tree of errors in the order in which the classes stand in the file."""
    for child in base.__subclasses__():
        yield child
        yield from errors_below(child)


def errors_page() -> str:
    """Write docs/errors.md."""
    lines = [
        "# Errors and exit statuses",
        "",
        NOTICE,
        "",
        "Every failure has a code, which never changes, and an exit status, which says what a script should do next.",
        "With `--json` the code, the status, the message, the hint and whether to retry stand in one line on stderr.",
        "Words in braces are filled in.",
        "",
        "| exit | retry | what it means |",
        "|--:|---|---|",
    ]
    branches = sorted(PaycliError.__subclasses__(), key=lambda branch: branch.exit_status)
    # The drawing of the tree says in a few words what each branch is about; a test holds it to the classes.
    about = dict(re.findall(r"^ \+-- (\w+) +\d+ +(.+)$", errors.__doc__ or "", re.MULTILINE))
    lines += [f"| {b.exit_status} | {b.retry.replace('_', ' ')} | {about[b.__name__]} |" for b in branches]
    for branch in branches:
        lines += ["", f"## {branch.exit_status}: {branch.__name__}", "", "| code | message | hint |", "|---|---|---|"]
        for error in (branch, *errors_below(branch)):
            # What helps is for some errors up to where they are raised.
            template = template_of(error) or ("{help}" if "help" in error.optional else "")
            hint = f"`{cell(template)}`" if template else ""
            lines.append(f"| `{error.code}` | {cell(error.message_template)} | {hint} |")
    return "\n".join(lines) + "\n"


# --- the authority table ---------------------------------------------------------------------------------------------
def authority_table() -> str:
    """Write the table of protocol.md, section 4."""
    lines = ["| kind | body | signed by | debits |", "|---|---|---|---|"]
    for kind in KINDS.values():
        body = ", ".join(f"`{name}`¹" if name in kind.texts else f"`{name}`" for name in kind.fields)
        signers = " or ".join("the new key in it" if party == "new" else party for party in kind.signed_by)
        lines.append(f"| `{kind.name}` | {body} | {signers} | {cell(kind.debits)} |")
    return "\n".join(lines)


def protocol_page(before: str) -> str:
    """Write docs/protocol.md with its table renewed; the rest of the page stays as it is."""
    head, _, rest = before.partition(TABLE_BEGIN)
    _, _, tail = rest.partition(TABLE_END)
    if not rest or not tail:
        raise SystemExit(f"docs/protocol.md has lost its marks {TABLE_BEGIN} and {TABLE_END}")
    return f"{head}{TABLE_BEGIN}\n{authority_table()}\n{TABLE_END}{tail}"


# --- the command line ------------------------------------------------------------------------------------------------
def cli_page() -> str:
    """Write docs/cli.md from the tree of commands."""
    import typer

    from paycli.main import tree

    root = typer.main.get_command(tree())
    lines = ["# The command line", "", NOTICE, ""]
    if root.help:
        lines += [cleandoc(root.help), "", cleandoc(root.epilog or ""), ""]
    lines += options_of(root)
    for words, command in commands_below(root, ["paycli"]):
        usage = " ".join([*words, *(argument_text(p) for p in command.params if is_argument(p))])
        lines += [f"## {usage}", ""]
        if command.help:
            # A form feed ends what Typer shows.
            lines += [cleandoc(command.help.partition("\f")[0]), ""]
        lines += options_of(command)
    return "\n".join(lines).rstrip() + "\n"


def commands_below(group: Any, words: list[str]) -> Iterator[tuple[list[str], Any]]:  # noqa: ANN401  Typer vendors Click
    """Walk the visible commands of a group, in its own order, with the words that one types for each."""
    import typer

    context = typer.Context(group, info_name=words[-1])
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        if not hasattr(command, "list_commands"):
            yield [*words, name], command
            continue
        if command.invoke_without_command:
            yield [*words, name], command
        yield from commands_below(command, [*words, name])


def is_argument(parameter: Any) -> bool:  # noqa: ANN401
    """Tell a positional argument from an option."""
    return bool(parameter.param_type_name == "argument")


def argument_text(parameter: Any) -> str:  # noqa: ANN401
    """Write an argument as a usage line does."""
    # Typer gives its own brackets and dots to what it names itself, and we write them where a name is ours.
    if parameter.metavar and "[" in parameter.metavar:
        return str(parameter.metavar)
    name = (parameter.metavar or parameter.name).upper().removesuffix("...")
    name += "..." if parameter.nargs == -1 else ""
    return name if parameter.required else f"[{name}]"


def options_of(command: Any) -> list[str]:  # noqa: ANN401
    """Write the table of a command's options and explained arguments."""
    rows = []
    for parameter in command.params:
        text = getattr(parameter, "help", None) or ""
        if getattr(parameter, "hidden", False) or parameter.name == "help":
            continue
        if is_argument(parameter):
            name = argument_text(parameter)
        else:
            name = "`, `".join([*parameter.opts, *parameter.secondary_opts])
        if text or not is_argument(parameter):
            rows.append(f"| `{name}` | {cell(text)} |")
    return ["| option | what it does |", "|---|---|", *rows, ""] if rows else []


# --- both ways -------------------------------------------------------------------------------------------------------
def pages() -> dict[str, Callable[[str], str]]:
    """Give for each generated page how it is made from the one that is there."""
    return {
        "errors.md": lambda _: errors_page(),
        "protocol.md": protocol_page,
        "cli.md": lambda _: cli_page(),
        **help_pages(),
        "../contrib/verify/schema.sql": lambda _: schema_page(),
    }


def schema_page() -> str:
    """Give all that the schema of a new ledger has, for the second verifier to compare with."""
    from paycli.store.sqlite.migrate import schema_made_anew

    found = schema_made_anew("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'table' DESC, name")
    notice = "-- All that a ledger's schema has: written by tools/generate_docs.py (`make docs`), read by schema.py."
    return "\n".join([notice, *(" ".join(ddl.split()) + ";" for (ddl,) in found), ""])


def help_pages() -> dict[str, Callable[[str], str]]:
    """Give the pages of docs/help/: the very texts of `paycli help`, below a line that says where they come from."""
    from paycli.console.guide import TOPICS, text_of

    def page(topic: str) -> Callable[[str], str]:
        return lambda _: f"{NOTICE}\n\n{text_of(topic)}"

    return {f"help/{topic}.md": page(topic) for topic in TOPICS}


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check compare them; gives the exit status."""
    check, stale = "--check" in arguments, []
    for name, make in pages().items():
        path = ROOT / "docs" / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = make(before)
        if after == before:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(after, encoding="utf-8")
    if stale:
        print(("Out of date, run `make docs`: " if check else "Written: ") + ", ".join(stale))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
