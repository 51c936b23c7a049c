"""Writes the parts of docs/ that the code itself knows best; with --check it only says which are out of date.

docs/errors.md comes from the error classes, the authority table in docs/protocol.md from the kinds of orders,
docs/cli.md and the man pages from the tree of commands, and docs/help/ is what `paycli help TOPIC` shows. The schema of
a ledger, for the second verifier, comes from the revisions, and docs/pictures/ from a run of the program in a terminal.
"""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from paycli import errors  # noqa: E402  the path comes first
from paycli.console.hints import template_of  # noqa: E402
from paycli.domain.kinds import KINDS  # noqa: E402
from paycli.errors import PaycliError  # noqa: E402
from tools.error_schema import errors_below, facts  # noqa: E402
from tools.json_schemas import documents_table, names_table, schema_files  # noqa: E402
from tools.man_pages import man_pages  # noqa: E402
from tools.pictures.shots import pictures  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from paycli.commands.explaining import Described

NOTICE = "<!-- Written by tools/generate_docs.py (`make docs`): change the code, not this page. -->"


def cell(text: str) -> str:
    """Make a text fit into a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


# --- errors ----------------------------------------------------------------------------------------------------------
def errors_page() -> str:
    """Write docs/errors.md."""
    lines = [
        "# Errors and exit statuses",
        "",
        NOTICE,
        "",
        "Every failure has a code, which never changes, and an exit status, which says what a script should do next.",
        "With `--json` the code, the status, the message, the hint and whether to retry stand in one line on stderr,",
        "with the facts beside them under names of their own, so that a program need not read the message. Any error",
        "may have the `id` of the order that it is about: the first one under the same key, one that is pending, one",
        "that may stand. A fact that is not known is left out. Words in braces are filled in.",
        "",
        "| exit | retry | what it means |",
        "|--:|---|---|",
    ]
    branches = sorted(PaycliError.__subclasses__(), key=lambda branch: branch.exit_status)
    # The drawing of the tree says in a few words what each branch is about; a test holds it to the classes.
    about = dict(re.findall(r"^ \+-- (\w+) +\d+ +(.+)$", errors.__doc__ or "", re.MULTILINE))
    lines += [f"| {b.exit_status} | {b.retry.replace('_', ' ')} | {about[b.__name__]} |" for b in branches]
    for branch in branches:
        lines += ["", f"## {branch.exit_status}: {branch.__name__}", ""]
        lines += ["| code | message | hint | facts |", "|---|---|---|---|"]
        for error in (branch, *errors_below(branch)):
            # What helps is for some errors up to where they are raised.
            template = template_of(error) or ("{help}" if "help" in error.optional else "")
            hint = f"`{cell(template)}`" if template else ""
            told = ", ".join(f"`{name}`" for name in error.all_facts() if name != "id")
            lines.append(f"| `{error.code}` | {cell(error.message_template)} | {hint} | {told} |")
    lines += ["", "## The facts", "", "| name | the meaning |", "|---|---|"]
    lines += [f"| `{name}` | {cell(text)} |" for name, (_, text) in sorted(facts().items())]
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
    return with_table(before, "authority", authority_table())


def json_page(before: str) -> str:
    """Write docs/json.md with its tables renewed; the rest of the page stays as it is."""
    return with_table(with_table(before, "documents", documents_table()), "names", names_table())


def with_table(page: str, name: str, table: str) -> str:
    """Renew one table of a page, between its marks."""
    begin, end = f"<!-- {name} table: generated -->", f"<!-- end of the {name} table -->"
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(end)
    if not rest or not tail:
        raise SystemExit(f"A page has lost its marks {begin} and {end}")
    return f"{head}{begin}\n{table}\n{end}{tail}"


# --- the command line ------------------------------------------------------------------------------------------------
def cli_page() -> str:
    """Write docs/cli.md from the tree of commands, in the groups of `paycli --help`."""
    import typer

    from paycli.commands.explaining import ABOUT, GLOBALS, all_described
    from paycli.commands.table import COMMANDS
    from paycli.commands.tree import tree

    lines = ["# The command line", "", NOTICE, "", ABOUT, "", "Every command takes these, anywhere on its line:", ""]
    lines += [*table_of("global option", GLOBALS), "`paycli --version` tells the version.", ""]
    found = list(all_described(typer.main.get_command(tree())))
    for group, commands in COMMANDS.items():
        lines += [f"## {group}", ""]
        for each in found:
            # A group of commands is the commands in it.
            if each.words[:1] and each.words[0] in commands and not each.commands:
                lines += command_part(each)
    return "\n".join(lines).rstrip() + "\n"


def command_part(found: Described) -> list[str]:
    """Write what docs/cli.md says of one command."""
    usage = found.usage.removesuffix(" [OPTIONS]")
    lines = [f"### {usage}", "", found.about, ""]
    lines += table_of("option", (*found.arguments, *found.options))
    return [*lines, "```sh", *found.examples, "```", ""]


def table_of(title: str, rows: Iterable[tuple[str, str]]) -> list[str]:
    """Write the table of a command's options and explained arguments."""
    cells = [f"| `{name}` | {cell(text)} |" for name, text in rows]
    return [f"| {title} | what it does |", "|---|---|", *cells, ""] if cells else []


# --- both ways -------------------------------------------------------------------------------------------------------
def pages() -> dict[str, Callable[[str], str]]:
    """Give for each generated page how it is made from the one that is there."""
    return {
        "errors.md": lambda _: errors_page(),
        "protocol.md": protocol_page,
        "json.md": json_page,
        "cli.md": lambda _: cli_page(),
        **{f"man/{name}": partial(_given, text) for name, text in man_pages().items()},
        **{f"pictures/{name}": partial(_given, text) for name, text in pictures().items()},
        **help_pages(),
        **{f"schema/{name}": partial(_given, text) for name, text in schema_files().items()},
        "../contrib/verify/schema.sql": lambda _: schema_page(),
    }


def _given(text: str, _before: str) -> str:
    return text


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
    check, stale, wanted = "--check" in arguments, [], pages()
    for name, make in wanted.items():
        path = ROOT / "docs" / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = make(before)
        if after == before:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(after, encoding="utf-8")
    for path in sorted(each for whole in ("man/*/*", "pictures/*", "schema/*") for each in (ROOT / "docs").glob(whole)):
        # A command that is gone leaves no page behind, and neither does a picture.
        if (name := path.relative_to(ROOT / "docs").as_posix()) not in wanted:
            stale.append(name)
            if not check:
                path.unlink()
    if stale:
        print(("Out of date, run `make docs`: " if check else "Written: ") + ", ".join(stale))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
