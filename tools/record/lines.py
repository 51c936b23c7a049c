"""The language of a scene, line by line; tools/record/scenes/README.md explains it to who writes one."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# What cannot be typed into a scene as it is.
SIGNS = {"ESC": "\x1b", "NL": "\n", "TAB": "\t", "BIDI": "\u202e", "SP": " ", "E": ""}
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
# How many letters of an id are enough to name a thing, as the program counts them.
_SHORT_LETTERS = 12
_PLACE = re.compile(r"\{([A-Za-z][\w.]*)\}")
_COMMAND = re.compile(
    r"(?:(?P<save>[a-z][a-z0-9_]*) = )?(?P<env>(?:[A-Z_]+=\S* )*)(?P<tied>(?:tty|full|closed|small) )?"
    r"(?::(?P<home>[a-z0-9]+) )?(?P<all>\*)?(?P<who>\$|@[\w-]+)(?: (?P<words>.*))?"
)


# A repeat of these would move money again, or charge again.
_WANT_KEY = frozenset({
    "send", "give-back", "request new", "split", "topup", "withdraw", "refund", "cash in", "envelope send",
    "pos charge",
})  # fmt: skip
_SAYS_SO = frozenset({"-k", "--idempotency-key", "--no-key", "--dry-run"})


class Command(NamedTuple):
    """A command of a scene: its words and all that is said around them; `save` names its document."""

    words: list[str]
    save: str = ""
    env: Mapping[str, str] = {}
    tied: str = ""
    home: str = "home"
    every_mode: bool = False
    stdin: str | None = None
    answers: tuple[str, ...] | None = None


def lines_of(text: str) -> Iterator[str]:
    """Give the lines of a scene without comments, with every `for` loop written out."""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        yield from _written_out(line)


def _written_out(line: str) -> Iterator[str]:
    if not line.startswith("for "):
        yield line
        return
    items, _, body = line.removeprefix("for ").partition(" :: ")
    for item in shlex.split(items):
        yield from _written_out(body.replace("{}", item, 1) if body.startswith("for ") else body.replace("{}", item))


def filled(text: str, known: Mapping[str, str]) -> str:
    """Put what is known into the places of a text; what is not known stays readable as missing."""
    return _PLACE.sub(lambda place: known.get(place[1], f"MISSING-{place[1]}"), text)


def parse(line: str, known: Mapping[str, str]) -> Command | None:
    """Read a command line of a scene; None for what is none."""
    line, stdin = _behind(line, " << ")
    line, answers = _behind(line, " -> ")
    found = _COMMAND.fullmatch(line)
    if found is None:
        return None
    words = [filled(word, known) for word in shlex.split(found["words"] or "")]
    tied = (found["tied"] or "").strip()
    if found["who"] != "$":
        # What stands behind two dashes is no option.
        at = words.index("--") if "--" in words else len(words)
        words[at:at] = ["--as", found["who"][1:], *(["--yes", *_each_run_anew(words[:at])] if tied != "tty" else [])]
    return Command(
        words,
        save=found["save"] or "",
        env=dict(filled(each, known).split("=", 1) for each in found["env"].split()),
        tied=tied,
        home=found["home"] or "home",
        every_mode=bool(found["all"]),
        stdin=None if stdin is None else filled(stdin, known) + "\n",
        answers=tuple(filled(answers, known).split(" | ")) if answers else () if tied == "tty" else None,
    )


def _each_run_anew(words: Sequence[str]) -> list[str]:
    """Say --no-key where a command wants a key or a word about it, and the scene says none."""
    wants = (words[:1] and words[0] in _WANT_KEY) or " ".join(words[:2]) in _WANT_KEY
    return ["--no-key"] if wants and not _SAYS_SO & set(words) else []


def _behind(line: str, mark: str) -> tuple[str, str | None]:
    before, found, behind = line.partition(mark)
    return before, behind if found else None


def fields(name: str, document: Mapping[str, Any]) -> dict[str, str]:
    """Name what a document holds: {sale} is its id, {sale.short} its short id, {sale.qr} a field of it."""
    found = {f"{name}.{key}": value for key, value in document.items() if isinstance(value, str)}
    whole = found.get(f"{name}.id", "")
    if re.fullmatch("[0-9a-f]{32}", whole):
        found[f"{name}.short"] = _short(int(whole[-15:], 16))
    return {**found, name: whole}


def _short(number: int) -> str:
    return "".join(_CROCKFORD[number >> 5 * at & 31] for at in reversed(range(_SHORT_LETTERS)))
