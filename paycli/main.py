"""The command tree and `run(argv)`: the only place that catches errors, and that takes the global options out."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from paycli.console.surroundings import Surroundings
    from paycli.errors import PaycliError

_VERSION = (["--version"], ["-V"])
_HELP = (["--help"], ["-h"])


def main() -> None:
    """Run as a program."""
    _fill_closed_streams()
    # Nearly all that is made at first stays: looking for garbage among it each 700 things takes 5 % of a short command.
    gc.set_threshold(50_000)
    status = run(sys.argv[1:])
    _leave(status)


def _leave(status: int) -> NoReturn:
    """End the process with what others asked to be done at its end, but without taking each object apart.

    That would take longer than a balance itself. Nothing depends on it: whatever must last was made so when it was
    done, files and connections are closed by who opened them, and a process may be killed at any moment in any case.
    """
    atexit._run_exitfuncs()  # noqa: SLF001  the only way to run them before os._exit
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        # The interpreter says what is wrong, and with which status.
        sys.exit(status)
    os._exit(status)


def _fill_closed_streams() -> None:
    """Open nothing in the place of a closed stdin, stdout or stderr (`>&-`).

    Else a file of ours would get its number, and what some library prints would be written into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def run(argv: Sequence[str]) -> int:
    """Run one command line and give its exit status (design, section 8); never raises but for a bug in itself."""
    if list(argv) in _VERSION and _wrote_version():
        return 0
    if list(argv[:1]) == ["__complete"]:
        return _complete(list(argv[1:]))
    from paycli.console.options import hoist, use
    from paycli.console.surroundings import hand_in
    from paycli.errors import PaycliError

    hand_in(_surroundings())
    try:
        options, rest = hoist(argv)
        use(options)
        return _dispatch(rest)
    except PaycliError as error:
        return _fail(error)
    except KeyboardInterrupt as error:
        if sys.stderr is not None:
            # At a question it says that nothing was done.
            sys.stderr.write(f"{str(error) or 'Interrupted.'}\n")
        return 130
    except BrokenPipeError:
        return 141
    except RecursionError as error:
        return _fail(_bug(error))
    except Exception as error:  # noqa: BLE001  the one boundary: a bug must end in words and a status
        return _fail(_bug(error))


def _wrote_version() -> bool:
    """Tell the version before anything is imported: package managers and prompts ask for it often.

    False where it cannot be written: then it is told again as everything else is, and what is wrong is said.
    """
    from paycli.version import __version__

    try:
        if sys.stdout is not None:
            sys.stdout.write(f"paycli {__version__}\n")
            sys.stdout.flush()
    except OSError:
        return False
    return True


def _show_version() -> int:
    from paycli.console.guide import show_version
    from paycli.version import __version__

    show_version(__version__)
    return 0


def _surroundings() -> Surroundings:
    """Give what the console may ask for; each is looked up when it is first asked for, and imports what it needs then.

    A setting and the zone are read once in a run, so that all that is drawn looks the same.
    """
    from functools import cache

    from paycli.console.surroundings import Surroundings

    @cache
    def setting(name: str) -> str | None:
        from paycli.app import settings

        return settings.setting(name)

    def current_handle() -> str | None:
        from paycli.app import settings

        return settings.current_handle()

    def now_ms() -> int:
        from paycli.app.clocks import clock_of

        return clock_of(os.environ).now_ms()

    @cache
    def zone() -> str:
        from paycli.app.clocks import named_zone

        return named_zone(os.environ)

    return Surroundings(os.environ, setting, current_handle, zone, now_ms)


def _complete(line: list[str]) -> int:
    """Answer Tab. On any trouble nothing is offered and nothing said: a shell would print it into what is typed."""
    os.environ["TYPER_USE_RICH"] = "0"
    try:
        import typer

        from paycli.commands.completing import offers
        from paycli.commands.tree import tree
        from paycli.console.surroundings import hand_in

        hand_in(_surroundings())

        found = offers(typer.main.get_command(tree()), " ".join(line))
        sys.stdout.write("".join(f"{offer.word}\t{offer.about}\n".replace(":files\t", ":files") for offer in found))
        sys.stdout.flush()
    except Exception:  # noqa: BLE001  whatever it was, the person is in the middle of a word
        return 1
    return 0


def _dispatch(rest: list[str]) -> int:
    if rest in _VERSION:
        return _show_version()
    if rest in _HELP:
        from paycli.commands.front_page import show_front_page

        show_front_page()
        return 0
    # Help is drawn by us, so Typer need not look for Rich; it reads this when it is imported.
    os.environ["TYPER_USE_RICH"] = "0"
    import typer

    words = _meant(rest)
    from paycli.console.options import note_typed

    note_typed(words)
    try:
        status = _call(words)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.TyperException as error:
        from paycli.console.usage import refusal, refuse_negative

        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "paycli"
        refuse_negative(rest)
        if words[:1] == ["pay"]:
            from paycli.commands.sale_prices import refuse_price

            refuse_price(words)
        if context is not None and error.format_message().startswith("Usage: "):
            from paycli.commands.explaining import show_group

            if show_group(context.command, path):
                return 2
        raise refusal(error.format_message(), path, rest, _line_meant(words)) from None
    return status if isinstance(status, int) else 0


def _line_meant(words: list[str]) -> str:
    """Give the lines to copy that were probably meant; empty where none comes to mind."""
    import shlex

    import typer

    from paycli.commands.near_misses import INSTEAD, is_no_verb, line_meant, paid_by_name, several_meant
    from paycli.commands.tree import tree

    # The whole tree is built only where another command may have been meant than the one that was typed.
    root = typer.main.get_command(tree(None if " ".join(words[:2]).lower() in INSTEAD else "".join(words[:1])))
    line = paid_by_name(words) or line_meant(words, root)
    if line is None and is_no_verb(words, root):
        line = line_meant(words, typer.main.get_command(tree(None)))
    if line is not None:
        return f"paycli {shlex.join(line)}"
    several = several_meant(words[0], root) if words else []
    return f"one of: {', '.join(f'paycli {each}' for each in several)}" if several else ""


def _meant(words: list[str]) -> list[str]:
    """Take `help send` for `send --help`, and words of the person's own for what they stand for."""
    from paycli.commands.table import IN_OTHER_WORDS, MEANT_OTHERWISE, PLACES, VERB_LEFT_OUT

    if words[:1] == ["help"]:
        from paycli.console.usage import help_wanted

        words = help_wanted(words)
    if words and (words[0] in VERB_LEFT_OUT or (words[0] not in PLACES and not words[0].startswith("-"))):
        from paycli.commands.aliases import expanded, with_verb

        words = with_verb(expanded(words))
    if words and words[0] in MEANT_OTHERWISE:
        from paycli.commands.sending import sent_words

        words = sent_words(words)
    other = IN_OTHER_WORDS.get(" ".join(words[:2]))
    return words if other is None else [*other, *words[2:]]


def _call(words: list[str]) -> object:
    from paycli.commands.tree import tree

    typed = words[: words.index("--")] if "--" in words else words
    if not {"--help", "-h"} & set(typed):
        return tree(*words[:2])(args=words, prog_name="paycli", standalone_mode=False)
    from paycli.commands.explaining import answer_help

    return answer_help(tree(*words[:1]), words)


def _bug(error: Exception) -> PaycliError:
    from paycli.errors import InternalError

    bug = InternalError(reason=f"{type(error).__name__}: {str(error)[:200]}")
    bug.__cause__ = error
    return bug


def _fail(error: PaycliError) -> int:
    from paycli.console.failures import show_error

    show_error(error)
    return error.exit_status
