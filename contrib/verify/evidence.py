"""The entries of a receipt: what they come to, decided by the rules of the log as far as a few entries allow that.

Not in a receipt, and so not checked: the payer's wallet and key, whether the shop was admitted, shifts, balances, and
keys of the shop that only took the money or gave it back.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from checks import need
from kinds import KINDS
from mandates import check_mandate
from orders import Thing
from people import take_key
from reading import read
from receipt_shape import canonical
from replay import NEVER_MS, decide, find_thing
from rights import MANDATE, NEW, check_key, check_time
from rules import Case
from state import OPERATOR, State
from tills import no_totals
from tree import leaf_of, root_by

if TYPE_CHECKING:
    from typing import Any

    from orders import Order
    from receipt_shape import Facts, Receipt

# Who signs what a receipt may have: nobody's wallet, the shop's, or the payer's.
FIRST = {"ledger.open": NEW, "wallet.open": NEW, "currency.add": OPERATOR}
SHOPS = {"key.add", "sale.new", "sale.take", "refund"}
PAYERS = {"sale.pay"}
# The keys of these need not be in the receipt.
LOOSE = {"sale.pay", "sale.take", "refund"}


class Entry(NamedTuple):
    """An entry of a receipt, and the order in it."""

    number: int
    order: Order
    signature: str | None
    time: int


class Evidence:
    """What the entries of a receipt come to, as far as they were read."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.state = State({})
        self.entries: list[Entry] = []
        # Who signed something with a key that is not in the receipt.
        self.unknown: set[str | None] = set()

    def of(self, *kinds: str) -> list[Entry]:
        """Give the entries of some kinds, in their order."""
        return [entry for entry in self.entries if entry.order.kind in kinds]

    @property
    def sale(self) -> Entry:
        """Give the entry of the sale."""
        return self.of("sale.new")[0]

    @property
    def payment(self) -> Entry:
        """Give the entry that ended the sale."""
        return self.of("sale.pay", "sale.take")[0]

    def take_in(self, row: dict[str, Any]) -> None:
        """Read one entry, check all that can be checked of it, and take in what it changes.

        Raises:
            ValueError: something of it is wrong, and the message names the entry.
        """
        kind = "unreadable"
        try:
            need(not self.entries or row["n"] > self.entries[-1].number, "it does not come behind the one before it")
            data = row["order"].encode()
            check_path(self.facts, row, data)
            order = read(data)
            kind = order.kind
            self.entries.append(Entry(row["n"], order, row["signature"], row["time"]))
            moved = self._decide(self.entries[-1])
            need(moved == row["transfers"], "its transfers are not what its order comes to")
        except Exception as error:
            # Whatever a forger wrote there, it is that entry's fault.
            said = error if type(error) is ValueError else repr(error)
            raise ValueError(f"entry {row['n']} ({kind}): {said}") from error

    def _decide(self, entry: Entry) -> list[list[Any]]:
        """Give the transfers that an entry comes to."""
        order, time, state = entry.order, entry.time, self.state
        need(order.kind in {*FIRST, *SHOPS, *PAYERS}, "it does not belong into a receipt")
        # Only the shape of `ledger.open` lets it be null.
        need(order.ledger in {None, state.ledger}, "it is for another ledger")
        need(not order.seen or order.seen.size < entry.number, "it saw more of the log than there was")
        check_time(order, time)
        self._check_signer(entry)
        kind, case = KINDS[order.kind], Case(order, time)
        if order.kind == "key.add":
            take_key(state, order)
            return []
        if order.kind in {"sale.new", "refund"}:
            self._assume_shift(order)
        if order.kind in PAYERS:
            state.admitted.add(order.owner)
        case.found = find_thing(state, kind, order, time)
        if order.kind in {"sale.new", "sale.take"}:
            check_mandate(state, kind, case)
        moves = decide(state, kind, case)
        if order.kind == "wallet.open":
            need(sha256(order.data).hexdigest()[:40] == self.facts["shop"], "it is not the one that opened the shop")
            need(order.body.shop, "it opened a wallet that is no shop")
            state.admitted.add(self.facts["shop"])
        currency = getattr(order.body, "currency", "")
        return [
            [f"{move.source}:{currency}", f"{move.target}:{currency}", currency, move.amount, time] for move in moves
        ]

    def _check_signer(self, entry: Entry) -> None:
        """Refuse an order of somebody else, and a signature that does not fit, where its key is in the receipt."""
        order, shop = entry.order, self.facts["shop"]
        if order.kind in SHOPS:
            need(order.wallet == shop, "it is not the shop's")
        else:
            is_payers = order.kind in PAYERS
            need(bool(order.wallet) == is_payers and order.wallet != shop, "it is of the wrong wallet")
        if order.kind in LOOSE and order.key not in self.state.keys:
            need(order.key and entry.signature, "nobody signed it")
            self.unknown.add(order.key)
            return
        party = check_key(self.state, order, entry.signature)
        need(party == FIRST.get(order.kind, order.wallet), "its key may not sign it")
        is_mandate = order.key in self.state.scopes
        need(not is_mandate or MANDATE in KINDS[order.kind].signed_by, "its key is a mandate, which may not sign it")

    def _assume_shift(self, order: Order) -> None:
        """Take a shift that an order names for one of its till and currency which is open then."""
        shift = order.body.shift
        if shift and shift not in self.state.things:
            thing = Thing(replace(order, kind="shift.open"), NEVER_MS, notes=SimpleNamespace(totals=no_totals()))
            self.state.things[shift] = thing


def check_path(facts: Facts, row: dict[str, Any], data: bytes) -> None:
    """Refuse an entry that is not the leaf of its number below the root.

    Raises:
        ValueError: it is not.
    """
    need(row["n"] <= facts["size"], "it is behind the end of the log")
    leaf = [row["n"], row["time"], sha256(data).hexdigest(), row["signature"], row["transfers"]]
    path = [bytes.fromhex(each) for each in row["path"]]
    root = root_by(path, leaf_of(canonical(leaf)), row["n"] - 1, facts["size"])
    need(root.hex() == facts["root"], "its path does not lead to the root")


def evidence_of(receipt: Receipt) -> Evidence:
    """Read all entries of a receipt, which are exactly those that it needs.

    Raises:
        ValueError: one of them is wrong, is missing, or is one too many.
    """
    facts = receipt.facts
    found = Evidence(facts)
    for row in receipt.entries:
        found.take_in(row)
    for kind in ("ledger.open", "wallet.open", "sale.new"):
        need(len(found.of(kind)) == 1, f"there is not just one {kind} among the entries")
    need(found.state.ledger == facts["ledger"], "its ledger.open is not that of the ledger")
    need(found.sale.order.name == facts["sale"], "its sale.new is another sale's")
    need(found.of("sale.pay", "sale.take"), "nothing among the entries pays the sale")
    opened = [code for code, _ in found.state.terms.currencies]
    currency = found.sale.order.body.currency
    wanted = [] if currency in opened else [currency]
    added = [entry.order.body.currency for entry in found.of("currency.add")]
    need(added == wanted, "its currency.add is missing, or is one too many")
    check_chain(found, facts["key"])
    return found


def check_chain(found: Evidence, voucher: str) -> None:
    """Refuse keys that are not there, or that nothing needs: each is added by one before it, up to the shop's first.

    Raises:
        ValueError: there is one.
    """
    first = found.of("wallet.open")[0].order.key
    adders = {sha256(bytes.fromhex(each.order.body.public)).hexdigest(): each.order.key for each in found.of("key.add")}
    needed = set[str | None]()
    for start in (voucher, found.sale.order.key):
        key: str | None = start
        while key != first and key not in needed:
            need(key in adders, f"the key.add of the key {key} is missing")
            needed.add(key)
            key = adders[key or ""]
    need(needed == adders.keys(), "there is a key.add among the entries that nothing needs")
    late = found.unknown & {first, *adders}
    need(not late, "a key signed an order before it was there")
