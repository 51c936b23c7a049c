"""One run over every command of the tree, step by step; a new command must be given its place here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from paycli.main import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

BANK_CODE = "246810"
WORD = "Canary Sesame 4c1e"
# These have a test of their own and no part in this run.
APART = {"tour"}


class Step(NamedTuple):
    """One command line: `line` has {names} of earlier steps in it, `save` gives its own document a name.

    `who` acts, at the `home` of the operator or of the newcomer; `stdin` has {names} too.
    """

    line: str
    who: str | None = "ming"
    save: str = ""
    home: str = "operator"
    stdin: str | None = None

    def command(self, names: set[str]) -> str:
        """Give the command's name in the tree, `envelope send`; empty for the bare program."""
        words = [word for word in self.line.split() if not word.startswith("-")]
        found = [" ".join(words[:count]) for count in (2, 1) if " ".join(words[:count]) in names]
        return found[0] if found else ""


STEPS = (
    Step("init --handle ming --currency EUR --play --vault sealed --name Ming", None, "begun"),
    Step("", save="bare"),
    Step("whoami", save="whoami"),
    Step("wallet new li", save="li"),
    Step("wallet new cafe --shop --name Cafe", save="cafe"),
    Step("use ming", None, "use"),
    Step("card bind --test visa", save="card"),
    Step("card bind --test code --code -", stdin=BANK_CODE, save="second card"),
    Step("card list", save="cards"),
    Step("card default c2", save="default card"),
    Step("topup 200", save="topup"),
    Step("balance", save="balance"),
    Step("bal li", save="bal"),
    Step("send li 20 for lunch -k k1", save="sent"),
    Step("send li 20 for lunch -k k1", save="sent again"),
    Step("pos charge 12.50 noodles", "cafe", "sale"),
    Step("pos receipt {sale}", "cafe", "open receipt"),
    Step("pay {sale} --tip 10%", "li", "paid"),
    Step("pos receipt {sale}", "cafe", "receipt"),
    Step("show {sale}", "cafe", "show sale"),
    Step("refund {sale} 5 cold noodles", "cafe", "refund"),
    Step("envelope send li 8.88 Happy New Year", save="envelope"),
    Step("inbox", "li", "inbox"),
    Step("grab {envelope}", "li", "grabbed"),
    Step("envelope send 10 -n 3 -m lucky", save="lucky"),
    Step("grab", "li", "lucky grab"),
    Step("show {lucky}", save="show envelope"),
    Step("cancel {lucky}", save="cancelled"),
    Step("envelope send ming 1", "li", "envelope back"),
    Step("envelope list", save="envelopes"),
    Step("envelope stats --since today", "li", "stats"),
    Step("envelope verify {lucky}", save="verdict"),
    Step("envelope send 2 -n 2 --link -k l1 --card {address}.svg --card {address}.png", save="by link"),
    Step("grab -", "li", "link grab", stdin="{link}"),
    Step("envelope send 2 -n 2 --word", save="by word", stdin=WORD),
    Step("grab --word", "li", "word grab", stdin=WORD.lower()),
    Step("envelope send 1 --open-at +2h", save="later"),
    Step("withdraw 5", save="withdrawn"),
    Step("withdraw 5 --cash", "li", "cash"),
    Step("show {cash}", "li", "show cash"),
    Step("cash out {cash}", save="cash out"),
    Step("cash in li 20 from the drawer", save="cash in"),
    Step("show {cash in}", save="show entry"),
    Step("wallet invite bo", save="invite"),
    Step("join {address} - --handle bo --vault sealed", None, "joined", "newcomer", "{code}"),
    Step("join {address} --handle di --vault sealed", None, "asked", "newcomer"),
    Step("wallet admit di", save="admitted"),
    Step("wallet list", save="wallets"),
    Step("wallet show li", save="wallet"),
    Step("group new family li cafe", save="group"),
    Step("group add family bo", save="group grown"),
    Step("group remove family cafe", save="group shrunk"),
    Step("group leave family", "li", "group left"),
    Step("group list", save="groups"),
    Step("group list family", save="group list"),
    Step("group close family", save="group closed"),
    Step("contact verify bo", save="verified"),
    Step("contact block bo", save="blocked"),
    Step("contact list", save="contacts"),
    Step("contact unblock bo", save="unblocked"),
    Step("log", "li", "log"),
    Step("log --all --since today --limit 100", save="log all"),
    Step("tick", save="tick"),
    Step("ledger admit-rail sandbox", save="rail"),
    Step("ledger set most-per-order 150EUR", save="setting"),
    Step("ledger set currency CHF", save="currency"),
    Step("ledger credit li 10", save="credit"),
    Step("balance li", save="with credit"),
    Step("ledger show", save="ledger"),
    Step("ledger clock", save="clock"),
    Step("ledger clock --set", save="clock set"),
    Step("ledger upgrade", save="upgrade"),
    Step("ledger audit", save="audit"),
    Step("ledger backup", save="backup"),
    Step("card unbind c2", save="unbound"),
    Step("config set color never", None, "config set"),
    Step("config get color", None, "config get"),
    Step("config list", None, "config"),
    Step("help", None, "help"),
    Step("help amounts", None, "topic"),
    Step("completion bash", None, "completion"),
    Step("doctor", None, "doctor"),
)


def all_options() -> dict[str, set[str]]:
    """Walk the tree and give the options of every command by its name."""

    def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, set[str]]]:
        below: Mapping[str, Any] | None = getattr(command, "commands", None)
        if below is None:
            yield " ".join(path), {option for parameter in command.params for option in parameter.opts}
            return
        for name, each in below.items():
            yield from walk(each, (*path, name))

    return dict(walk(typer.main.get_command(tree()), ()))


def all_commands() -> set[str]:
    """Give the name of every command."""
    return set(all_options())


def forgotten() -> set[str]:
    """Name the commands that neither this run nor another test plays: it must be empty."""
    names = all_commands()
    return names - {step.command(names) for step in STEPS} - APART


def play(run: Callable[[Step, list[str], str | None], str]) -> dict[str, dict[str, Any]]:
    """Play every step by `run(step, words, stdin)`, which gives the JSON document; gives them all by name."""
    documents: dict[str, dict[str, Any]] = {}
    known: dict[str, str] = {}
    for step in STEPS:
        words = [_filled(word, known) for word in step.line.replace("{cash in}", "{cash_in}").split()]
        stdin = None if step.stdin is None else _filled(step.stdin, known) + "\n"
        document = json.loads(run(step, words, stdin))
        documents[step.save] = document
        for field in ("id", "address", "code", "link"):
            if isinstance(document.get(field), str):
                known[step.save.replace(" ", "_") if field == "id" else field] = document[field]
    return documents


def _filled(text: str, known: Mapping[str, str]) -> str:
    return text.format_map(known) if "{" in text else text
