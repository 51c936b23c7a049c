"""What goes on between people, killed by -9 at each write: it is there once or not at all, and a repeat ends it."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

import pytest

from paycli.services.engine.posting import post, settle_due
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from tests.support.between_people import HOUR_MS
from tests.support.forger import second_opinion
from tests.support.ledgers import circle_at, new_ledger
from tests.support.people_acts import ARRIVES, asks, put_aside, request_body, set_limit, thing, wallet
from tests.support.proof import faults, times_booked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from paycli.domain.orders import Submission
    from tests.support.circle import Circle

pytestmark = [pytest.mark.python, pytest.mark.slow]

CASH = 900_00
# More than an order ever makes: an endless loop would be a fault of its own.
WRITES_MOST = 40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_ledger(tmp_path)


@pytest.fixture
def circle(path: Path) -> Iterator[Circle]:
    with circle_at(path, cash_minor=CASH) as made:
        set_limit(made, "most_requests_per_day", 1_000)
        set_limit(made, "most_open_requests", 1_000)
        yield made
    assert second_opinion(path) == []


def money(circle: Circle, to: str, amount: int = 5_00) -> dict[str, Any]:
    return {"to": wallet(circle, to), "amount": amount, "currency": "EUR"}


def _sets_aside(circle: Circle) -> Submission:
    body = {**money(circle, "li"), "note": None, **ARRIVES}
    return circle.order("send.wait", body, circle.people["ming"])


def _accepts(circle: Circle) -> Submission:
    return circle.order("accept", {"of": put_aside(circle).order.name}, circle.people["li"])


def _declines(circle: Circle) -> Submission:
    return circle.order("decline", {"of": put_aside(circle).order.name, "note": None}, circle.people["li"])


def _cancels(circle: Circle) -> Submission:
    return circle.order("cancel", {"of": put_aside(circle).order.name}, circle.people["ming"])


def _gives_back(circle: Circle) -> Submission:
    paid = circle.send("ming", "li", 5_00).order.name
    return circle.order("send.back", {"of": paid, **money(circle, "ming"), "note": None}, circle.people["li"])


def _asks(circle: Circle) -> Submission:
    return circle.order("request.new", request_body(circle, ("li", 1), ("bo", 2)), circle.people["ming"])


def _pays(circle: Circle) -> Submission:
    request = asks(circle, ("li", 5_00), ("bo", 1)).order.name
    return circle.order("request.pay", {"request": request, **money(circle, "ming")}, circle.people["li"])


def _declines_a_share(circle: Circle) -> Submission:
    return circle.order("decline", {"of": asks(circle).order.name, "note": None}, circle.people["li"])


def _takes_back_a_request(circle: Circle) -> Submission:
    return circle.order("cancel", {"of": asks(circle, ("li", 1), ("bo", 2)).order.name}, circle.people["ming"])


ACTS = (
    _sets_aside, _accepts, _declines, _cancels, _gives_back, _asks, _pays, _declines_a_share, _takes_back_a_request,
)  # fmt: skip


def killed_at(path: Path, act: Callable[[SqliteBook], object], write: int) -> bool:
    """Do something in a process that is killed at its n-th write, 0 stands for right behind its commit.

    Tells whether it was; a write is a statement that changes rows, or the commit.
    """
    child = os.fork()
    if child == 0:
        try:
            book, count = SqliteBook(path, CRYPTO), 0

            def at(statement: str) -> None:
                nonlocal count
                count += statement.startswith(("INSERT", "UPDATE", "COMMIT"))
                if count == write:
                    os.kill(os.getpid(), signal.SIGKILL)

            with book.view():
                pass
            if write:
                book._idle[0].set_trace_callback(at)
            else:
                _die_behind_the_commit()
            act(book)
        finally:
            # Nothing of the test runner may run in the child, whatever happened.
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _die_behind_the_commit() -> None:
    really = SqliteBook._finish

    def finish(book: SqliteBook, connection: Any) -> None:
        really(book, connection)
        os.kill(os.getpid(), signal.SIGKILL)

    pytest.MonkeyPatch().setattr(SqliteBook, "_finish", finish)


@pytest.mark.parametrize("makes", ACTS, ids=lambda makes: makes.__name__.strip("_"))
def test_an_order_killed_at_each_of_its_writes_is_whole_or_absent_and_a_repeat_ends_it(
    circle: Circle, path: Path, makes: Callable[[Circle], Submission]
) -> None:
    for write in range(WRITES_MOST):
        submission = makes(circle)
        name = submission.order.name
        was_killed = killed_at(path, lambda book, one=submission: post(book, circle.clock, [one]), write)  # type: ignore[misc]
        # Only behind the commit it is there, whether the process was killed by then or ended.
        there = times_booked(path, name)
        assert there == (write == 0 or not was_killed), write
        assert faults(path) == [], write
        again = circle.post(submission)
        assert again.replayed == bool(there), write
        assert times_booked(path, name) == 1
        if not was_killed:
            break
    assert write > 4
    assert faults(path, circle.seen) == []


def test_a_settlement_killed_at_each_of_its_writes_is_whole_or_absent(circle: Circle, path: Path) -> None:
    for write in range(WRITES_MOST):
        before = circle.balance("li")
        name = put_aside(circle, **ARRIVES).order.name
        circle.clock.now += HOUR_MS
        was_killed = killed_at(path, lambda book: settle_due(book, circle.clock), write)
        there = write == 0 or not was_killed
        assert (thing(circle, name).state, circle.balance("li")) == (
            ("done", before + 5_00) if there else ("pending", before)
        )
        assert faults(path) == [], write
        assert settle_due(circle.book, circle.clock) == (not there)
        assert (thing(circle, name).state, circle.balance("li")) == ("done", before + 5_00)
        if not was_killed:
            break
    assert write > 4
    assert faults(path) == []
