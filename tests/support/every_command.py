"""One run over every command of the tree, step by step; a new command must be given its place here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.support.catalogue import CASES, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BANK_CODE = "246810"
ITEMS = "tax,A,7%,B,19%\ncash,0.05\ncode,name,price,class,aliases\nfw,Flat white,3.50,,white\n4011,Banana,0.40,B\n"
PIN = "907361824"
WORD = "Canary Sesame 4c1e"
# These have a test of their own and no part in this run.
APART = {"tour", "ledger accept", "batch cancel", "resume"}


class Step(NamedTuple):
    """One command line: `line` has {names} of earlier steps in it, `save` gives its own document a name.

    Its document is one of those that tools/json_schemas.py has for the command. `who` acts, at the `home` of the
    operator or of the newcomer; `stdin` has {names} too.
    """

    line: str
    save: str
    who: str | None = "ming"
    home: str = "operator"
    stdin: str | None = None

    @property
    def command(self) -> str:
        """The command's name in the tree, `envelope send`; empty for the bare program."""
        words = [word for word in self.line.split() if not word.startswith("-")]
        found = [" ".join(words[:count]) for count in (3, 2, 1) if " ".join(words[:count]) in parameters()]
        return found[0] if found else ""


STORY = (
    Step("init --handle ming --currency EUR --play --vault sealed --name Ming", save="begun", who=None),
    Step("", save="bare"),
    Step("whoami", save="whoami"),
    Step("wallet new li", save="li"),
    Step("wallet new cafe --shop --name Cafe", save="cafe"),
    Step("use ming", save="use", who=None),
    Step("unlock --for 1h", save="unlocked", who=None),
    Step("lock", save="locked", who=None),
    Step("card bind --test visa", save="card"),
    Step("card bind --test code --code -", save="second card", stdin=BANK_CODE),
    Step("card list", save="cards"),
    Step("card default c2", save="default card"),
    Step("topup 200", save="topup"),
    Step("balance", save="balance"),
    Step("bal li", save="bal"),
    Step("send li 20 for lunch -k k1", save="sent"),
    Step("send li 20 for lunch -k k1", save="sent again"),
    Step("send li 3 --wait", save="set aside"),
    Step("send li 3 --delay 2h", save="on its way"),
    Step("give-back {sent} 2 too much", save="given back", who="li"),
    Step("undo {set_aside}", save="undone"),
    Step("undo {sent} the wrong li", save="asked back"),
    Step("request new li 2 -m tickets", save="request"),
    Step("request list", save="requests"),
    Step("inbox", save="inbox that asks", who="li"),
    Step("accept {request}", save="accepted", who="li"),
    Step("split li 9 -m cab --due +7d", save="split"),
    Step("decline {split} too much", save="declined", who="li"),
    Step("show {split}", save="show request"),
    Step("batch pay - --name wages", save="batch", stdin="to,amount,note,id\nli,2,wages,a1\ncafe,1.50,rent,a2\n"),
    Step("batch pay - --name rent --all-or-nothing", save="at once", stdin="to,amount,note\nli,2,rent\ncafe,1,\n"),
    Step("batch check -", save="checked", stdin="to,amount\nli,2\ncafe,1.50\n"),
    Step("batch list", save="batches"),
    Step("batch show wages", save="one batch"),
    Step("item import -", save="imported", who="cafe", stdin=ITEMS),
    Step("item check", save="items checked", who="cafe"),
    Step("item list", save="items", who="cafe"),
    Step("pos charge 12.50 noodles", save="sale", who="cafe"),
    Step("pos charge --item 2xfw --item 4011 --discount 10%", save="items charged", who="cafe"),
    Step("pos receipt {sale}", save="open receipt", who="cafe"),
    Step("pay {sale} --tip 10%", save="paid", who="li"),
    Step("pos receipt {sale}", save="receipt", who="cafe"),
    Step("receipt save {sale} {address}.receipt", save="receipt saved", who="cafe"),
    Step("receipt code {sale}", save="receipt code", who="cafe"),
    Step("receipt verify {qr}", save="paper checked", who="li"),
    Step("receipt verify {address}.receipt --here", save="receipt checked", who="li"),
    Step("show {sale}", save="show sale", who="cafe"),
    Step("refund {sale} 5 cold noodles", save="refund", who="cafe"),
    Step("pos tips li 0.25 thanks", save="tips", who="cafe"),
    Step("pos open --float 50", save="day", who="cafe"),
    Step("pos charge 3 tea", save="waiting", who="cafe"),
    Step("pos cash {waiting} 5", save="taken", who="cafe"),
    Step("pos charge 2 biscuit", save="present", who="cafe"),
    Step("pos gift {present} a regular", save="gift", who="cafe"),
    Step("pos in 10 change", save="put in", who="cafe"),
    Step("pos out 20 bank", save="taken out", who="cafe"),
    Step("pos printer set {address}.paper --columns 32", save="printer set", who="cafe"),
    Step("pos printer test", save="printer tested", who="cafe"),
    Step("pos printer show", save="printer", who="cafe"),
    Step("pos printer off", save="printer off", who="cafe"),
    Step("pos pin set --pin -", save="pin", who="cafe", stdin=PIN),
    Step("pos pin off", save="pin off", who="cafe"),
    Step("pos drawer change", save="drawer", who="cafe"),
    Step("pos x", save="day so far", who="cafe"),
    Step("pos list", save="sales", who="cafe"),
    Step("pos close --counted 43", save="day over", who="cafe"),
    Step("pos z", save="z", who="cafe"),
    Step("pos report", save="days", who="cafe"),
    Step("pos report --lines", save="sold", who="cafe"),
    Step("pos report --csv {address}.csv", save="sold file", who="cafe"),
    Step("tab join cafe --max 20/day", save="tab", who="li"),
    Step("tab list", save="tabs", who="li"),
    Step("pos tab add --pin -", save="tab kept", who="cafe", stdin="{code}\n" + PIN),
    Step("pos tab list", save="tabs kept", who="cafe"),
    Step("pos charge 1 cookie", save="on the tab", who="cafe"),
    Step("pos tab pay {on_the_tab} li --pin -", save="tab paid", who="cafe", stdin=PIN),
    Step("tab leave cafe", save="tab left", who="li"),
    Step("pos setup 2 --out {address}.till", save="till key", who="cafe"),
    Step("envelope send li 8.88 Happy New Year", save="envelope"),
    Step("inbox", save="inbox", who="li"),
    Step("grab {envelope}", save="grabbed", who="li"),
    Step("envelope send 10 -n 3 -m lucky", save="lucky"),
    Step("grab", save="lucky grab", who="li"),
    Step("show {lucky}", save="show envelope"),
    Step("cancel {lucky}", save="cancelled"),
    Step("envelope send ming 1", save="envelope back", who="li"),
    Step("envelope list", save="envelopes"),
    Step("envelope stats --since today", save="stats", who="li"),
    Step("envelope verify {lucky}", save="verdict"),
    Step("envelope send 2 -n 2 --link -k l1 --card {address}.svg --card {address}.png", save="by link"),
    Step("grab -", save="link grab", who="li", stdin="{link}"),
    Step("envelope link {by_link}", save="link again"),
    Step("envelope send 2 -n 2 --word", save="by word", stdin=WORD),
    Step("grab --word", save="word grab", who="li", stdin=WORD.lower()),
    Step("envelope send 1 --open-at +2h", save="later"),
    Step("withdraw 5", save="withdrawn"),
    Step("withdraw 5 --cash", save="cash", who="li"),
    Step("show {cash}", save="show cash", who="li"),
    Step("cash out {cash}", save="cash out"),
    Step("cash in li 20 from the drawer", save="cash in"),
    Step("show {cash in}", save="show entry"),
    Step("wallet invite", save="another invite"),
    Step("pos guest --add -", save="guests", who="cafe", stdin="{code}"),
    Step("pos guest", save="guest", who="cafe"),
    Step("wallet invite bo", save="invite"),
    Step("join {address} - --handle bo --vault sealed", save="joined", who=None, home="newcomer", stdin="{code}"),
    Step("join {address} --handle di --vault sealed", save="asked", who=None, home="newcomer"),
    Step("wallet admit di", save="admitted"),
    Step("join {address} --handle spam --vault sealed", save="asked too", who=None, home="newcomer"),
    Step("wallet reject spam", save="rejected"),
    # Two homes of one account share a desktop's keyring, and what is in there needs no second key.
    Step("join {address} --wallet li --vault=sealed", save="asked for key", who=None, home="newcomer"),
    Step("wallet key add {request_code}", save="key added", who="li"),
    Step("wallet key list", save="keys", who="li"),
    Step("wallet key revoke {fingerprint}", save="key revoked", who="li"),
    Step("wallet list", save="wallets"),
    Step("wallet show li", save="wallet"),
    Step("group new family li cafe", save="group"),
    Step("group add family bo", save="group grown"),
    Step("group remove family cafe", save="group shrunk"),
    Step("group leave family", save="group left", who="li"),
    Step("group list", save="groups"),
    Step("group list family", save="group list"),
    Step("group close family", save="group closed"),
    Step("wallet rename Cafe Central", save="renamed", who="cafe"),
    Step("show @bo", save="person"),
    Step("wallet set receive asked", save="asked first", who="cafe"),
    Step("contact verify bo", save="verified"),
    Step("contact block bo", save="blocked"),
    Step("contact list", save="contacts"),
    Step("contact unblock bo", save="unblocked"),
    Step("contact trust bo", save="trusted"),
    Step("contact untrust bo", save="untrusted"),
    Step("contact remove bo", save="forgotten"),
    Step("mandate new payroll --can send --to li --max 50/day --until +30d --out {address}.mandate", save="mandate"),
    Step("mandate list", save="mandates"),
    Step("mandate show payroll", save="mandate shown"),
    Step("mandate revoke payroll", save="mandate revoked"),
    Step("log", save="log", who="li"),
    Step("log --all --since today --limit 100", save="log all"),
    Step("log --by who --since today", save="log added up", who="li"),
    Step("tick", save="tick"),
    Step("ledger admit-rail sandbox", save="rail"),
    Step("ledger set most-per-order 100EUR", save="setting"),
    Step("ledger set currency CHF", save="currency"),
    Step("ledger credit li 10", save="credit"),
    Step("balance li", save="with credit"),
    Step("ledger show", save="ledger"),
    Step("ledger list", save="ledgers", who=None),
    Step("ledger clock", save="clock"),
    Step("ledger clock --set", save="clock set"),
    Step("ledger upgrade", save="upgrade"),
    Step("ledger audit", save="audit"),
    Step("ledger backup", save="backup"),
    Step("card unbind c2", save="unbound"),
    Step("config set color never", save="config set", who=None),
    Step("config get color", save="config get", who=None),
    Step("config list", save="config", who=None),
    Step("help", save="help", who=None),
    Step("help amounts", save="topic", who=None),
    Step("completion bash", save="completion", who=None),
    Step("doctor", save="doctor", who=None),
)
# What the story leaves out is run behind it, as the catalogue has it.
STEPS = STORY + tuple(Step(each.typed, save=each.typed, who=each.who) for each in CASES if each.untold)


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
        for field in ("id", "address", "code", "link", "request_code", "fingerprint", "qr"):
            if isinstance(document.get(field), str):
                known[step.save.replace(" ", "_") if field == "id" else field] = document[field]
    return documents


def _filled(text: str, known: Mapping[str, str]) -> str:
    return text.format_map(known) if "{" in text else text
