"""Whatever is put into envelopes and whoever grabs: exact sums, each its share of the seed, and the audit agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paycli.domain import draw
from paycli.domain.accounts import hold_account, main_account
from paycli.domain.state import Needs
from paycli.signing import CRYPTO, derive
from paycli.store.memory.book import MemoryBook
from tests.support.auditing import faults_of
from tests.support.circle import Circle

if TYPE_CHECKING:
    from paycli.domain.orders import Order
    from paycli.domain.state import State
    from paycli.services.engine.posting import Posted

GUESTS = tuple(f"guest{number}" for number in range(8))
PURSE = 10**12


class Plan(NamedTuple):
    """An envelope, who grabs from it in which order, and how it ends."""

    rule: str
    amount_minor: int
    packets: int
    grabbers: tuple[str, ...]
    end: str


@st.composite
def envelope_plans(strategy: st.DrawFn) -> Plan:
    packets = strategy(st.one_of(st.integers(1, 12), st.integers(1, 300)))
    # Few units a packet are where rounding goes wrong; the rest is for carries and bounds.
    amounts = st.one_of(st.integers(packets, packets * 3), st.integers(packets, PURSE // 8))
    order = tuple(strategy(st.permutations(GUESTS)))[: strategy(st.integers(0, len(GUESTS)))]
    rule, end = strategy(st.sampled_from(draw.RULES)), strategy(st.sampled_from(("open", "cancel", "due", "due later")))
    return Plan(rule, strategy(amounts), packets, order[:packets], end)


def stored(circle: Circle, envelope: str) -> State:
    with circle.book.view() as view:
        return view.load(Needs(objects=(envelope,)))


def came_back(circle: Circle, envelope: str) -> int:
    purse = main_account(str(circle.people["ming"].wallet), "EUR")
    with circle.book.view() as view:
        moved = [transfer for entry in view.entries_about(envelope) for transfer in entry.transfers]
    return sum(each.amount_minor for each in moved if each[:2] == (hold_account(envelope, "EUR"), purse))


def played(circle: Circle, plan: Plan) -> tuple[Order, list[Posted]]:
    """Send the envelope, let its guests grab, and end it as planned."""
    order = circle.envelope("ming", plan.amount_minor, plan.packets, rule=plan.rule, expires_ms=60_000).order
    envelope = order.name
    circle.clock.now += 1
    grabs = [circle.grab(handle, envelope) for handle in plan.grabbers]
    if plan.end == "cancel" and len(grabs) < plan.packets:
        circle.do("cancel", {"of": envelope}, circle.people["ming"])
    elif plan.end.startswith("due"):
        circle.clock.now += 60_000 + (90 * 86_400_000 if plan.end == "due later" else 0)
        circle.send("ming", "guest0", 1)
        circle.send("guest0", "ming", 1)
    return order, grabs


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(envelope_plans(), min_size=1, max_size=4))
def test_every_envelope_gives_out_what_its_seed_draws_and_the_audit_replays_it(plans: list[Plan]) -> None:
    circle = Circle(MemoryBook(CRYPTO), people=("ming", *GUESTS), shops=())
    circle.cash_in("ming", PURSE)
    circle.cash_in("guest0", 1)
    for plan in plans:
        order, grabs = played(circle, plan)
        envelope = order.name
        duration_ms = [posted.transfers[0].amount_minor for posted in grabs]
        seed = derive(circle.people["ming"].seed, "seed", order.id)
        body = stored(circle, envelope).objects[envelope].body
        lucky = plan.rule != draw.EQUAL
        again = draw.plan(plan.rule, plan.amount_minor, plan.packets, body.draw.commitment, seed if lucky else None)
        # Exactly the whole, nobody nothing, and from the seed alone.
        assert (sum(again), len(again), min(again) >= 1) == (plan.amount_minor, plan.packets, True)
        assert duration_ms == list(again[: len(duration_ms)])
        held = stored(circle, envelope).objects[envelope].held_minor
        assert sum(duration_ms) + held + came_back(circle, envelope) == plan.amount_minor
        assert held == 0 or plan.end == "open"
        if lucky:
            assert stored(circle, envelope).shares[envelope] == again
    assert faults_of(circle.book, str(circle.ledger)) == []


@given(st.sampled_from(draw.RULES), st.integers(1, 10_000), st.integers(0, 10**15), st.binary(min_size=32, max_size=32))
def test_every_plan_sums_up_exactly_is_repeatable_and_gives_nobody_nothing(
    rule: str, packets: int, more: int, seed: bytes
) -> None:
    amount_minor = min(packets + more, 10**15 - 1)
    committed = None if rule == draw.EQUAL else draw.commitment(seed)
    plan = draw.plan(rule, amount_minor, packets, committed, None if rule == draw.EQUAL else seed)
    assert len(plan) == packets
    assert sum(plan) == amount_minor
    assert min(plan) >= 1
    assert plan == draw.plan(rule, amount_minor, packets, committed, None if rule == draw.EQUAL else seed)
    if rule == draw.EVEN:
        assert sorted(plan) == sorted(draw.shares(draw.DOUBLE_MEAN, amount_minor, packets, seed))
