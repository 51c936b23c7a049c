"""What Tab offers: the words of the tree of commands, and where a command wants one, something out of the ledger.

The tree is walked with what a Typer command says of itself to everybody who documents it: its name, its commands, its
parameters with their names and help. What Tab offers at a parameter stands beside it, as a `Tab` in its type.
"""

from __future__ import annotations

import inspect
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from paycli.commands.options import NOTHING, Tab
from paycli.console.options import COLORS
from paycli.errors import Usage
from paycli.services.completing import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paycli.services.reading.reader import Reader

FILES = Offer(":files")
# What stands at the global options, which no command declares.
GLOBALS = {"--as": Tab("profiles"), "--ledger": Tab("files"), "--color": Tab(words=COLORS)}


class _Place(NamedTuple):
    """Where the cursor stands: in which command, how many of its arguments came, the option just before."""

    command: Any
    arguments: int
    option: str | None
    ended: bool


def offers(root: Any, line: str) -> list[Offer]:  # noqa: ANN401  Typer vendors Click and names no types
    """Give what fits behind a command line that ends at the cursor; its first word is the program."""
    words = _split(line)
    if len(words) < 2:
        return []
    *before, current = words[1:]
    before = _without_aliases(before)
    place = _walk(root, before)
    if place is None:
        return []
    found = _at(root, place, current, before)
    if current.startswith("@"):
        found = [offer._replace(word=f"@{offer.word}") for offer in found if offer != FILES]
    return [offer for offer in found if offer == FILES or offer.word.startswith(current)]


def _split(line: str) -> list[str]:
    """Part a line as a shell does, with an open quote taken as closed; the last word may be empty."""
    for closing in ("", "'", '"', "\\"):
        try:
            words = shlex.split(line + closing)
        except ValueError:
            continue
        return words if line[-1:].strip() or closing else [*words, ""]
    return []


def _without_aliases(before: list[str]) -> list[str]:
    """Put what an alias at the beginning stands for in its place."""
    from paycli.commands.aliases import expanded

    if not before or before[0].startswith("-"):
        return before
    with suppress(Usage):
        return [*expanded(before[:1]), *before[1:]]
    return before


def _walk(root: Any, before: Sequence[str]) -> _Place | None:  # noqa: ANN401
    """Follow the words that stand before the cursor; None where they name no command."""
    command: Any = root
    arguments, option, ended = 0, None, False
    for word in before:
        if option is not None:
            option = None
        elif ended or not word.startswith("-") or word == "-":
            children = _children(command)
            if not children:
                arguments += 1
            elif word in children:
                command = children[word]
            else:
                return None
        elif word == "--":
            ended = True
        elif "=" not in word and _takes_value(command, word):
            option = word
    return _Place(command, arguments, option, ended)


def _at(root: Any, place: _Place, current: str, before: Sequence[str]) -> list[Offer]:  # noqa: ANN401
    if place.option is not None:
        return _values(root, _tab_of_option(place, place.option), before)
    if current.startswith("-") and not place.ended:
        name, equals, _ = current.partition("=")
        if equals:
            found = _values(root, _tab_of_option(place, name), before)
            return [offer._replace(word=f"{name}={offer.word}") for offer in found if offer != FILES]
        return _options(place.command)
    children = _children(place.command)
    if children:
        return _commands(place.command)
    parameters = [each for each in place.command.params if each.param_type_name == "argument"]
    if place.arguments < len(parameters):
        return _values(root, tab_of(place.command, parameters[place.arguments].name), before)
    return []


def tab_of(command: Any, name: str | None) -> Tab | None:  # noqa: ANN401
    """Give the Tab that stands beside a parameter of a command; None where there is none."""
    if name is None or command.callback is None:
        return None
    parameter = inspect.signature(command.callback, eval_str=True).parameters.get(name)
    marks = get_args(parameter.annotation) if parameter is not None else ()
    return next((mark for mark in marks if isinstance(mark, Tab)), None)


def _children(command: Any) -> dict[str, Any]:  # noqa: ANN401
    return dict(getattr(command, "commands", {}))


def _commands(group: Any) -> list[Offer]:  # noqa: ANN401
    return [Offer(name, _first_line(child)) for name, child in _children(group).items() if not child.hidden]


def _first_line(command: Any) -> str:  # noqa: ANN401
    return str(command.help or "").strip().split("\n", maxsplit=1)[0]


def _options(command: Any) -> list[Offer]:  # noqa: ANN401
    from paycli.console.options import NAMES

    own = [
        Offer(name, parameter.help or "")
        for parameter in command.params
        if parameter.param_type_name == "option" and not parameter.hidden
        for name in (*parameter.opts, *parameter.secondary_opts)
    ]
    return own + [Offer(name, "anywhere") for name in NAMES] + [Offer("--help", "")]


def _takes_value(command: Any, word: str) -> bool:  # noqa: ANN401
    if word in GLOBALS:
        return True
    return any(word in parameter.opts and not parameter.is_flag for parameter in _own_options(command))


def _own_options(command: Any) -> list[Any]:  # noqa: ANN401
    return [parameter for parameter in command.params if parameter.param_type_name == "option"]


def _tab_of_option(place: _Place, name: str) -> Tab | None:
    if name in GLOBALS:
        return GLOBALS[name]
    found = [parameter.name for parameter in _own_options(place.command) if name in parameter.opts]
    return tab_of(place.command, found[0] if found else None)


def _values(root: Any, tab: Tab | None, before: Sequence[str]) -> list[Offer]:  # noqa: ANN401
    """Give what can stand there; only what is in the ledger needs it to be opened."""
    if tab is None or tab == NOTHING:
        return []
    if tab.words:
        return [Offer(word) for word in tab.words]
    if tab.source == "files":
        return [FILES]
    if tab.source == "settings":
        from paycli.services.operator.limits import names

        return [Offer(name) for name in names()]
    if tab.source == "commands_and_topics":
        from paycli.console.guide import TOPICS, title_of

        return _commands(root) + [Offer(name, title_of(name)) for name in TOPICS]
    from paycli.console.options import hoist, use
    from paycli.flows.session import looking, machine
    from paycli.services import completing
    from paycli.services.reading.reader import reading

    # An option that still wants its value is the very one that is being completed.
    with suppress(Usage):
        use(hoist(before)[0])
    if tab.source == "profiles":
        return [Offer(place.name, "a wallet of yours") for place in machine().store.profile_keys()]
    with looking() as app:
        if tab.source in {"cards", "contacts"}:
            cards = [Offer(card.name, f"{card.brand} ....{card.last4}") for card in app.profile.cards]
            return cards if tab.source == "cards" else [Offer(handle) for handle in app.contacts.known()]
        look: Callable[[Reader], list[Offer]] = getattr(completing, tab.source)
        with reading(app) as reader:
            return look(reader)
