"""Looking up: help on topics, the settings, the doctor, completion."""

from typing import Annotated

import typer

from paycli.commands.options import NOTHING, AfterName, Limit, Tab
from paycli.errors import Usage

config = typer.Typer(help="Your own settings: color, grace, pager, and words of your own.", no_args_is_help=True)
Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="color, grace, pager, or alias.WORD."),
    Tab(words=("color", "grace", "pager")),
]


def help_(
    topic: Annotated[
        str | None,
        typer.Argument(metavar="[TOPIC|COMMAND]", help="Without one: all topics."),
        Tab("commands_and_topics"),
    ] = None,
) -> None:
    """Explain a topic (amounts, environment, exit-codes, scripts, sharing, trust) or a command."""
    from paycli.console import guide
    from paycli.console.output import show

    if topic is None:
        show(guide.topics())
    elif topic in guide.TOPICS:
        show(guide.topic(topic), paged=True)
    else:
        # Commands were turned into `COMMAND --help` before it came here.
        raise Usage(problem=f"There is no topic {topic[:40]}", help=f"one of: {', '.join(guide.TOPICS)}")


def doctor(
    till: Annotated[
        bool, typer.Option("--till", help="Also look at what a till needs: printer, wand, screen.")
    ] = False,
) -> None:
    """Check everything that paycli needs on this machine, and list the faults."""
    from paycli.console.hints import words_of
    from paycli.console.output import say, show
    from paycli.console.views.doctor import data, report
    from paycli.errors import DoctorFound
    from paycli.flows.doctor import examination
    from paycli.services.doctor import FAIL

    findings = examination(till=till)
    view = report(findings)
    failed = [finding for finding in findings if finding.state == FAIL]
    if failed:
        say(*view.lines)
        raise DoctorFound(first=failed[0].text, help=words_of(failed[0].help), details=data(findings))
    show(view)


def completion(
    shell: Annotated[
        str, typer.Argument(metavar="SHELL", help="bash, zsh or fish."), Tab(words=("bash", "zsh", "fish"))
    ],
) -> None:
    """Print the script that makes Tab complete commands, handles and ids in your shell."""
    from paycli.console.output import show
    from paycli.console.shells import NAMES, script

    if shell not in NAMES:
        raise Usage(problem=f"There is no completion for {shell[:40]}", help=f"one of: {', '.join(NAMES)}")
    show(script(shell))


@config.command("list")
def list_(limit: Limit = None, after: AfterName = None) -> None:
    """List the settings with their values."""
    from paycli.console.views.config import settings
    from paycli.flows.lists import show_named
    from paycli.flows.session import machine
    from paycli.services.reading.pages import NamedPart

    found = list(machine().config.list().items())
    show_named(found, NamedPart(after, limit), lambda some: settings(dict(some)), lambda setting: setting[0])


@config.command()
def get(name: Name) -> None:
    """Print the value of one setting."""
    from paycli.console.output import show
    from paycli.console.views.config import setting
    from paycli.flows.session import machine

    show(setting(name, machine().config.get(name)))


@config.command("set")
def set_(
    name: Name,
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE",
            help="color: auto, always, never; grace: 30s, up to 1h; pager: a command; alias: its meaning.",
        ),
        NOTHING,
    ],
) -> None:
    """Change a setting or make an alias: with alias.s send, paycli s li 5 means paycli send li 5."""
    from paycli.commands.aliases import check_alias
    from paycli.console.output import show
    from paycli.console.views.config import was_set
    from paycli.flows.grace import check_grace
    from paycli.flows.session import machine

    here = machine()
    check_alias(name, value)
    check_grace(name, value)
    show(was_set(name, value, changed=here.config.set(name, value)))


@config.command()
def unset(name: Name) -> None:
    """Remove a setting or an alias."""
    from paycli.console.output import show
    from paycli.console.views.config import forgotten
    from paycli.flows.session import machine

    show(forgotten(name, was_set=machine().config.unset(name)))


@config.command()
def path() -> None:
    """Print the path of the settings file."""
    from paycli.console.output import show
    from paycli.console.views.config import place
    from paycli.flows.session import machine

    show(place(machine().config.path))
