"""What the rules of money that waits refuse and move, by the real door and both verifiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.state import CANCELLED, DONE, EXPIRED, PENDING, RETURNED
from paycli.errors import (
    AlreadyEnded,
    AmountTooLarge,
    Blocked,
    CurrencyUnknown,
    InsufficientFunds,
    LimitExceeded,
    MandateCountReached,
    MandateKind,
    MandateNotMaker,
    MandateOrderTooLarge,
    MandatePayee,
    MandateSpent,
    NotAdmitted,
    NotAllowed,
    NotFound,
    OrderMalformed,
    SelfPayment,
    WantsToBeAsked,
)
from tests.support.between_people import HOUR_MS, wait
from tests.support.mandates import DAY_MS, add_mandate, grant, proven_circle, scope
from tests.support.misses import Misses
from tests.support.people_acts import (
    ANSWERED,
    ARRIVES,
    answer,
    asks,
    block,
    due_of,
    fill_up,
    put_aside,
    stands,
    thing,
    wallet,
    want,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle, Party

CASH = 900_00
LIMIT = 10**15


@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    with proven_circle(tmp_path) as made:
        yield made


# --- setting aside ---------------------------------------------------------------------------------------------------
def test_what_waits_is_gone_from_the_payer_and_not_yet_the_payees(circle: Circle) -> None:
    posted = put_aside(circle)
    assert (circle.balance("ming"), circle.balance("li")) == (CASH - 5_00, CASH)
    assert stands(circle, posted.order.name) == (PENDING, 5_00, PENDING)
    assert due_of(circle, posted.order.name) == posted.time + HOUR_MS
    with circle.book.view() as view:
        assert [each.object for each in view.asks(wallet(circle, "li"), "wait", posted.time)] == [posted.order.name]
        assert list(view.asks(wallet(circle, "li"), "wait", posted.time + HOUR_MS)) == []


def test_what_a_send_refuses_is_not_set_aside_either(circle: Circle) -> None:
    circle.people["waiting"] = circle.open_wallet("waiting")
    block(circle, "bo", "ming")
    want(circle, "cafe", "receive", "asked")
    circle.do("setting.set", {"name": "most_per_order:EUR", "value": CASH - 1}, circle.operator)
    refused: dict[str, tuple[type[Exception], dict[str, Any]]] = {
        "no end": (NotAllowed, {"expires_ms": None}),
        "two ends": (NotAllowed, {"arrives_ms": HOUR_MS}),
        "no time at all": (OrderMalformed, {"expires_ms": 0}),
        "more than 366 days": (OrderMalformed, {"expires_ms": 366 * DAY_MS + 1}),
        "a time that is true": (OrderMalformed, {"expires_ms": True}),
        "nothing": (OrderMalformed, {"amount": 0}),
        "oneself": (SelfPayment, {"to": wallet(circle, "ming")}),
        "nobody": (NotFound, {"to": "ab" * 20}),
        "somebody who waits to come in": (NotAdmitted, {"to": wallet(circle, "waiting")}),
        "who blocked the payer": (Blocked, {"to": wallet(circle, "bo")}),
        "more than there is": (InsufficientFunds, {"amount": CASH + 1}),
        "more than one order may move": (LimitExceeded, {"amount": CASH}),
        "a currency that is not there": (CurrencyUnknown, {"currency": "JPY"}),
        "who wants to be asked": (WantsToBeAsked, {"to": wallet(circle, "cafe"), **ARRIVES}),
    }
    with Misses() as misses:
        for name, (error, changed) in refused.items():
            with misses.of(name), pytest.raises(error):
                put_aside(circle, **changed)
    assert circle.balance("ming") == CASH
    # Who wants to be asked is asked by it, for the longest time that there is too.
    put_aside(circle, to=wallet(circle, "cafe"), expires_ms=366 * DAY_MS)


# --- answering -------------------------------------------------------------------------------------------------------
def test_it_ends_once_and_in_one_way(circle: Circle) -> None:
    endings: dict[str, tuple[str, str, str, int]] = {
        "accept": ("li", DONE, DONE, 5_00),
        "decline": ("li", RETURNED, "declined", 0),
        "cancel": ("ming", CANCELLED, CANCELLED, 0),
    }
    with Misses() as misses:
        for kind, (who, state, asked, got) in endings.items():
            with misses.of(kind):
                before = circle.balance("ming"), circle.balance("li")
                name = put_aside(circle).order.name
                answer(circle, kind, name, who)
                assert stands(circle, name) == (state, 0, asked)
                assert (circle.balance("ming"), circle.balance("li")) == (before[0] - got, before[1] + got)
                for again, (by, *_) in endings.items():
                    with pytest.raises(AlreadyEnded) as refused:
                        answer(circle, again, name, by)
                    assert refused.value.values["state"] == state, again


def test_only_the_payee_answers_and_only_the_maker_cancels(circle: Circle) -> None:
    waits, arrives = (put_aside(circle, **ends).order.name for ends in (ANSWERED, ARRIVES))
    request = asks(circle).order.name
    envelope = circle.envelope("ming", 3_00, 3).order.name
    refused: tuple[tuple[type[Exception], str, str, str], ...] = (
        (NotFound, "accept", waits, "ming"),
        (NotFound, "accept", waits, "bo"),
        (NotFound, "decline", waits, "ming"),
        (NotFound, "decline", waits, "bo"),
        (NotFound, "cancel", waits, "li"),
        (NotFound, "cancel", arrives, "li"),
        (NotAllowed, "accept", arrives, "li"),
        (NotAllowed, "decline", arrives, "li"),
        (NotFound, "accept", request, "li"),
        (NotFound, "accept", envelope, "li"),
        (NotFound, "decline", envelope, "li"),
        (NotFound, "accept", "0" * 32, "li"),
        (NotFound, "decline", "0" * 32, "li"),
    )
    with Misses() as misses:
        for error, kind, of, who in refused:
            with misses.of(kind, of, who), pytest.raises(error):
                answer(circle, kind, of, who)
    assert stands(circle, waits) == stands(circle, arrives) == (PENDING, 5_00, PENDING)


def test_it_is_answered_until_its_very_end_and_not_at_it(circle: Circle) -> None:
    tries = (
        ("accept", "li", ANSWERED, EXPIRED),
        ("decline", "li", ANSWERED, EXPIRED),
        ("cancel", "ming", ANSWERED, EXPIRED),
        ("cancel", "ming", ARRIVES, DONE),
    )
    for kind, who, ends, state in tries:
        early, late = (put_aside(circle, **ends) for _ in range(2))
        circle.clock.now = due_of(circle, early.order.name) - 1
        answer(circle, kind, early.order.name, who)
        circle.clock.now += 1
        with pytest.raises(AlreadyEnded) as refused:
            answer(circle, kind, late.order.name, who)
        # What is due was settled by the very order that was refused.
        assert (refused.value.values["state"], thing(circle, late.order.name).state) == (state, state)


def test_what_has_no_room_is_not_accepted_and_can_still_be_declined(circle: Circle) -> None:
    first, second = (put_aside(circle).order.name for _ in range(2))
    fill_up(circle, "li", LIMIT - 5_00)
    with pytest.raises(AmountTooLarge):
        answer(circle, "accept", first, "li")
    answer(circle, "decline", first, "li")
    circle.send("li", "bo", 1)
    answer(circle, "accept", second, "li")
    assert circle.balance("li") == LIMIT - 1


def test_what_comes_back_has_room_always(circle: Circle) -> None:
    names = [put_aside(circle, **ends).order.name for ends in (ANSWERED, ANSWERED, ANSWERED, ARRIVES)]
    fill_up(circle, "ming", LIMIT - 1)
    block(circle, "li", "ming")
    answer(circle, "decline", names[0], "li")
    answer(circle, "cancel", names[1], "ming")
    circle.clock.now += HOUR_MS
    block(circle, "li", "ming", blocked=False)
    assert circle.balance("ming") == LIMIT - 1 + 4 * 5_00
    assert [thing(circle, name).state for name in names] == [RETURNED, CANCELLED, EXPIRED, RETURNED]


# --- mandates --------------------------------------------------------------------------------------------------------
def test_a_mandate_sets_aside_and_answers_within_its_caps(circle: Circle) -> None:
    terms = grant(["send.wait"], to=[wallet(circle, "li")], per_order=6_00, per_day=10_00)
    payer = add_mandate(circle, "ming", scope(circle, terms))
    refused: tuple[tuple[type[Exception], dict[str, Any]], ...] = (
        (MandateOrderTooLarge, {"amount": 6_01}), (MandatePayee, {"to": wallet(circle, "bo")}),
    )  # fmt: skip
    for error, changed in refused:
        with pytest.raises(error):
            put_aside(circle, payer, **changed)
    by_mandate = put_aside(circle, payer).order.name
    put_aside(circle, payer)
    # What comes back gives nothing back.
    answer(circle, "decline", by_mandate, "li")
    with pytest.raises(MandateSpent):
        put_aside(circle, payer, amount=1)
    with pytest.raises(MandateKind):
        answer(circle, "cancel", put_aside(circle).order.name, payer)
    answering = add_mandate(circle, "li", scope(circle, grant(["accept", "decline"], count_per_day=2, per_order=1)))
    first, second, third = (put_aside(circle).order.name for _ in range(3))
    answer(circle, "accept", first, answering)
    answer(circle, "decline", second, answering)
    with pytest.raises(MandateCountReached):
        answer(circle, "accept", third, answering)


def test_a_mandate_cancels_only_what_it_made_itself(circle: Circle) -> None:
    terms = grant(["send.wait", "request.new", "cancel"])
    one, other = (add_mandate(circle, "ming", scope(circle, terms, name=name)) for name in ("one", "other"))
    body = {"currency": "EUR", "shares": [[wallet(circle, "li"), 1]], "note": None, "due_at": None, "about": None}

    def made_by(party: Party) -> list[str]:
        return [
            put_aside(circle, party).order.name,
            circle.do("request.new", {**body, "expires_ms": HOUR_MS}, party).order.name,
        ]

    for name in (*made_by(other), *made_by(circle.people["ming"])):
        with pytest.raises(MandateNotMaker):
            answer(circle, "cancel", name, one)
        # The full key takes back whatever its wallet made.
        answer(circle, "cancel", name, "ming")
    for name in made_by(one):
        answer(circle, "cancel", name, one)


def test_orders_of_one_group_see_each_other(circle: Circle) -> None:
    """What the first of them set aside the next ones answer, give back and take back, as if they came alone."""
    ming, li = circle.people["ming"], circle.people["li"]
    body = {"to": li.wallet, "amount": 5_00, "currency": "EUR", "note": None, **ANSWERED}
    made = [circle.order("send.wait", body, ming) for _ in range(3)]
    of = [each.order.name for each in made]
    plain = circle.order("send", {"to": li.wallet, "amount": 7_00, "currency": "EUR", "note": None}, ming)

    def back(name: str, amount: int) -> Any:
        money = {"to": ming.wallet, "amount": amount, "currency": "EUR"}
        return circle.order("send.back", {"of": name, **money, "note": None}, li)

    group = [
        *made, plain, circle.order("accept", {"of": of[0]}, li), circle.order("cancel", {"of": of[0]}, ming),
        circle.order("decline", {"of": of[1], "note": None}, li), circle.order("accept", {"of": of[1]}, li),
        circle.order("cancel", {"of": of[2]}, ming), circle.order("accept", {"of": of[2]}, li), back(of[0], 5_00),
        back(of[0], 1), back(of[1], 1), back(plain.order.name, 3_00), back(plain.order.name, 4_01),
    ]  # fmt: skip
    said = [getattr(each, "code", "") for each in circle.post_all(group).outcomes]
    ended = "already_ended"
    assert said == [
        "", "", "", "", "", ended, "", ended, "", ended, "", "given_back_already", "not_found", "",
        "given_back_already",
    ]  # fmt: skip
    assert (circle.balance("ming"), circle.balance("li")) == (CASH - 4_00, CASH + 4_00)


def test_the_money_of_what_waits_is_in_no_balance_and_not_lost(circle: Circle) -> None:
    wait(circle, "ming", "li", 3_00, arrives_ms=HOUR_MS)
    wait(circle, "ming", "li", 4_00, expires_ms=HOUR_MS)
    with circle.book.view() as view:
        held = [account.balance_minor for name, account in view.accounts_under("o:") if account.balance_minor]
    assert sorted(held) == [3_00, 4_00]
    assert circle.balance("ming") == CASH - 7_00
