"""A second opinion on a paycli ledger: `python contrib/verify.py LEDGER.db [--operator FINGERPRINT]`.

One file that shares no code with paycli and needs only PyNaCl. It reads docs/protocol.md in its own way: signatures,
authority, transfers, luck, sums and the root of RFC 6962; names, and tables that only repeat the log, are left to
`paycli ledger audit`. It prints each fault, or GOOD; compare the root with others: a cut tail leaves no trace.
"""
# ruff: noqa: ANN401  what an order has depends on its kind

from __future__ import annotations

import argparse
import itertools
import json
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator  # noqa: TC003  one file, read by strangers
from functools import cache, reduce
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nacl.signing import SigningKey, VerifyKey

Box = dict[str, Any]
DEFAULTS: Box = {"most_packets": 500, "most_envelopes_per_day": 500}
MINUTES_5, HOURS_24, BOUND, MEMBERS_MOST = 5 * 60_000, 24 * 3_600_000, 10**15, 500
# Each kind of order: who signs it, the keys of its body (protocol, section 4) and, for one that is about an object,
# the kinds that make that: an object is an earlier order and what became of it.
KINDS = {
    "ledger.open": ("new", "public currencies zone money admission"), "wallet.open": ("new", "public handle name shop"),
    "wallet.invite": ("operator", "claim expires_ms"), "setting.set": ("operator", "name value"),
    "wallet.admit": ("operator or invited", "wallet invite proof", "wallet.invite"), "clock.set": ("operator", "now"),
    "rail.admit": ("operator", "rail public"), "currency.add": ("operator", "currency exponent"),
    "credit.set": ("operator", "wallet amount currency"), "cash.in": ("operator", "wallet amount currency note"),
    "key.add": ("owner", "public scope proof"), "key.revoke": ("owner", "key"),
    "send": ("owner", "to amount currency note"), "cancel": ("owner", "of", "envelope.send sale.new"),
    "topup.ask": ("owner", "rail amount currency"), "withdraw.ask": ("owner", "rail amount currency"),
    "rail.done": ("rail", "of reference", "topup.ask withdraw.ask"),
    "rail.failed": ("rail", "of reference", "topup.ask withdraw.ask"),
    "envelope.send": ("owner", "amount currency count draw audience opens_at expires_ms note"),
    "envelope.grab": ("owner", "envelope proof", "envelope.send"), "settle": ("nobody", "of", "envelope.send"),
    "sale.new": ("shop", "amount currency lines expires_ms"), "contact.block": ("owner", "wallet blocked"),
    "sale.pay": ("owner", "sale to amount currency tip", "sale.new"), "group.new": ("owner", "handle members"),
    "refund": ("shop", "of to amount currency note", "sale.new"), "group.add": ("owner", "of wallets", "group.new"),
    "group.remove": ("owner", "of wallets", "group.new"), "group.close": ("owner", "of", "group.new"),
}  # fmt: skip
MAKES = {kind for _, _, *kinds in KINDS.values() for kind in " ".join(kinds).split()}
SPENDS = MAKES - {"wallet.invite", "sale.new", "group.new"} | {"send", "sale.pay"}
GIVES_BACK, OWN = {"settle", "cancel", "rail.failed"}, {"cancel", "refund", "group.add", "group.close"}
# What each value may be, as a regular expression of its canonical JSON; some kinds differ in a key.
ID, WALLET, HASH, PROOF = (f'"[0-9a-f]{{{length}}}"' for length in (32, 40, 64, 128))
CODE, TIME, OR_ZERO = '"[A-Z]{3}"', "0|[1-9][0-9]{0,15}", "0|[1-9][0-9]{0,14}"
VALUES = {
    "at until now": TIME, "opens_at": f"null|{TIME}", "expires_ms": "[1-9][0-9]{0,10}", "v": "1", "scope": "null",
    "id": '"[0-9a-f]{12}[78][0-9a-f]{3}[89ab][0-9a-f]{15}"', "of envelope sale ledger settle:id": ID,
    "invite": f"null|{ID}", "to wallet": WALLET, "public claim key handle": HASH, "name note lines": f"null|{HASH}",
    "proof": f"null|{PROOF}", "key.add:proof": PROOF, "shop blocked": "true|false",
    "setting.set:name": '"most_(per_(order|packet):[A-Z]{3}|packets|envelopes_per_day)"',
    "wallets": rf"\[{WALLET}(,{WALLET}){{0,499}}\]", "members": rf"\[({WALLET}(,{WALLET}){{0,499}})?\]",
    "amount": "[1-9][0-9]{0,14}", "tip credit.set:amount": OR_ZERO, "value": f"null|{OR_ZERO}", "currency": CODE,
    "currencies": rf"\[\[{CODE},[0-6]\](,\[{CODE},[0-6]\]){{0,19}}\]", "exponent": "[0-6]",
    "zone": '"[A-Za-z0-9_+/-]{1,64}"', "money": '"(play|real)"', "admission": '"(operator|open)"',
    "rail": '"[a-z][a-z0-9-]{0,31}"', "reference": r'"([!#-\[\]-~]|\\"|\\\\){1,100}"',
    "draw": rf'\{{"commitment":(null,"rule":"equal-1"|{HASH},"rule":"(even|double-mean)-1")\}}',
    "audience": rf'"any"|{HASH}|\[{WALLET}(,{WALLET}){{0,499}}\]', "count": "[1-9][0-9]{0,3}|10000",
    "seen": rf'null|\{{"root":{HASH},"size":[1-9][0-9]{{0,15}}\}}',
    "ledger.open:ledger ledger.open:seen settle:key settle:seen settle:until": "null",
}  # fmt: skip
PATTERNS = {key: pattern for keys, pattern in VALUES.items() for key in keys.split()}
# Where numbers end: with the 366th day, the integers that every reader of JSON can take, and the year 9999.
END = 253_402_300_799_999
MOST = {"expires_ms": 366 * HOURS_24, "at": 2**53 - 1, "until": 2**53 - 1, "opens_at": END, "now": END}


def need(holds: object, otherwise: str) -> None:
    """Refuse what may not be."""
    if not holds:
        raise ValueError(otherwise)


def hashed(tag: str, data: bytes) -> str:
    """Hash bytes under a domain tag."""
    return sha256(f"paycli {tag} v1\n".encode() + data).hexdigest()


def check_signature(public: str, signature: str | None, tag: str, data: bytes) -> None:
    """Refuse an Ed25519 signature that does not fit; libsodium refuses weak keys and other spellings, too."""
    VerifyKey(bytes.fromhex(public)).verify(f"paycli {tag} v1\n".encode() + data, bytes.fromhex(signature or ""))


def shape(kind: str, keys: str, /, **more: str) -> str:
    """Give the regular expression of a canonical JSON object with exactly these keys: sorted, without spaces."""
    values = {key: PATTERNS.get(f"{kind}:{key}") or PATTERNS[key] for key in keys.split()} | more
    return r"\{" + ",".join(f'"{key}":({values[key]})' for key in sorted(values)) + r"\}"


@cache
def shape_of(kind: str) -> re.Pattern[bytes]:
    """Give the regular expression of all orders of a kind (protocol, section 2)."""
    more = {"body": shape(kind, KINDS[kind][1]), "kind": f'"{re.escape(kind)}"', "wallet": f"null|{WALLET}"}
    return re.compile(shape(kind, "at id key ledger seen until v", **more).encode())


def read(data: bytes) -> Any:
    """Read an order strictly: what has the shape of its kind is canonical JSON, and nothing else means the same."""
    o = json.loads(data, object_hook=lambda fields: SimpleNamespace(**fields))
    need(shape_of(o.kind).fullmatch(data), "it is not the canonical JSON of an order of its kind")
    values = vars(o) | vars(o.body)
    for key in MOST.keys() & values:
        need((values[key] or 0) <= MOST[key], f"its {key} is too far away")
    o.data = data
    return o


def node(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one, as RFC 6962 does."""
    return sha256(b"\x01" + left + right).digest()


def shares(b: Any, seed: bytes | None) -> list[int]:
    """Give an envelope's shares in the order of grabbing (protocol, section 6)."""
    left, count, plan = b.amount, b.count, list[int]()
    if b.draw.rule == "equal-1":
        return [left // count + (position < left % count) for position in range(count)]
    need(seed and hashed("seed", seed) == b.draw.commitment, "its seed is not the one")
    numbers = (int(hashed("draw", (seed or b"") + i.to_bytes(8, "big"))[:16], 16) for i in itertools.count())

    def below(bound: int) -> int:
        return next(number % bound for number in numbers if number < 2**64 - 2**64 % bound)

    for packets in range(count, 1, -1):
        plan.append(1 + below(max(1, min(2 * left // packets, left - packets + 1))))
        left -= plan[-1]
    plan.append(left)
    for i in range(count - 1, 0, -1) if b.draw.rule == "even-1" else ():
        j = below(i + 1)
        plan[i], plan[j] = plan[j], plan[i]
    return plan


class Replay:
    """The rules of protocol.md, applied to one order after the other."""

    def __init__(self, seeds: Box) -> None:
        self.seeds, self.ledger, self.operator, self.terms = seeds, "", "", SimpleNamespace()
        self.keys, self.wallets, self.things, self.rails = Box(), Box(), Box(), {"cash": "operator"}
        self.revoked, self.admitted, self.currencies, self.references = set[str](), set[str](), set[str](), set[Any]()
        self.limits, self.blocked, self.sent = {**DEFAULTS}, set[Any](), defaultdict[Any, int](int)
        self.balances, self.floors = defaultdict[str, int](int), defaultdict[str, int](int)

    def check(self, o: Any, thing: Any, signature: str | None, time: int) -> None:
        """Check ledger, times, signature and authority."""
        who = KINDS[o.kind][0]
        need(o.ledger in {None, self.ledger}, "it is for another ledger")
        if who == "nobody":
            need(signature is o.wallet is None, "a settlement is nobody's order")
            return
        public, party = self.keys.get(o.key) or (getattr(o.body, "public", ""), "new")
        need(o.key == sha256(bytes.fromhex(public)).hexdigest(), "its key is not known")
        need(o.key not in self.revoked, "its key was revoked")
        check_signature(public, signature, "order", o.data)
        need(o.at - MINUTES_5 <= time <= o.until <= o.at + HOURS_24, "it is too late, too early or good for too long")
        if o.wallet is None:
            parties = {"rail" if who == "rail" and self.rails[thing.body.rail] == party else party}
        elif o.wallet not in self.admitted:
            parties = {"invited"}
        else:
            parties = {"owner", "shop"} if self.wallets[o.wallet].shop else {"owner"}
        need(o.wallet in {None, party} and parties & {*who.split(" or ")}, "its key may not sign it")

    def moves(self, o: Any, signature: str | None, time: int) -> list[tuple[Any, ...]]:
        """Give the transfers that an order comes to, and take in what else it changes; raises what is wrong."""
        b, currency = o.body, getattr(o.body, "currency", None)
        about = [vars(b)[key] for key in ("of", "envelope", "sale", "invite") if vars(b).get(key)]
        thing: Any = self.things.get(*about) if about else None
        if about:
            need(thing and thing.kind in KINDS[o.kind][2].split(), "what it is about is not there")
            need(o.kind not in OWN or thing.wallet == o.wallet, "what it is about is somebody else's")
            need(o.kind == "refund" or (thing.open and (time < thing.due) == (o.kind != "settle")), "not in its time")
        self.check(o, thing, signature, time)
        need(currency is None or (currency in self.currencies) == (o.kind != "currency.add"), "its currency")
        limit = self.limits.get(f"most_per_order:{currency}") if o.kind in SPENDS else None
        need(limit is None or b.amount + getattr(b, "tip", 0) <= limit, "it is over the limit in force")
        payee = getattr(b, "to", None) or (o.kind != "wallet.admit" and getattr(b, "wallet", None))
        need(not payee or (payee in self.admitted and payee != o.wallet), "its payee")
        need(o.kind != "send" or (payee, o.wallet) not in self.blocked, "its payee has blocked the sender")
        if o.kind in MAKES:
            need(o.id not in self.things, "its id belongs to another object")
            o.due = max(time, getattr(b, "opens_at", None) or 0) + getattr(b, "expires_ms", BOUND)
            o.open, o.takers, self.things[o.id] = True, [], o
        self.people(o, b, thing, time)
        source, target, amount = self.money(o, b, thing, time)
        if thing:
            goes_on = o.kind in {"group.add", "group.remove", "envelope.grab"}
            thing.open = goes_on and len(getattr(thing, "takers", [])) < getattr(thing.body, "count", 1)
        if not amount:
            return []
        currency = currency or thing.body.currency
        source, target = f"{source}:{currency}", f"{target}:{currency}"
        # Of a lucky envelope there must be room for all that is left: a refusal would tell the next share otherwise.
        comes = self.balances[source] if o.kind == "envelope.grab" and thing.body.draw.commitment else amount
        left, reached = self.balances[source] - amount, self.balances[target] + comes
        need(0 < amount < BOUND and left > -BOUND and (reached < BOUND or o.kind in GIVES_BACK), "its amount")
        need(source.startswith("x:") or left >= self.floors[source], f"{source} does not have that much")
        return [(source, target, currency, amount, thing.due if o.kind == "settle" else time)]

    def people(self, o: Any, b: Any, thing: Any, time: int) -> None:  # noqa: C901, PLR0912, PLR0915
        """Take in what changes wallets, keys and settings."""
        party = ""
        match o.kind:
            case "ledger.open":
                self.currencies = {code for code, _ in b.currencies}
                need(not self.ledger and len(self.currencies) == len(b.currencies), "the ledger was opened before")
                self.ledger, self.operator, self.terms = sha256(o.data).hexdigest()[:32], o.key, b
                party = "operator"
            case "wallet.open":
                party = sha256(o.data).hexdigest()[:40]
                self.wallets[party] = b
                self.admitted |= {party} if self.terms.admission == "open" else set()
            case "wallet.admit":
                newcomer = b.wallet in self.wallets and b.wallet not in self.admitted
                need(newcomer and o.wallet in {None, b.wallet}, "there is nobody to admit")
                need(thing if o.wallet else b.invite is b.proof is None, "only wallets need an invitation")
                if thing:
                    check_signature(thing.body.claim, b.proof, "claim", bytes.fromhex(b.invite + b.wallet))
                self.admitted.add(b.wallet)
            case "key.add":
                party = o.wallet
                check_signature(b.public, b.proof, "claim", bytes.fromhex(o.id + party))
            case "key.revoke":
                own = self.keys.get(b.key, ("", ""))[1] == o.wallet
                need(own and b.key not in {*self.revoked, o.key}, "the key is not there, or is its own")
                self.revoked.add(b.key)
            case "rail.admit":
                bank = SigningKey(bytes.fromhex(hashed("sandbox", bytes.fromhex(self.ledger)))).verify_key.encode()
                bank, play = bank.hex() == b.public, self.terms.money == "play"
                fits = (b.rail == "sandbox") == bank and (play or not bank)
                need(fits and b.rail not in self.rails, "the rail is there, or the sandbox is for play money")
                self.rails[b.rail] = party = "rail:" + b.rail
            case "setting.set":
                need(":" not in b.name or b.name[-3:] in self.currencies, "its currency")
                self.limits[b.name] = DEFAULTS.get(b.name) if b.value is None else b.value
            case "currency.add":
                self.currencies.add(b.currency)
            case "credit.set":
                self.floors[f"w:{b.wallet}:main:{b.currency}"] = -b.amount
            case "contact.block":
                need(((o.wallet, b.wallet) in self.blocked) != b.blocked, "it changes nothing")
                self.blocked ^= {(o.wallet, b.wallet)}
                need(sum(o.wallet == who for who, _ in self.blocked) <= MEMBERS_MOST, "there is no room for so many")
            case "group.new":
                o.members = {o.wallet, *b.members}
                self.take_part(o, b.members, lone=o.wallet not in b.members and len(o.members) <= MEMBERS_MOST)
            case "group.add" | "group.remove":
                need(thing.wallet == o.wallet or b.wallets == [o.wallet], "the group is not theirs to change")
                fits = not {*b.wallets} & thing.members if o.kind == "group.add" else {*b.wallets} < thing.members
                self.take_part(o, b.wallets, lone=fits and thing.wallet not in b.wallets, joins=o.kind == "group.add")
                thing.members ^= {*b.wallets}
                need(len(thing.members) <= MEMBERS_MOST, "there is no room for so many")
            case "clock.set":
                need(abs(b.now - time) <= MINUTES_5, "the clock")
        if party:
            key = sha256(bytes.fromhex(b.public)).hexdigest()
            need(key not in self.keys, "its key belongs to somebody already")
            self.keys[key] = b.public, party

    def take_part(self, o: Any, wallets: list[str], *, lone: bool = True, joins: bool = True) -> None:
        """Refuse wallets that are named twice or, where they join, not admitted or have blocked the one that orders."""
        there = all(wallet in self.admitted and (wallet, o.wallet) not in self.blocked for wallet in wallets)
        need(lone and (there or not joins) and len({*wallets}) == len(wallets), "it names somebody who takes no part")

    def money(self, o: Any, b: Any, thing: Any, time: int) -> tuple[str, str, int]:  # noqa: C901, PLR0912
        """Give the one transfer that an order may come to: from and to, both without currency, and how much."""
        own, hold, amount = f"w:{o.wallet}:main", f"o:{(thing or o).id}:hold", getattr(b, "amount", 0)
        match o.kind:
            case "cash.in":
                return "x:cash:world", f"w:{b.wallet}:main", amount
            case "topup.ask" | "withdraw.ask":
                need(b.rail in self.rails and (b.rail, o.kind) != ("cash", "topup.ask"), "its rail")
                return own, hold, amount if o.kind == "withdraw.ask" else 0
            case "rail.done" | "rail.failed":
                name = hashed("key", bytes.fromhex(self.ledger) + bytes(20) + b"done:" + bytes.fromhex(b.of))
                uuid8 = f"{name[:12]}8{name[13:16]}{'89ab'[int(name[16], 16) & 3]}{name[17:32]}"
                need(o.id == uuid8, "its id is not the one of an answer about that object")
                booked, world = (thing.body.rail, b.reference), f"x:{thing.body.rail}:world"
                need(booked not in self.references, "the rail's reference was used before")
                self.references.add(booked)
                if o.kind == "rail.done":
                    ends = (hold, world) if thing.kind == "withdraw.ask" else (world, f"w:{thing.wallet}:main")
                    return *ends, thing.body.amount
            case "settle":
                need(o.id == hashed("settle", bytes.fromhex(b.of))[:32] and o.at == thing.due, "its id, or its time")
            case "envelope.send":
                seed, packed = self.seeds.get(o.id, (None, None))
                o.shares = shares(b, seed)
                drawn = b"".join(share.to_bytes(8, "big") for share in o.shares) if b.draw.commitment else None
                need(packed == drawn and min(o.shares) > 0, "its stored shares are not the ones that its seed draws")
                self.take_part(o, [] if isinstance(b.audience, str) else b.audience)
                self.sent[o.wallet, time // HOURS_24] += 1
                most, each = self.limits["most_packets"], self.limits.get(f"most_per_packet:{b.currency}")
                need(self.sent[o.wallet, time // HOURS_24] <= self.limits["most_envelopes_per_day"], "too many a day")
                need(b.count <= most and (each is None or b.amount <= each * b.count), "its packets are over a limit")
                return own, hold, amount
            case "envelope.grab":
                audience, lucky = thing.body.audience, thing.body.draw.commitment
                if isinstance(audience, str) and audience != "any":
                    check_signature(audience, b.proof, "claim", bytes.fromhex(thing.id + o.wallet))
                else:
                    need(b.proof is None and (audience == "any" or o.wallet in audience), "it is not for that wallet")
                need((thing.body.opens_at or 0) <= time, "the envelope is not open yet")
                need((thing.wallet, o.wallet) not in self.blocked, "its sender has blocked that wallet")
                need(o.wallet not in {*thing.takers, lucky and thing.wallet}, "that wallet may not grab, or not again")
                thing.takers.append(o.wallet)
                return hold, own, thing.shares[len(thing.takers) - 1]
            case "sale.pay":
                asked = {"to": thing.wallet, "amount": thing.body.amount, "currency": thing.body.currency}
                need(vars(b) | asked == vars(b), "the sale asks for something else")
                thing.takers, thing.left = [o.wallet], b.amount + b.tip
            case "refund":
                paid = thing.takers == [b.to] and b.currency == thing.body.currency and b.amount <= thing.left
                need(paid, "that is not how, or more than, it was paid")
                thing.left -= b.amount
        if o.kind in GIVES_BACK:
            return hold, f"w:{thing.wallet}:main", self.balances[f"{hold}:{thing.body.currency}"]
        if hasattr(b, "to"):
            return own, f"w:{b.to}:main", amount + getattr(b, "tip", 0)
        return "", "", 0


def verify(base: sqlite3.Connection, operator: str) -> Iterator[str]:
    """Name every fault of a ledger; the last line is its summary."""
    replay = Replay({row[0]: row[1:] for row in base.execute("SELECT lower(hex(object)), seed, shares FROM seeds")})
    roots, subtrees, used, last = list[bytes](), list[bytes](), set[Any](), 0
    transfers = (
        "SELECT d.name, c.name, substr(d.name, -3), amount_minor, effective FROM transfers LEFT JOIN accounts d"
        " ON d.id = debit LEFT JOIN accounts c ON c.id = credit WHERE n = ? ORDER BY position"
    )
    query = 'SELECT n, time, "order", signature, root, id, key, wallet, kind FROM entries ORDER BY n'
    for n, time, data, raw, root, *doubled in base.execute(query):
        signature, moved, kind = raw and raw.hex(), base.execute(transfers, (n,)).fetchall(), "unreadable"
        try:
            need(n == len(roots) + 1, f"entries before it are missing, from {len(roots) + 1} on")
            o = read(data)
            kind, name = o.kind, (o.wallet or o.key, o.id)
            raws = [value and bytes.fromhex(value) for value in (o.id, o.key, o.wallet)]
            need(doubled == [*raws, kind], "its columns are not what its order says")
            need(name not in used, "its id was used before")
            used.add(name)
            need(time >= last or kind == "clock.set", "its time is before the entry in front of it")
            need(not o.seen or roots[o.seen.size - 1].hex() == o.seen.root, "it follows another history")
            need(replay.moves(o, signature, time) == moved, "its transfers are not what its order comes to")
        except Exception as error:  # noqa: BLE001  whatever a forger wrote there, it is that entry's fault
            yield f"entry {n} ({kind}): {error if type(error) is ValueError else repr(error)}"
        for source, target, _, amount, _ in moved:
            replay.balances[source] -= amount
            replay.balances[target] += amount
        last, leaf = time, [n, time, sha256(data).hexdigest(), signature, moved]
        subtrees.append(sha256(b"\x00" + json.dumps(leaf, separators=(",", ":"), ensure_ascii=False).encode()).digest())
        # As RFC 6962 has it: whole subtrees, largest first, one for each bit of the size; folded, they are the root.
        size = len(roots)
        while size & 1:
            size, subtrees[-2:] = size // 2, [node(*subtrees[-2:])]
        roots.append(reduce(lambda right, left: node(left, right), reversed(subtrees)))
        if roots[-1] != root:
            yield f"entry {n}: its root is not the root of the log up to it"
    for (n,) in base.execute("SELECT DISTINCT n FROM transfers WHERE n NOT IN (SELECT n FROM entries)"):
        yield f"transfers of entry {n}, which is not there"
    sums = defaultdict[str, int](int)
    for name, balance, floor in base.execute("SELECT name, balance_minor, floor_minor FROM accounts"):
        sums[name[-3:]] += balance
        if balance != replay.balances[name] or floor != (None if name.startswith("x:") else replay.floors[name]):
            yield f"account {name}: its balance or floor is not what the log comes to"
    yield from (f"all {currency} balances come to {total} instead of 0" for currency, total in sums.items() if total)
    if base.execute("SELECT size, time, frontier FROM head").fetchall() != [(len(roots), last, b"".join(subtrees))]:
        yield "the head is not what the log comes to"
    yield from [] if replay.operator.startswith(operator) else [f"the operator's key is {replay.operator[:8]}"]
    yield f"GOOD entries={len(roots)} root={roots[-1].hex() if roots else '-'} ledger={replay.ledger}"


def main() -> int:
    """Verify the ledger that the command line names; 0 if all is well."""
    parser = argparse.ArgumentParser(description="Check a paycli ledger without paycli.")
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--operator", default="", metavar="FINGERPRINT", help="like 5e:9a:01:7c, or the whole key id")
    asked = parser.parse_args()
    try:
        base = sqlite3.connect(asked.ledger.resolve().as_uri() + "?mode=ro", uri=True, isolation_level=None)
        base.execute("BEGIN")
        *faults, summary = verify(base, asked.operator.replace(":", "").lower())
    except (sqlite3.Error, TypeError, ValueError, AttributeError) as error:
        faults, summary = [f"the file cannot be read as a ledger: {error}"], ""
    print(*(line.encode("unicode_escape").decode() for line in faults or [summary]), sep="\n")  # forgers name accounts
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
