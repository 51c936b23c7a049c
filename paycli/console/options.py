"""The global options: read from anywhere on the command line, and in force for the rest of the run.

They are taken out of the arguments before any command sees them, so every command has them without declaring one.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

from paycli.console.surroundings import surroundings
from paycli.errors import Usage

Mode = Literal["human", "json", "jsonl", "quiet"]
Color = Literal["auto", "always", "never"]
COLORS: tuple[Color, ...] = get_args(Color)

_MODES: dict[str, Mode] = {"--json": "json", "--jsonl": "jsonl", "--quiet": "quiet", "-q": "quiet"}
_FLAGS = {"--yes": "yes", "-y": "yes", "--no-input": "no_input", "--debug": "debug"}
_VALUES = {"--as": "profile", "--ledger": "ledger", "--color": "color"}
VALUE_NAMES: tuple[str, ...] = tuple(_VALUES)
NAMES: tuple[str, ...] = (*VALUE_NAMES, *_MODES, *_FLAGS)


class Options(NamedTuple):
    """What holds for the whole run: who acts, on which ledger, and how it is shown and asked."""

    profile: str | None = None
    ledger: str | None = None
    mode: Mode = "human"
    yes: bool = False
    no_input: bool = False
    color: Color = "auto"
    debug: bool = False

    @property
    def machine(self) -> bool:
        """Tell whether a program reads the output (`--json`, `--jsonl`): then nothing is asked and nothing is drawn."""
        return self.mode in ("json", "jsonl")


class _InForce:
    """The options of this run; a class, so that putting others in force needs no global statement."""

    options = Options()
    typed: Sequence[str] = ()
    has_key = False


def use(options: Options) -> None:
    """Put options in force for the rest of the run; `main.run` does it once, before anything is shown."""
    _InForce.options = options
    _InForce.has_key = False


def options() -> Options:
    """Give the options in force."""
    return _InForce.options


def note_typed(words: Sequence[str]) -> None:
    """Note what was typed but for the global options, so that a line to copy can say it again."""
    _InForce.typed = tuple(words)


def typed() -> Sequence[str]:
    """Give what was typed but for the global options."""
    return _InForce.typed


def note_key(*, given: bool) -> None:
    """Note whether what is ordered has an idempotency key, so that a failure can say how to go on."""
    _InForce.has_key = given


def has_key() -> bool:
    """Tell whether what is ordered has an idempotency key."""
    return _InForce.has_key


def named_ledger() -> str | None:
    """Give the ledger that was named: by `--ledger`, else by PAYCLI_LEDGER (cli, rule 12)."""
    return options().ledger or surroundings().environ.get("PAYCLI_LEDGER") or None


def hoist(argv: Sequence[str]) -> tuple[Options, list[str]]:
    """Take the global options out of the arguments, wherever they stand up to `--`; give them and the rest in order.

    A value follows as the next argument or after `=` (`--as li`, `--as=li`); one that begins with `-` only after `=`.
    `-q` and `-y` count alone only, never bundled (`-qy`). Of two modes the last one counts. The value of a command's
    own option that looks like a global one cannot be told apart (in `-m --json` the note is lost and JSON comes):
    write it as one argument, `--note=--json`, or behind `--`.

    Raises Usage for a value that is missing, empty, not known or not wanted; the options that could be read are then
    already in force, so that even this error is shown in the mode that was asked for.
    """
    found: dict[str, object] = {}
    rest: list[str] = []
    problem = ""
    at = 0
    while at < len(argv):
        argument = argv[at]
        at += 1
        if argument == "--":
            rest += argv[at - 1 :]
            break
        name, equals, value = argument.partition("=")
        if name not in NAMES:
            rest.append(argument)
        elif name in _VALUES:
            if not equals and at < len(argv) and not argv[at].startswith("-"):
                value, at = argv[at], at + 1
            problem = problem or _problem_with(name, value)
            if value and not _problem_with(name, value):
                found[_VALUES[name]] = value
        elif equals:
            problem = problem or f"{name} takes no value"
        elif name in _MODES:
            found["mode"] = _MODES[name]
        else:
            found[_FLAGS[name]] = True
    read = Options(**found)  # type: ignore[arg-type]  # each value was checked against its option above
    if problem:
        use(read)
        raise Usage(problem=problem, help="paycli --help")
    return read, rest


def _problem_with(name: str, value: str) -> str:
    """Say what is wrong with the value of a global option; empty if nothing is."""
    if not value:
        return f"{name} needs a value"
    if name == "--color" and value not in COLORS:
        return f"--color is one of {', '.join(COLORS)}, not {value[:40]}"
    return ""
