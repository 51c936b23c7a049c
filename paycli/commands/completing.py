"""What Tab offers: the words of the tree of commands, and where a command wants one, something out of the ledger.

The tree is walked with what a Typer command says of itself to everybody who documents it: its name, its commands, its
parameters with their names and help.
"""

from __future__ import annotations

import shlex
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.errors import Usage
from paycli.services.completing import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FILES = Offer(":files")
_COLORS = ("auto", "always", "never")
_VAULTS = ("SecretService", "KWallet", "macOS", "sealed")
_CARDS = ("visa", "mastercard", "declined", "code", "slow", "lost")

# What stands at an argument or option, by the words of the command and the parameter's name. A tuple is offered as it
# is; a name is a function of services/completing.py, or one of the few below.
WANTED: dict[str, tuple[str, ...] | str] = {
    "balance who": "handles",
    "send who": "handles",
    "envelope send words": "addressees",
    "envelope send rule": ("even", "double-mean", "equal"),
    "envelope list state": ("pending", "done", "cancelled", "expired"),
    "envelope verify envelope": "ended_envelopes",
    "grab envelope": "envelopes",
    "cash in who": "handles",
    "cash out withdrawal": "withdrawals",
    "ledger credit who": "handles",
    "ledger set name": "settings",
    "ledger admit-rail rail": ("sandbox",),
    "ledger backup target": "files",
    "contact verify who": "handles",
    "contact block who": "handles",
    "contact unblock who": "blocked",
    "group new who": "handles",
    "group add group": "own_groups",
    "group add who": "handles",
    "group remove group": "own_groups",
    "group remove who": "handles",
    "group list group": "groups",
    "group leave group": "groups",
    "group close group": "own_groups",
    "wallet show handle": "handles",
    "wallet admit handle": "newcomers",
    "pay sale": "unpaid_sales",
    "pos receipt sale": "own_sales",
    "refund sale": "own_sales",
    "cancel thing": "cancellable",
    "show thing": "anything_open",
    "topup card": "cards",
    "withdraw card": "cards",
    "card default card": "cards",
    "card unbind card": "cards",
    "card bind test": _CARDS,
    "use profile": "profiles",
    "init vault": _VAULTS,
    "join vault": _VAULTS,
    "join address": "files",
    "completion shell": ("bash", "zsh", "fish"),
    "help topic": "topics",
    "config get name": ("color", "pager"),
    "config set name": ("color", "pager"),
    "--as": "profiles",
    "--ledger": "files",
    "--color": _COLORS,
}


class _Place(NamedTuple):
    """Where the cursor stands: the command with its words, how many of its arguments came, the option just before."""

    command: Any
    words: tuple[str, ...]
    arguments: int
    option: str | None
    ended: bool


def offers(root: Any, line: str) -> list[Offer]:  # noqa: ANN401  Typer vendors Click and names no types
    """Give what fits behind a command line that ends at the cursor; its first word is the program."""
    words = _split(line)
    if len(words) < 2:
        return []
    *before, current = words[1:]
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


def _walk(root: Any, before: Sequence[str]) -> _Place | None:  # noqa: ANN401
    """Follow the words that stand before the cursor; None where they name no command."""
    command: Any = root
    words: tuple[str, ...] = ()
    arguments, option, ended = 0, None, False
    for word in before:
        if option is not None:
            option = None
        elif ended or not word.startswith("-") or word == "-":
            children = _children(command)
            if not children:
                arguments += 1
            elif word in children:
                command, words = children[word], (*words, word)
            else:
                return None
        elif word == "--":
            ended = True
        elif "=" not in word and _takes_value(command, word):
            option = word
    return _Place(command, words, arguments, option, ended)


def _at(root: Any, place: _Place, current: str, before: Sequence[str]) -> list[Offer]:  # noqa: ANN401
    if place.option is not None:
        return _values(_key_of_option(place, place.option), before)
    if current.startswith("-") and not place.ended:
        name, equals, _ = current.partition("=")
        if equals:
            found = _values(_key_of_option(place, name), before)
            return [offer._replace(word=f"{name}={offer.word}") for offer in found if offer != FILES]
        return _options(place.command)
    children = _children(place.command)
    if children:
        return [Offer(name, _first_line(child)) for name, child in children.items() if not child.hidden]
    if place.words == ("help",):
        names = [Offer(name, _first_line(child)) for name, child in _children(root).items() if not child.hidden]
        return names + _values("help topic", before) if place.arguments == 0 else []
    parameters = [each for each in place.command.params if each.param_type_name == "argument"]
    if place.arguments < len(parameters):
        return _values(" ".join((*place.words, parameters[place.arguments].name)), before)
    return []


def _children(command: Any) -> dict[str, Any]:  # noqa: ANN401
    return dict(getattr(command, "commands", {}))


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
    if word in WANTED:
        return True
    return any(word in parameter.opts and not parameter.is_flag for parameter in _own_options(command))


def _own_options(command: Any) -> list[Any]:  # noqa: ANN401
    return [parameter for parameter in command.params if parameter.param_type_name == "option"]


def _key_of_option(place: _Place, name: str) -> str:
    if name in WANTED:
        return name
    found = [parameter.name for parameter in _own_options(place.command) if name in parameter.opts]
    return " ".join((*place.words, *found))


def _values(key: str, before: Sequence[str]) -> list[Offer]:
    """Give what can stand there; only what is in the ledger needs it to be opened."""
    wanted = WANTED.get(key.replace("bal ", "balance ", 1) if key.startswith("bal ") else key)
    if wanted is None:
        return []
    if isinstance(wanted, tuple):
        return [Offer(word) for word in wanted]
    if wanted == "files":
        return [FILES]
    if wanted == "settings":
        from paycli.services.operator.limits import names

        return [Offer(name) for name in names()]
    if wanted == "topics":
        from paycli.console.guide import TOPICS, title_of

        return [Offer(name, title_of(name)) for name in TOPICS]
    from paycli.console.options import hoist, use
    from paycli.flows.session import looking, machine
    from paycli.services import completing

    # An option that still wants its value is the very one that is being completed.
    with suppress(Usage):
        use(hoist(before)[0])
    if wanted == "profiles":
        return [Offer(place.name, "a wallet of yours") for place in machine().store.profile_keys()]
    with looking() as app:
        if wanted == "cards":
            return [Offer(card.name, f"{card.brand} ....{card.last4}") for card in app.profile.cards]
        look: Callable[..., list[Offer]] = getattr(completing, wanted)
        return look(app)
