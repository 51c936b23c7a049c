"""What a ledger comes to after some of its entries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from checks import key_name, need
from values import AMOUNT_BOUND, HOURS_24_MS

if TYPE_CHECKING:
    from orders import Thing

OPERATOR = "operator"
# The limits that hold unless the operator sets others; the other settings have no limit by default.
DEFAULT_LIMITS = {
    "most_packets": 500,
    "most_envelopes_per_day": 500,
    "most_join_requests": 100,
    "most_open_requests": 5,
    "most_requests_per_day": 50,
}


class Paid(NamedTuple):
    """What an order paid a wallet: who paid, in which currency, and how much of it was not given back."""

    payer: str
    currency: str
    left: int


@dataclass
class State:
    """All that later orders are decided by."""

    # For each envelope the seed and the shares that lie beside the log.
    seeds: dict[str, tuple[bytes | None, bytes | None]]

    # The ledger's id, the operator's key, the body of `ledger.open`, and the settings.
    ledger: str = ""
    operator: str = ""
    terms: SimpleNamespace = field(default_factory=SimpleNamespace)
    currencies: set[str] = field(default_factory=set)
    limits: dict[str, int | None] = field(default_factory=lambda: {**DEFAULT_LIMITS})

    # For each key its public key and its party: the operator, a rail or a wallet. For each rail its party.
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    # For each key that was revoked when that was.
    revoked: dict[str, int] = field(default_factory=dict)
    # For each key that is a mandate its scope, and for each counter of its caps the last period, and how much is used.
    scopes: dict[str, SimpleNamespace] = field(default_factory=dict)
    used: dict[tuple[str, int, str], tuple[int, int]] = field(default_factory=dict)
    rails: dict[str, str] = field(default_factory=lambda: {"cash": OPERATOR})
    references: set[tuple[str, str]] = field(default_factory=set)

    # For each wallet the body of `wallet.open`. A pair in `blocked` is who blocks and who is blocked.
    wallets: dict[str, SimpleNamespace] = field(default_factory=dict)
    admitted: set[str] = field(default_factory=set)
    # For each wallet that asks to be admitted, until when it does.
    asking: dict[str, int] = field(default_factory=dict)
    blocked: set[tuple[str, str]] = field(default_factory=set)
    # For each wallet whom it trusts, and by wallet and name what it chose for itself.
    trusted: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    choices: dict[tuple[str, str], str] = field(default_factory=dict)

    things: dict[str, Thing] = field(default_factory=dict)
    # By wallet and kind of order the last day with such an order, and how many there were on it.
    made_today: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    # By who asks and who is asked: until when each request asks that was neither answered nor cancelled, in order.
    asked_until: defaultdict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    # By the name of an order and the wallet that it paid: what the wallet may still give back of that.
    paid: dict[tuple[str, str], Paid] = field(default_factory=dict)

    # By shop, and what is counted: the sales and shifts of each till, and how many of the shifts were closed.
    counters: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    # By the names of the accounts.
    balances: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    floors: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def floor_of(self, account: str) -> int | None:
        """Give how far an account may fall; the world behind a rail has no floor, that around a drawer the lowest."""
        if account.startswith("x:"):
            return None
        return 1 - AMOUNT_BOUND if account.startswith("t:") and ":world:" in account else self.floors[account]

    def add_key(self, public: str, party: str) -> None:
        """Give a party a key that is nobody's yet.

        Raises:
            ValueError: the key belongs to a party already.
        """
        key = key_name(public)
        need(key not in self.keys, "its key belongs to somebody already")
        self.keys[key] = public, party

    def may_name(self, wallet: str, named: str) -> bool:
        """Tell whether a wallet may name another one: it is admitted, and has not blocked the first."""
        return named in self.admitted and (named, wallet) not in self.blocked

    def trusts(self, wallet: str, other: str) -> bool:
        """Tell whether a wallet trusts another one."""
        return other in self.trusted.get(wallet, ())

    def choice(self, wallet: str, name: str) -> str:
        """Give what a wallet chose for itself."""
        return self.choices.get((wallet, name), "all")

    def count_today(self, wallet: str, kind: str, time: int) -> int:
        """Count one more order of a kind for its day, and give how many of the wallet there are on that day."""
        last_day, made = self.made_today.get((wallet, kind), (0, 0))
        # Behind a clock that was set back, an order counts for the later day.
        day = max(last_day, time // HOURS_24_MS)
        self.made_today[wallet, kind] = day, made + 1 if day == last_day else 1
        return self.made_today[wallet, kind][1]
