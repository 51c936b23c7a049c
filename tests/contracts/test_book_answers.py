"""What objects ask of wallets, and what orders paid: every Book finds the same, whatever it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.answers import Payment
from paycli.domain.lives import REQUEST, WAIT
from paycli.domain.state import DONE, PENDING, Needs
from tests.support.between_people import HOUR_MS
from tests.support.circle import Circle
from tests.support.people_acts import ANSWERED, answer, asks, pays, put_aside, wallet

if TYPE_CHECKING:
    from paycli.domain.ports import Book


def test_what_asks_a_wallet_is_found_while_it_can_answer_by_maker_and_due_time(book: Book) -> None:
    circle = Circle(book, money="real", cash_minor=50_00)
    ming, li, bo = (wallet(circle, handle) for handle in ("ming", "li", "bo"))
    now = circle.clock.now
    long = asks(circle, ("li", 5_00), ("bo", 1)).order.name
    short, paid = (asks(circle, ("li", 5_00), expires_ms=lasts).order.name for lasts in (1_000, HOUR_MS))
    theirs = asks(circle, ("li", 2), by="bo").order.name
    waits = put_aside(circle).order.name
    pays(circle, paid)
    by_ming = [(short, ming), (long, ming)]
    expected = sorted([*by_ming, (theirs, bo)], key=lambda pair: pair[1])
    with book.view() as view:
        found = view.asks(li, REQUEST, now)
        assert [(each.object, each.maker) for each in found] == expected
        assert {(each.kind, each.wallet, each.state) for each in found} == {(REQUEST, li, PENDING)}
        assert [each.object for each in view.asks(li, REQUEST, now + 1_000) if each.maker == ming] == [long]
        assert view.asks(li, REQUEST, now + HOUR_MS) == []
        assert [each.object for each in view.asks(li, WAIT, now)] == [waits]
        assert view.asks(ming, REQUEST, now) == []
        shares = [(each.wallet, each.amount_minor, each.due) for each in view.answers(long)]
        assert shares == sorted([(li, 5_00, now + HOUR_MS), (bo, 1, now + HOUR_MS)])
        assert [each.state for each in view.answers(paid)] == [DONE]
        assert view.answers("0" * 32) == []


def test_what_is_asked_is_loaded_by_pairs_with_what_ends_and_between_two(book: Book) -> None:
    circle = Circle(book, money="real", cash_minor=50_00)
    ming, li, bo = (wallet(circle, handle) for handle in ("ming", "li", "bo"))
    request, over = (asks(circle, ("li", 5_00), ("bo", 1), expires_ms=lasts).order.name for lasts in (HOUR_MS, 1))
    circle.clock.now += 1
    waits = put_aside(circle).order.name
    pays(circle, request)
    circle.send("bo", "li", 1)
    with book.view() as view:
        by_pair = view.load(Needs(objects=(request,), answers=((request, bo), (request, ming), ("0" * 32, li))))
        assert {pair: asked.state for pair, asked in by_pair.asked.items()} == {(request, bo): PENDING}
        ends = view.load(Needs(objects=(request, waits), funds=(request, waits)))
        assert {*ends.asked} == {(request, li), (request, bo), (waits, li)}
        # What was answered is open no more, and what is over is so by its time alone.
        between = view.load(Needs(open_requests=((ming, bo), (ming, li), (bo, li))))
        found = {wallet: [each.object for each in between.pending_between(ming, wallet)] for wallet in (li, bo)}
        assert [each for each in found[bo] if each != over] == [request]
        assert [each for each in found[li] if each != over] == []
        back = view.load(Needs(open_requests=((ming, li),), since=(circle.clock.now - 2,)))
        assert [each.object for each in back.pending_between(ming, li)] == [over]


def test_what_an_order_paid_is_found_by_its_name_and_payee(book: Book) -> None:
    circle = Circle(book, money="real", cash_minor=50_00)
    ming, li, bo = (wallet(circle, handle) for handle in ("ming", "li", "bo"))
    sent = circle.send("ming", "li", 5)
    rows = {"label": None, "currency": "EUR", "rows": [[li, 1, None], [bo, 2, None], [li, 3, None]]}
    many = circle.do("batch.send", rows, circle.people["ming"])
    waits = put_aside(circle, **ANSWERED)
    answer(circle, "accept", waits.order.name, "li")
    wanted = [(each.order.name, who) for each in (sent, many, waits) for who in (li, bo, ming)]
    with book.view() as view:
        found = view.load(Needs(payments=(*wanted, ("0" * 32, li)))).payments
    assert found == {
        (sent.order.name, li): Payment(sent.n, ming, "EUR", 5),
        (many.order.name, li): Payment(many.n, ming, "EUR", 4),
        (many.order.name, bo): Payment(many.n, ming, "EUR", 2),
        (waits.order.name, li): Payment(waits.n, ming, "EUR", 5_00),
    }
