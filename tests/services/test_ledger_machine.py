"""A circle that does anything in any order, against a model in plain dictionaries; the audit must stay good."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from paycli.domain import draw
from paycli.domain.accounts import tips_account
from paycli.errors import (
    AlreadyEnded,
    AlreadyGrabbed,
    AlreadyRefunded,
    EnvelopeCancelled,
    EnvelopeEmpty,
    EnvelopeExpired,
    InsufficientFunds,
    NotAllowed,
    NotForYou,
    OwnEnvelope,
    PaycliError,
    SaleExpired,
    SelfPayment,
    ShopOnly,
    TipsShort,
)
from paycli.services.engine.posting import settle_due
from paycli.signing import CRYPTO
from paycli.store.memory.book import MemoryBook
from tests.support import counter_bodies
from tests.support.auditing import faults_of
from tests.support.circle import Circle

WHO = st.sampled_from(["ming", "li", "bo", "cafe"])
AMOUNT = st.integers(1, 3000)


class LedgerMachine(RuleBasedStateMachine):
    """People send, grab, sell, refund and let time pass; the model keeps only balances and what each envelope holds."""

    envelopes = Bundle("envelopes")
    sales = Bundle("sales")
    paid = Bundle("paid")

    @initialize()
    def begin(self) -> None:
        self.book = MemoryBook(CRYPTO)
        self.circle = Circle(self.book, cash_minor=5000)
        self.balances = dict.fromkeys(self.circle.people, 5000)
        self.held: dict[str, int] = {}
        self.senders: dict[str, str] = {}
        self.due: dict[str, int] = {}
        self.tips = 0

    def _refused(self, action: Any, *allowed: type[PaycliError]) -> Any:
        """Do something; a refusal must be one of those allowed, and then nothing may have moved."""
        try:
            return action()
        except allowed:
            return None

    @rule(payer=WHO, payee=WHO, amount=AMOUNT)
    def send(self, payer: str, payee: str, amount: int) -> None:
        self._settle_model()
        posted = self._refused(lambda: self.circle.send(payer, payee, amount), InsufficientFunds, SelfPayment)
        assert (posted is not None) == (payer != payee and self.balances[payer] >= amount)
        if posted:
            self.balances[payer] -= amount
            self.balances[payee] += amount

    @rule(target=envelopes, sender=WHO, amount=AMOUNT, packets=st.integers(1, 5), rule=st.sampled_from(draw.RULES))
    def envelope(self, sender: str, amount: int, packets: int, rule: str) -> Any:
        self._settle_model()
        amount = max(amount, packets)
        expires_ms = 3_600_000
        posted = self._refused(
            lambda: self.circle.envelope(sender, amount, packets, rule=rule, expires_ms=expires_ms), InsufficientFunds
        )
        assert (posted is not None) == (self.balances[sender] >= amount)
        if posted is None:
            return multiple()
        self.balances[sender] -= amount
        self.held[posted.order.name] = amount
        self.senders[posted.order.name] = sender
        self.due[posted.order.name] = posted.time + expires_ms
        return posted.order.name

    @rule(envelope=envelopes, grabber=WHO)
    def grab(self, envelope: str, grabber: str) -> None:
        self._settle_model()
        posted = self._refused(
            lambda: self.circle.grab(grabber, envelope),
            AlreadyGrabbed, EnvelopeEmpty, EnvelopeExpired, EnvelopeCancelled, OwnEnvelope, NotForYou,
        )  # fmt: skip
        if posted:
            amount = posted.transfers[0].amount_minor
            self.held[envelope] -= amount
            self.balances[grabber] += amount

    @rule(envelope=envelopes)
    def cancel(self, envelope: str) -> None:
        self._settle_model()
        sender = self.senders[envelope]
        body = {"of": envelope}
        posted = self._refused(lambda: self.circle.do("cancel", body, self.circle.people[sender]), AlreadyEnded)
        assert (posted is not None) == (self.held[envelope] > 0)
        if posted:
            self.balances[sender] += self.held[envelope]
            self.held[envelope] = 0

    @rule(target=sales, seller=WHO, amount=AMOUNT)
    def charge(self, seller: str, amount: int) -> Any:
        self._settle_model()
        body = counter_bodies.sale(amount)
        posted = self._refused(lambda: self.circle.do("sale.new", body, self.circle.people[seller]), ShopOnly)
        assert (posted is not None) == (seller == "cafe")
        return (posted.order.name, amount) if posted else multiple()

    @rule(target=paid, sale=consumes(sales), payer=WHO, tip=st.integers(0, 50))
    def pay(self, sale: tuple[str, int], payer: str, tip: int) -> Any:
        self._settle_model()
        sale_id, amount = sale
        body = counter_bodies.pay(sale_id, self.circle.people["cafe"].wallet, amount, tip=tip)
        posted = self._refused(
            lambda: self.circle.do("sale.pay", body, self.circle.people[payer]),
            InsufficientFunds, SaleExpired, SelfPayment,
        )  # fmt: skip
        if posted is None:
            return multiple()
        self.balances[payer] -= amount + tip
        self.balances["cafe"] += amount
        self.tips += tip
        return (sale_id, payer, [amount, tip])

    @rule(sale=paid, amount=AMOUNT | st.just(0), tip=st.integers(0, 30))
    def refund(self, sale: tuple[str, str, list[int]], amount: int, tip: int) -> None:
        self._settle_model()
        sale_id, payer, left = sale
        body = counter_bodies.refund(sale_id, self.circle.people[payer].wallet, amount, tip=tip)
        posted = self._refused(
            lambda: self.circle.do("refund", body, self.circle.people["cafe"]),
            AlreadyRefunded, InsufficientFunds, NotAllowed, TipsShort,
        )  # fmt: skip
        has_all = self.balances["cafe"] >= amount and self.tips >= tip
        assert (posted is not None) == (amount <= left[0] and tip <= left[1] and amount + tip > 0 and has_all)
        if posted:
            left[:] = left[0] - amount, left[1] - tip
            self.balances["cafe"] -= amount
            self.tips -= tip
            self.balances[payer] += amount + tip

    @rule(payee=WHO, amount=st.integers(1, 60))
    def pay_out_tips(self, payee: str, amount: int) -> None:
        """Whoever they go to, the shop itself too."""
        self._settle_model()
        body = {"to": self.circle.people[payee].wallet, "amount": amount, "currency": "EUR", "note": None}
        posted = self._refused(lambda: self.circle.do("tips.send", body, self.circle.people["cafe"]), TipsShort)
        assert (posted is not None) == (self.tips >= amount)
        if posted:
            self.tips -= amount
            self.balances[payee] += amount

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes: int) -> None:
        self.circle.clock.now += minutes * 60_000

    @rule()
    def tick(self) -> None:
        self._settle_model()
        settle_due(self.book, self.circle.clock)

    def _settle_model(self) -> None:
        """Whoever acts next settles what is due: the model does it before each action, as the door does."""
        for envelope, due in self.due.items():
            if self.circle.clock.now >= due and self.held[envelope]:
                self.balances[self.senders[envelope]] += self.held[envelope]
                self.held[envelope] = 0

    @invariant()
    def the_books_are_right(self) -> None:
        if not hasattr(self, "circle"):
            return
        with self.book.view() as view:
            total = sum(account.balance_minor for account in view.everything().accounts.values())
        assert total == 0

    def teardown(self) -> None:
        if not hasattr(self, "circle"):
            return
        settle_due(self.book, self.circle.clock)
        self._settle_model()
        assert {who: self.circle.balance(who) for who in self.balances} == self.balances
        with self.book.view() as view:
            assert view.account(tips_account(str(self.circle.people["cafe"].wallet), "EUR")).balance_minor == self.tips
        assert faults_of(self.book, str(self.circle.ledger)) == []


LedgerMachine.TestCase.settings = settings(max_examples=100, stateful_step_count=30)
TestLedger = LedgerMachine.TestCase
