"""One run over every command of the tree, step by step; a new command must be given its place here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.support.catalogue import CASES, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BANK_CODE = "246810"
WORD = "Canary Sesame 4c1e"
# These have a test of their own and no part in this run.
APART = {"tour", "ledger accept"}


class Step(NamedTuple):
    """One command line: `line` has {names} of earlier steps in it, `save` gives its own document a name.

    The document has exactly `keys`, or is a list whose items have `items`. `who` acts, at the `home` of the operator or
    of the newcomer; `stdin` has {names} too.
    """

    line: str
    save: str
    keys: str = ""
    items: str = ""
    who: str | None = "ming"
    home: str = "operator"
    stdin: str | None = None

    @property
    def command(self) -> str:
        """The command's name in the tree, `envelope send`; empty for the bare program."""
        words = [word for word in self.line.split() if not word.startswith("-")]
        found = [" ".join(words[:count]) for count in (2, 1) if " ".join(words[:count]) in parameters()]
        return found[0] if found else ""


# What programs read. Keys are never taken away and never change their meaning; a new one is added here and to
# CHANGELOG.md.
_BEGUN = "ledger address money currency handle wallet operator_fingerprint vault shared current changed"
_JOINED = "ledger address handle wallet fingerprint operator operator_fingerprint admitted vault money current changed"
_BALANCE = "wallet handle play amount currency balances credit due_back"
_WHO = "profile handle wallet ledger address why fingerprint admitted shop operator vault unlocked_until money profiles"
_MADE = "wallet handle fingerprint shop admitted vault changed"
_WALLET = "n wallet handle name fingerprint shop admitted asks own"
_CARD = "card rail brand last4 expiry default"
_CROSSING = "id kind state amount currency by replayed"
_SENT = "id state amount currency to note replayed"
_RECEIPT = "id short kind receipt state shop payer amount currency tip refunded lines made paid play"
_ENVELOPE = (
    "n id short kind state from amount currency left packets taken rule audience message sent_at due opens_at due_back"
    " final took_ms grabs"
)
_ENVELOPE_SENT = "id short state amount currency packets to message due opens_at link cards replayed"
_GRABBED = "id envelope state amount currency from message best final taken packets left replayed"
_LINE = (
    "n time id kind amount currency moved other note from to by who group turn sale receipt goods tip message setting"
    " value"
)
_GROUP = "n id handle maker members own state"
_BLOCK = "handle wallet blocked changed"

STORY = (
    Step("init --handle ming --currency EUR --play --vault sealed --name Ming", save="begun", keys=_BEGUN, who=None),
    Step("", save="bare", keys=f"{_BALANCE} waiting"),
    Step("whoami", save="whoami", keys=_WHO),
    Step("wallet new li", save="li", keys=_MADE),
    Step("wallet new cafe --shop --name Cafe", save="cafe", keys=_MADE),
    Step("use ming", save="use", keys=_WHO, who=None),
    Step("unlock --for 1h", save="unlocked", keys="unlocked until holder serves wallets", who=None),
    Step("lock", save="locked", keys="unlocked changed", who=None),
    Step("card bind --test visa", save="card", keys=f"{_CARD} changed"),
    Step("card bind --test code --code -", save="second card", keys=f"{_CARD} changed", stdin=BANK_CODE),
    Step("card list", save="cards", items=_CARD),
    Step("card default c2", save="default card", items=_CARD),
    Step("topup 200", save="topup", keys=_CROSSING),
    Step("balance", save="balance", keys=_BALANCE),
    Step("bal li", save="bal", keys=_BALANCE),
    Step("send li 20 for lunch -k k1", save="sent", keys=_SENT),
    Step("send li 20 for lunch -k k1", save="sent again", keys=_SENT),
    Step(
        "pos charge 12.50 noodles",
        save="sale",
        keys="id short state receipt amount currency to lines qr due replayed",
        who="cafe",
    ),
    Step("pos receipt {sale}", save="open receipt", keys=_RECEIPT, who="cafe"),
    Step("pay {sale} --tip 10%", save="paid", keys="id sale state amount currency tip to replayed", who="li"),
    Step("pos receipt {sale}", save="receipt", keys=_RECEIPT, who="cafe"),
    Step("show {sale}", save="show sale", keys=_RECEIPT, who="cafe"),
    Step(
        "refund {sale} 5 cold noodles",
        save="refund",
        keys="id sale state amount currency to reason replayed",
        who="cafe",
    ),
    Step("envelope send li 8.88 Happy New Year", save="envelope", keys=_ENVELOPE_SENT),
    Step("inbox", save="inbox", items="n what id text amount currency at opens_at try", who="li"),
    Step("grab {envelope}", save="grabbed", keys=_GRABBED, who="li"),
    Step("envelope send 10 -n 3 -m lucky", save="lucky", keys=_ENVELOPE_SENT),
    Step("grab", save="lucky grab", keys=_GRABBED, who="li"),
    Step("show {lucky}", save="show envelope", keys=_ENVELOPE),
    Step("cancel {lucky}", save="cancelled", keys="id of kind state amount currency replayed"),
    Step("envelope send ming 1", save="envelope back", keys=_ENVELOPE_SENT, who="li"),
    Step("envelope list", save="envelopes", items=_ENVELOPE),
    Step(
        "envelope stats --since today",
        save="stats",
        keys="since until sent received best luckiest lucky_ended months",
        who="li",
    ),
    Step("envelope verify {lucky}", save="verdict", keys="id fair rule commitment seed shares currency differences"),
    Step(
        "envelope send 2 -n 2 --link -k l1 --card {address}.svg --card {address}.png",
        save="by link",
        keys=_ENVELOPE_SENT,
    ),
    Step("grab -", save="link grab", keys=_GRABBED, who="li", stdin="{link}"),
    Step("envelope link {by_link}", save="link again", keys=f"{_ENVELOPE} link cards"),
    Step("envelope send 2 -n 2 --word", save="by word", keys=_ENVELOPE_SENT, stdin=WORD),
    Step("grab --word", save="word grab", keys=_GRABBED, who="li", stdin=WORD.lower()),
    Step("envelope send 1 --open-at +2h", save="later", keys=_ENVELOPE_SENT),
    Step("withdraw 5", save="withdrawn", keys=_CROSSING),
    Step("withdraw 5 --cash", save="cash", keys=_CROSSING, who="li"),
    Step("show {cash}", save="show cash", keys=f"{_LINE} short state", who="li"),
    Step("cash out {cash}", save="cash out", keys=_CROSSING),
    Step("cash in li 20 from the drawer", save="cash in", keys=_SENT),
    Step("show {cash in}", save="show entry", keys=f"{_LINE} short state"),
    Step("wallet invite bo", save="invite", keys="id handle code due"),
    Step(
        "join {address} - --handle bo --vault sealed",
        save="joined",
        keys=_JOINED,
        who=None,
        home="newcomer",
        stdin="{code}",
    ),
    Step("join {address} --handle di --vault sealed", save="asked", keys=_JOINED, who=None, home="newcomer"),
    Step("wallet admit di", save="admitted", keys=_WALLET),
    Step("join {address} --handle spam --vault sealed", save="asked too", keys=_JOINED, who=None, home="newcomer"),
    Step("wallet reject spam", save="rejected", keys=_WALLET),
    Step("wallet list", save="wallets", items=_WALLET),
    Step("wallet show li", save="wallet", keys=_WALLET),
    Step("group new family li cafe", save="group", keys=f"{_GROUP} who changed"),
    Step("group add family bo", save="group grown", keys=f"{_GROUP} who changed"),
    Step("group remove family cafe", save="group shrunk", keys=f"{_GROUP} who changed"),
    Step("group leave family", save="group left", keys=f"{_GROUP} who changed", who="li"),
    Step("group list", save="groups", items=_GROUP),
    Step("group list family", save="group list", items=_GROUP),
    Step("group close family", save="group closed", keys=f"{_GROUP} who changed"),
    Step("wallet rename Cafe Central", save="renamed", keys="wallet handle name before changed", who="cafe"),
    Step("contact verify bo", save="verified", keys="handle wallet fingerprint verified replaced changed"),
    Step("contact block bo", save="blocked", keys=_BLOCK),
    Step("contact list", save="contacts", items="handle wallet fingerprint verified blocked key_changed since"),
    Step("contact unblock bo", save="unblocked", keys=_BLOCK),
    Step("contact remove bo", save="forgotten", keys="handle wallet fingerprint was_verified"),
    Step("log", save="log", items=_LINE, who="li"),
    Step("log --all --since today --limit 100", save="log all", items=_LINE),
    Step("tick", save="tick", keys="settled done returned waiting others"),
    Step("ledger admit-rail sandbox", save="rail", keys="rail"),
    Step("ledger set most-per-order 150EUR", save="setting", keys="settings"),
    Step("ledger set currency CHF", save="currency", keys="settings"),
    Step("ledger credit li 10", save="credit", keys="who amount currency"),
    Step("balance li", save="with credit", keys=_BALANCE),
    Step(
        "ledger show",
        save="ledger",
        keys="ledger address money zone currencies rails settings operator_fingerprint wallets entries root last"
        " inside clocks",
    ),
    Step("ledger list", save="ledgers", items="ledger address state current wallets", who=None),
    Step("ledger clock", save="clock", keys="clock ledger_time fine changed"),
    Step("ledger clock --set", save="clock set", keys="clock ledger_time fine changed"),
    Step("ledger upgrade", save="upgrade", keys="from to changed"),
    Step(
        "ledger audit",
        save="audit",
        keys="entries signatures settled accounts sums root known fault_count faults clocks milliseconds",
    ),
    Step("ledger backup", save="backup", keys="path entries root"),
    Step("card unbind c2", save="unbound", items=_CARD),
    Step("config set color never", save="config set", keys="name value", who=None),
    Step("config get color", save="config get", keys="name value", who=None),
    Step("config list", save="config", items="name value", who=None),
    Step("help", save="help", items="topic title", who=None),
    Step("help amounts", save="topic", keys="topic text", who=None),
    Step("completion bash", save="completion", keys="shell script", who=None),
    Step("doctor", save="doctor", keys="ok findings", who=None),
)
# What the story leaves out is run behind it, as the catalogue has it.
STEPS = STORY + tuple(Step(each.typed, save=each.typed, keys=each.keys, who=each.who) for each in CASES if each.keys)


def forgotten() -> set[str]:
    """Name the commands that neither this run nor another test plays: it must be empty."""
    return set(parameters()) - {step.command for step in STEPS} - APART


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
