"""The second opinion decides as the package does: in random histories it takes the same orders, and moves the same."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain import draw
from paycli.domain.ids import claim_message, key_id, name_of, settle_id, uuid8_of_key
from paycli.domain.kinds import KINDS
from paycli.domain.lives import LIVES, MADE_BY, asked_by
from paycli.domain.rules.judge import judge
from paycli.domain.rules.people import wallet_of
from paycli.domain.rules.rails import done_key
from paycli.domain.state import DONE, PENDING, Place
from paycli.errors import PaycliError
from paycli.signing import claim_proof, claim_seed, public_of, sandbox_seed, sign, sign_order
from tests.support import second_verifier
from tests.support.counter_histories import AT_COUNTER, BY_A_TILL, COUNTER_BODIES, labels, same_counters
from tests.support.histories import ABOUT, ANSWERS, BY_MAKER, LIMITS, OFTEN, members_of
from tests.support.history_choices import NOWHERE, Chooser
from tests.support.mandates import any_scope, mandates_among
from tests.support.orders import make_order
from tests.support.people_histories import PEOPLE_BODIES, Paid

if TYPE_CHECKING:
    from paycli.domain.orders import Order
    from paycli.domain.state import Changes

SECRET, HASH = b"a bearer secret.", "5a" * 32
HOUR_MS = 3_600_000
PAUSES_MS = (0, 0, 1_000, 20_000)
CLAIM, DRAWN = public_of(claim_seed(SECRET)), bytes(range(32))


class History(Chooser):
    """Both readers at work on one history, and a source of orders, most of which are nearly right."""

    def __init__(self, number: int, money: str, admission: str, amounts: tuple[int, ...]) -> None:
        super().__init__(number, amounts)
        self.second = second_verifier.State({})
        self.n, self.ledger = 0, ""
        # The ids under which something was made.
        self.used: list[str] = []
        self.paid = Paid()
        self.taken, self.refused = dict.fromkeys(KINDS, 0), dict.fromkeys(KINDS, 0)
        self.by_mandate, self.at_counter = set[str](), set[str]()
        self.operator = self.bank = self.new_seed()
        body = {
            "public": public_of(self.operator), "currencies": [["EUR", 2], ["JPY", 0]], "zone": "UTC", "money": money,
            "admission": admission,
        }  # fmt: skip
        while not self.state.registry.ledger:
            self.decide("ledger.open", body, self.operator, None, self.new_id())
        self.ledger = self.state.registry.ledger
        self.bank = sandbox_seed(self.ledger)

    # --- choosing ----------------------------------------------------------------------------------------------------
    def thing(self, kind: str) -> Any:
        """Choose what an order of a kind is about, rarely any object: a new one, open, due or paid as it should be."""
        kinds = self.rarely({item.kind for item in self.state.objects.values()}, ABOUT[kind])
        found = [item for item in self.state.objects.values() if item.kind in kinds]
        over, state = kind in {"settle", "refund"}, DONE if kind == "refund" else PENDING
        fitting = [item for item in found if item.is_over(self.time) == over and item.state == state]
        if kind == "sale.take":
            fitting = [item for item in fitting if item.till]
        return self.one(*(self.rarely(None, fitting) or found)[-6:]) if found else None

    # --- deciding ----------------------------------------------------------------------------------------------------
    def decide(self, kind: str, body: dict[str, Any], seed: bytes, wallet: str | None, order_id: str) -> Order | None:
        """Let both decide on an order; they must agree, and what they take changes the state of both."""
        if kind == "settle":
            at = (self.state.objects[body["of"]].due or self.time) + self.rarely(1, 0)
            order, signature = make_order(kind, body, id=order_id, at=at, key=None, ledger=self.ledger), None
        else:
            at, key = (
                self.time - self.rarely(self.one(900_000, 900_001, -300_000, -300_001), 0),
                key_id(public_of(seed)),
            )
            order = make_order(kind, body, id=order_id, at=at, key=key, ledger=self.ledger or None, wallet=wallet)
            signature = sign_order(seed, order)
        shares = self.shares(order)
        ours = self.judged(order)
        # What it took in before it refused is of no account: a log with one fault is never right again.
        second = self.second if ours is not None else deepcopy(self.second)
        theirs: list[tuple[Any, ...]] | Exception
        try:
            theirs = [*second_verifier.moves(second, second_verifier.read(order.data), signature, self.time)]
        except Exception as error:  # noqa: BLE001  whatever it raises is a fault of that entry
            theirs = error
        if ours is None:
            assert isinstance(theirs, Exception), (order, theirs)
            self.refused[kind] += 1
            return None
        assert theirs == list(ours.transfers), order
        for move in ours.transfers:
            self.second.balances[move.debit] -= move.amount_minor
            self.second.balances[move.credit] += move.amount_minor
        self.state.apply(ours)
        self.paid.note(order)
        if shares:
            self.state.shares[order.name] = shares
        if kind in MADE_BY:
            self.used.append(order_id)
        self.by_mandate |= {kind} if getattr(self.state.keys.get(str(order.key)), "scope", None) else set()
        self.at_counter |= set(labels(order, self.state))
        self.taken[kind], self.n = self.taken[kind] + 1, self.n + 1
        return order

    def judged(self, order: Order) -> Changes | None:
        try:
            self.state.payments.clear()
            self.state.payments.update(self.paid.payments(order))
            return judge(order, self.state, Place(self.n + 1, self.time))
        except PaycliError:
            return None

    def shares(self, order: Order) -> tuple[int, ...] | None:
        """Draw a lucky envelope and lay its seed where the second opinion looks for it."""
        body = order.body
        if order.kind != "envelope.send" or body.draw.commitment is None or body.amount_minor < body.packets:
            return None
        shares = draw.shares(body.draw.rule, body.amount_minor, body.packets, DRAWN)
        self.second.seeds[order.name] = DRAWN, b"".join(share.to_bytes(8, "big") for share in shares)
        return shares

    # --- orders ------------------------------------------------------------------------------------------------------
    def step(self, kind: str) -> None:
        """Try an order of a kind, about something if its kind is, by somebody who is mostly the right one."""
        # Only the operator's clock may jump, and back again: what was counted for a day is not counted anew.
        self.time += self.one(0, HOUR_MS, 24 * HOUR_MS, -24 * HOUR_MS) if kind == "clock.set" else self.one(*PAUSES_MS)
        thing: Any = self.thing(kind) if kind in ABOUT else None
        new = self.rarely(self.one(self.operator, *(seed for seed, _ in self.owners)), self.new_seed())
        if (kind in ABOUT and thing is None) or (kind == "wallet.open" and len(self.owners) >= 12):
            return
        seed, wallet = self.signer(kind, thing, new)
        order_id = self.new_id()
        if kind in MADE_BY and self.used:
            # What another wallet makes under the same id has another name.
            order_id = self.rarely(self.one(*self.used), order_id)
        if kind in {"rail.done", "rail.failed"}:
            order_id = self.rarely(order_id, uuid8_of_key(self.ledger, None, done_key(thing.id)))
        if kind == "settle":
            order_id = self.one(order_id, settle_id(thing.id), settle_id(thing.id))
        body = self.body(kind, thing, new, order_id, (seed, wallet or NOWHERE))
        order = self.decide(kind, body, seed, wallet, order_id)
        if order and kind in {"wallet.open", "key.add"}:
            self.owners.append((new, wallet_of(order.data) if kind == "wallet.open" else str(wallet)))

    def signer(self, kind: str, thing: Any, new: bytes) -> tuple[bytes, str | None]:
        """Choose who signs, and the wallet that the order says it is of."""
        party, fitting = KINDS[kind].signed_by, self.admitted(yes=kind != "wallet.admit")
        if "shop" in party:
            fitting = [owner for owner in fitting if self.state.wallets[owner[1]].shop]
        if kind == "sale.pay":
            fitting = [owner for owner in fitting if owner[1] != thing.maker]
        if kind == "group.remove":
            fitting = [owner for owner in self.owners if owner[1] in members_of(thing)]
        if kind in BY_MAKER:
            fitting = [owner for owner in self.owners if owner[1] == thing.maker]
        if kind in ANSWERS and LIVES[thing.kind].asks:
            fitting = [owner for owner in self.owners if owner[1] in asked_by(thing)]
        if kind == "envelope.grab" and isinstance(getattr(thing.body, "audience", None), tuple):
            fitting = [owner for owner in self.owners if owner[1] in thing.body.audience]
        fitting = self.one(fitting, mandates_among(self, fitting, thing if kind == "cancel" else None) or fitting)
        alone: dict[str, bytes] = {"operator": self.operator, "new": new, "nobody": new, "rail": self.bank}
        seed, wallet = self.one(*(self.rarely(None, fitting) or self.owners or [(self.operator, NOWHERE)]))
        if party[0] in alone and not (kind == "wallet.admit" and self.one(True, False)):
            seed, wallet = alone[party[0]], None
        if thing and thing.rail == "cash":
            seed = self.rarely(seed, self.operator)
        return self.rarely(self.one(self.operator, self.bank, new), seed), wallet

    def body(self, kind: str, thing: Any, new: bytes, order_id: str, by: tuple[bytes, str]) -> dict[str, Any]:
        """Give a body that is mostly right."""
        to, money, mine = self.wallet(admitted=kind != "wallet.admit"), self.money(), by[1]
        if kind in COUNTER_BODIES:
            return COUNTER_BODIES[kind](self, thing, to, money, by)
        if kind in PEOPLE_BODIES:
            return PEOPLE_BODIES[kind](self, thing, to, money, by)
        return self.of_things(kind, thing, to, money, mine) if thing else self.of_money(kind, to, money, mine) or {
            "wallet.open": {"public": public_of(new), "handle": HASH, "name": None, "shop": self.one(True, False)},
            "wallet.invite": {
                "claim": self.rarely(HASH, CLAIM), "handle": self.one(None, HASH), "expires_ms": self.one(1, HOUR_MS),
            },
            "wallet.admit": {"wallet": to, "invite": self.rarely(order_id, None), "proof": None},
            "wallet.reject": {"wallet": self.wallet(admitted=False)},
            "key.add": {
                "public": public_of(new), "scope": self.one(None, *[any_scope(self, to, mine)] * 3),
                "proof": sign(new, claim_message(name_of(order_id, mine), self.rarely(to, mine))),
            },
            "key.revoke": {"key": self.one(*self.state.keys)},
            "rail.admit": {
                "rail": self.one("sandbox", "bank", "cash"), "public": public_of(self.one(new, self.bank)),
            },
            "setting.set": self.setting(self.one(*LIMITS)),
            "group.new": {"handle": HASH, "members": sorted({self.wallet() for _ in range(self.one(0, 1, 2))})},
            "wallet.rename": {"name": self.one(None, HASH)},
            "contact.block": {"wallet": to, "blocked": self.one(True, True, False)},
            "currency.add": {"currency": self.one("EUR", "CHF"), "exponent": 2},
            "clock.set": {"now": self.time + self.one(0, 300_000, 300_001, -300_001)},
        }[kind]  # fmt: skip

    def setting(self, name: str) -> dict[str, Any]:
        """Give the body of an order that sets a limit, or takes it away."""
        some = (
            (1, 2, 2)
            if name in {"most_envelopes_per_day", "most_join_requests", "most_open_requests", "most_requests_per_day"}
            else (None, 9_00)
        )
        return {"name": name, "value": self.one(None, *some)}

    def of_money(self, kind: str, to: str, money: dict[str, Any], mine: str) -> dict[str, Any] | None:
        """Give the body of an order about money alone, or None."""
        rule = self.one(*draw.RULES)
        draws = {"rule": rule, "commitment": None if rule == draw.EQUAL else draw.commitment(DRAWN)}
        audience = self.one("any", CLAIM, sorted({to, mine}))
        opens_at, lasts = self.one(None, None, 0, self.time + 30_000), {"expires_ms": self.one(1, *[HOUR_MS] * 3)}
        return {
            "credit.set": {"wallet": to, **money, "amount": self.one(0, 5_00, 10_00)},
            "send": {"to": to, **money, "note": None},
            "cash.in": {"wallet": to, **money, "amount": self.one(*self.amounts[-2:]), "note": None},
            "topup.ask": {"rail": self.one("cash", "sandbox", "sandbox", "bank"), **money},
            "withdraw.ask": {"rail": self.one("cash", "sandbox", "bank"), **money},
            "envelope.send": {
                **money, "count": self.one(1, 2, 9), "opens_at": opens_at, "note": None, "draw": draws,
                "audience": audience, **lasts,
            },
            "batch.send": {"label": None, "currency": money["currency"], "rows": self.rows(to, money)},
            "batch.new": {
                "label": None, "currency": money["currency"], "total": money["amount"], "count": self.one(1, 2, 9),
                **lasts,
            },
        }.get(kind)  # fmt: skip

    def rows(self, to: str, money: dict[str, Any]) -> list[list[Any]]:
        """Give the rows of a batch that is one order, of which one payee may have several."""
        payees = [to, *(self.one(to, self.wallet()) for _ in range(self.one(0, 1, 2, 4)))]
        return [[each, self.one(1, 2, money["amount"]), self.one(None, HASH)] for each in payees]

    def of_things(self, kind: str, thing: Any, to: str, money: dict[str, Any], mine: str) -> dict[str, Any]:
        """Give the body of an order about an object."""
        proof = claim_proof(self.one(SECRET, SECRET, b"what was heard."), thing.id, self.rarely(to, mine))
        proof_or_not = proof if (getattr(thing.body, "audience", None) == CLAIM) != self.rarely(True, False) else None
        row = {"of": thing.id, "to": to, "note": None}
        by_invitation = {"wallet": mine, "invite": thing.id, "proof": self.rarely(None, proof)}
        return {
            "wallet.admit": self.one(by_invitation, {"wallet": to, "invite": None, "proof": None}),
            "envelope.grab": {"envelope": thing.id, "proof": proof_or_not},
            "rail.done": {"of": thing.id, "reference": f"r{self.one(*range(99))}"},
            "rail.failed": {"of": thing.id, "reference": f"r{self.one(*range(99))}"},
            "group.add": {"of": thing.id, "wallets": [to]},
            "batch.row": {**self.rarely(money, {"amount": 1, "currency": thing.currency or "EUR"}), **row},
            "group.remove": {"of": thing.id, "wallets": [self.one(mine, *members_of(thing)[1:], mine)]},
        }.get(kind, {"of": thing.id})


SMALL, HUGE = (1, 2, 7, 100, 5_00, 12_50, 100_00), (10**15 - 1, 2, 4 * 10**14, 3 * 10**14, 2 * 10**14)
LEDGERS = (
    ("play", "operator", SMALL), ("play", "open", SMALL), ("real", "operator", SMALL), ("play", "open", HUGE),
)  # fmt: skip


@pytest.mark.slow
def test_both_decide_the_same_in_random_histories() -> None:
    taken, refused, by_mandate, at_counter = set[str](), set[str](), set[str](), set[str]()
    for number, ledger in enumerate(LEDGERS * 2):
        history = History(number, *ledger)
        for _ in range(1_600):
            history.step(history.one(*OFTEN, *(kind for kind in KINDS if kind != "ledger.open")))
        assert same_counters(history.state, history.second)
        taken |= {kind for kind, times in history.taken.items() if times}
        refused |= {kind for kind, times in history.refused.items() if times}
        by_mandate |= history.by_mandate
        at_counter |= history.at_counter
    assert taken == set(KINDS)
    assert {kind for kind, row in KINDS.items() if "mandate" in row.signed_by} - by_mandate <= {"refund"}
    assert refused | {"ledger.open"} == set(KINDS)
    assert at_counter == {*AT_COUNTER, BY_A_TILL}
