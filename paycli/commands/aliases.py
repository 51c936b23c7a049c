"""Words of one's own: `paycli config set alias.s send` lets `paycli s li 5` mean `paycli send li 5`.

An alias never hides a command, so it is looked for only where no command has the word. What is typed behind it comes
behind its own words.
"""

from __future__ import annotations

import re
import shlex

from paycli.commands.table import EXAMPLES, PLACES, VERB_LEFT_OUT
from paycli.console.options import Options, hoist, options, use
from paycli.console.surroundings import surroundings
from paycli.errors import Usage

PREFIX = "alias."
# A setting is named with a word or two words around a point: `config color never`, `config alias.s send`.
_is_setting = re.compile(r"(color|grace|pager|alias\..*)").fullmatch


def expanded(words: list[str]) -> list[str]:
    """Give what is meant by a command line whose first word is not a command; as it is where it is not an alias either.

    The global options of an alias hold for this run, but for those that were typed. Raises Usage for aliases that
    only lead to each other.
    """
    seen: list[str] = []
    while words and words[0] not in PLACES:
        meaning = surroundings().setting(f"{PREFIX}{words[0]}")
        if meaning is None:
            break
        if words[0] in seen:
            raise _loop([*seen, words[0]])
        seen.append(words[0])
        given, rest = hoist(_parts(f"{PREFIX}{words[0]}", meaning))
        use(_merged(given, options()))
        words = [*rest, *words[1:]]
    return words


def setting_meant(words: list[str]) -> list[str]:
    """Take `config NAME VALUE` for `config set NAME VALUE`, and `config NAME` for `config get NAME`, as git does."""
    if words[:1] != ["config"] or len(words) not in (2, 3) or not _is_setting(words[1]):
        return words
    return ["config", "set" if len(words) == 3 else "get", *words[1:]]


def with_verb(words: list[str]) -> list[str]:
    """Take `batch FILE` for `batch pay FILE`, where a file with the name of a verb is typed as ./list, and settings."""
    words = setting_meant(words)
    verb = VERB_LEFT_OUT.get(words[0], "") if len(words) > 1 else ""
    known = not verb or f"{words[0]} {words[1]}" in EXAMPLES or words[1] in {"--help", "-h"}
    return words if known else [words[0], verb, *words[1:]]


def check_alias(name: str, value: str) -> None:
    """Refuse an alias that would hide a command, that leads to none, or only to itself; other settings are let be."""
    word = name.removeprefix(PREFIX)
    if word == name:
        return
    if word in PLACES:
        raise Usage(
            problem=f"{word} is a command, and an alias cannot replace it", help="take another word, like alias.s"
        )
    seen, meaning = [word], value
    while True:
        _, rest = hoist(_parts(name, meaning))
        first = rest[0] if rest else ""
        if first in PLACES:
            return
        if first in seen:
            raise _loop([*seen, first])
        seen.append(first)
        further = surroundings().setting(f"{PREFIX}{first}") if first else None
        if further is None:
            help_ = f"like: paycli config set {name} send    (paycli --help lists the commands)"
            raise Usage(problem=f"{name} must begin with a command, and {first[:40]!r} is not a command", help=help_)
        meaning = further


def _parts(name: str, meaning: str) -> list[str]:
    try:
        return shlex.split(meaning)
    except ValueError:
        help_ = f"give it anew, or: paycli config unset {name}"
        raise Usage(problem=f"{name} has a quote that is never closed", help=help_) from None


def _merged(given: Options, typed: Options) -> Options:
    """Put the options of an alias under those that were typed."""
    defaults = Options()
    chosen = {field: value for field, value in typed._asdict().items() if value != getattr(defaults, field)}
    return given._replace(**chosen)


def _loop(words: list[str]) -> Usage:
    return Usage(problem=f"These aliases form a circle: {' -> '.join(words)}", help="paycli config list")
