"""What the rules of a batch that is one order refuse, and what it moves, decided by the real door in memory."""

from __future__ import annotations

import os
from typing import Any

import pytest

from paycli.domain.accounts import main_account
from paycli.domain.batch_bodies import BatchSendBody, SentRow
from paycli.domain.orders import Order
from paycli.domain.texts import Text, text_commitment
from paycli.errors import (
    AmountTooLarge,
    Blocked,
    IdempotencyConflict,
    InsufficientFunds,
    LimitExceeded,
    MandateOrderTooLarge,
    MandatePayee,
    MandateSpent,
    NotAdmitted,
    OrderMalformed,
    SelfPayment,
)
from paycli.signing import CRYPTO
from paycli.store.memory.book import MemoryBook
from tests.support.circle import Circle, Party
from tests.support.ids import order_id as id_of
from tests.support.mandates import add_mandate, grant, scope
from tests.support.misses import Misses

CASH = 1_000


@pytest.fixture
def circle() -> Circle:
    return Circle(
        MemoryBook(CRYPTO), currencies=(("EUR", 2), ("JPY", 0)), cash_minor=CASH, people=("ming", "li", "bo", "zoe")
    )


def rows_to(circle: Circle, *rows: tuple[str, int]) -> list[list[Any]]:
    return [[circle.people[handle].wallet, amount, None] for handle, amount in rows]


def pay(circle: Circle, *rows: tuple[str, int], by: Party | None = None, currency: str = "EUR", **more: Any) -> Any:
    body = {"label": None, "currency": currency, "rows": rows_to(circle, *rows)}
    return circle.do("batch.send", body, by or circle.people["ming"], **more)


def balances(circle: Circle) -> tuple[int, ...]:
    mains = [main_account(str(circle.people[who].wallet), "EUR") for who in ("ming", "li", "bo")]
    with circle.book.view() as view:
        return tuple(view.account(name).balance_minor for name in mains)


def test_each_row_is_a_transfer_in_its_order_and_a_payee_may_have_several(circle: Circle) -> None:
    posted = pay(circle, ("li", 100), ("bo", 50), ("li", 7))
    mains = [main_account(str(circle.people[who].wallet), "EUR") for who in ("li", "bo", "li")]
    assert [(each.credit, each.amount_minor) for each in posted.transfers] == list(
        zip(mains, (100, 50, 7), strict=True)
    )
    assert balances(circle) == (CASH - 157, CASH + 107, CASH + 50)
    assert posted.subject is None


def test_one_row_that_is_refused_refuses_all(circle: Circle) -> None:
    circle.people["waiting"] = circle.open_wallet("waiting")
    refused: dict[type[Exception], tuple[tuple[str, int], ...]] = {
        SelfPayment: (("li", 1), ("ming", 1)),
        NotAdmitted: (("li", 1), ("waiting", 1)),
        # Each could be paid alone.
        InsufficientFunds: (("li", 600), ("bo", 401)),
        LimitExceeded: (("li", 1), ("bo", 701)),
        Blocked: (("li", 1), ("zoe", 1)),
    }
    circle.do("contact.block", {"wallet": circle.people["ming"].wallet, "blocked": True}, circle.people["zoe"])
    circle.do("setting.set", {"name": "most_per_order:EUR", "value": 700}, circle.operator)
    with Misses() as misses:
        for error, rows in refused.items():
            with misses.of(error.__name__), pytest.raises(error):
                pay(circle, *rows)
    assert balances(circle) == (CASH, CASH, CASH)
    # The limit is for what one row comes to.
    pay(circle, ("li", 500), ("li", 500))


def test_what_a_payee_gets_in_all_must_have_room(circle: Circle) -> None:
    most = 10**15 - 1
    for who in ("ming", "li"):
        circle.do(
            "credit.set", {"wallet": circle.people[who].wallet, "amount": most, "currency": "JPY"}, circle.operator
        )
    pay(circle, ("bo", most), by=circle.people["li"], currency="JPY")
    with pytest.raises(AmountTooLarge):
        pay(circle, ("bo", 1), currency="JPY")
    # @zoe has room for each of these, and not for both.
    pay(circle, ("zoe", most - 5), currency="JPY")
    with pytest.raises(AmountTooLarge):
        pay(circle, ("zoe", 3), ("zoe", 3), by=circle.people["bo"], currency="JPY")


def test_a_mandate_counts_the_sum_and_holds_each_row_against_the_cap_of_one_order(circle: Circle) -> None:
    li, bo = (str(circle.people[who].wallet) for who in ("li", "bo"))
    terms = grant(["batch.send"], to=sorted((li, bo)), per_order=60, per_day=150, count_per_day=2)
    mandate = add_mandate(circle, "ming", scope(circle, terms))
    refused: dict[type[Exception], tuple[tuple[str, int], ...]] = {
        MandateOrderTooLarge: (("li", 1), ("bo", 61)),
        MandatePayee: (("li", 1), ("zoe", 1)),
        MandateSpent: (("li", 60), ("bo", 60), ("li", 31)),
    }
    for error, rows in refused.items():
        with pytest.raises(error):
            pay(circle, *rows, by=mandate)
    pay(circle, ("li", 60), ("bo", 60), by=mandate)
    with pytest.raises(MandateSpent):
        pay(circle, ("li", 31), by=mandate)
    pay(circle, ("li", 30), by=mandate)


def test_an_order_has_1_to_400_rows_of_a_wallet_an_amount_and_a_note(circle: Circle) -> None:
    li = str(circle.people["li"].wallet)
    right = SentRow(li, 1, None)
    wrong: list[Any] = [
        (), (right,) * 401, (SentRow(li, 0, None),), (SentRow("li", 1, None),), (SentRow(li, 1, "note"),), ((li, 1),),
        ((li, 1, None, None),), ((li, True, None),), "rows", (li,),
    ]  # fmt: skip
    fields: dict[str, Any] = {"id": id_of(1), "at": 1, "key": "0" * 64, "ledger": "0" * 32, "wallet": "0" * 40}
    with Misses() as misses:
        for rows in wrong:
            with misses.of(str(rows)[:60]), pytest.raises(OrderMalformed):
                Order.make("batch.send", BatchSendBody(None, "EUR", rows), **fields)
    body = BatchSendBody("1" * 64, "EUR", tuple(SentRow(li, 10**15 - 1, "2" * 64) for _ in range(400)))
    order = Order.make("batch.send", body, **fields)
    # The longest one has room, and is read as it was written.
    assert len(order.data) < 64 * 1024
    assert Order.parse(order.data) == order
    assert isinstance(Order.parse(order.data).body.rows[0], SentRow)


def test_the_notes_of_rows_lie_beside_it_each_under_its_number(circle: Circle) -> None:
    salts = {name: os.urandom(32).hex() for name in ("note:0", "note:1")}
    texts = tuple(Text(name, salt, f"for {name}") for name, salt in salts.items())
    opened = [text_commitment(text.salt, text.text) for text in texts]
    rows = [[row[0], row[1], note] for row, note in zip(rows_to(circle, ("li", 1), ("bo", 2)), opened, strict=True)]
    body = {"label": None, "currency": "EUR", "rows": rows}
    ming, other = circle.people["ming"], texts[0]._replace(text="something else")
    for given in ((), texts[:1], (other, texts[1]), (texts[0]._replace(field="note"), texts[1])):
        with pytest.raises(OrderMalformed):
            circle.do("batch.send", body, ming, texts=given)
    n = circle.do("batch.send", body, ming, texts=texts).n
    with circle.book.view() as view:
        assert [view.text(n, name) for name in salts] == list(texts)


def test_a_repeat_with_other_salts_is_the_same_order_and_with_another_note_a_conflict(circle: Circle) -> None:
    order_id, ming = id_of(7), circle.people["ming"]

    def again(note: str, *, amount: int = 5) -> Any:
        salt = os.urandom(32).hex()
        rows = [[circle.people["li"].wallet, amount, text_commitment(salt, note)]]
        body = {"label": None, "currency": "EUR", "rows": rows}
        return circle.do("batch.send", body, ming, texts=(Text("note:0", salt, note),), order_id=order_id)

    first = again("wages")
    assert again("wages") == first._replace(replayed=True)
    for change in ({"note": "rent"}, {"note": "wages", "amount": 6}):
        with pytest.raises(IdempotencyConflict):
            again(**change)
    assert balances(circle) == (CASH - 5, CASH + 5, CASH)
