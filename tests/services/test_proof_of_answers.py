"""What objects ask of wallets, what wallets choose and what orders paid: believed as it was signed, or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.domain.orders import Order
from paycli.domain.rules.judge import needs
from paycli.domain.state import Needs
from paycli.errors import Broken, NotProven
from paycli.home.seen import SeenFiles
from paycli.services.proof.book import ProvenBook
from tests.support.between_people import HOUR_MS
from tests.support.forger import open_book
from tests.support.ledgers import circle_at, new_ledger
from tests.support.misses import Misses
from tests.support.people_acts import asks, pays, put_aside, request_body, set_limit, wallet
from tests.support.tampering import Row, columns, copy, other_values, tampering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from paycli.domain.ports import View
    from paycli.store.sqlite.book import SqliteBook
    from tests.support.rich import Rich


class Look(NamedTuple):
    """A ledger's file, and what a client that believes no row looks at it through, in one process."""

    rich: Rich
    book: ProvenBook

    def rows(self, statement: str) -> list[Row]:
        with closing(sqlite3.connect(self.rich.path)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(statement)]

    def refuses(self, table: str, row: Row, new: Row | None, *looks: Callable[[View], object]) -> None:
        """Change a row or take it away, and require that no look believes it; then put it back."""
        self._put(table, row, new)
        try:
            for look in looks:
                with self.book.view() as view, pytest.raises((NotProven, Broken)):
                    look(view)
        finally:
            self._put(table, row if new is None else new, row)
        with closing(open_book(self.rich.path)) as rows, self.over(rows).view() as view:
            for look in looks:
                look(view)

    def over(self, book: SqliteBook) -> ProvenBook:
        """Give what another process of the same client looks through."""
        return ProvenBook(book, SeenFiles(self.rich.path.parent / "home"), (self.rich.ledger, self.rich.wallet))

    def _put(self, table: str, old: Row, new: Row | None) -> None:
        with tampering(self.rich.path) as connection:
            where = " AND ".join(f'"{name}" IS ?' for name in old)
            connection.execute(f"DELETE FROM {table} WHERE {where}", list(old.values()))  # noqa: S608
            if new is not None:
                marks = ", ".join("?" * len(new))
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", list(new.values()))  # noqa: S608


@pytest.fixture
def look(rich: Rich, tmp_path: Path) -> Iterator[Look]:
    forged = copy(rich, tmp_path / "ledger")
    with closing(open_book(forged.path)) as book:
        yield Look(forged, ProvenBook(book, SeenFiles(forged.path.parent / "home"), (rich.ledger, rich.wallet)))


def test_each_value_of_what_is_asked_and_each_row_is_proven(look: Look) -> None:
    its_columns = [column for column in columns(look.rich.path) if column.table == "asked"]
    found = look.rows("SELECT * FROM asked")
    assert {(row["kind"], row["state"]) for row in found} >= {
        ("wait", "pending"), ("wait", "done"), ("wait", "declined"), ("wait", "cancelled"), ("wait", "returned"),
        ("request", "pending"), ("request", "done"), ("request", "declined"), ("request", "cancelled"),
    }  # fmt: skip
    with Misses() as misses:
        for row in found:
            about, wallet = row["object"].hex(), row["wallet"].hex()
            wanted = Needs(objects=(about,), answers=((about, wallet),))
            changes: list[tuple[str, Any]] = [
                (column.name, other) for column in its_columns for other in other_values(row[column.name], column)
            ]
            for new in (None, *({**row, name: other} for name, other in changes)):
                with misses.of(row["kind"], row["state"], str(new and [new[name] for name in row])):
                    look.refuses(
                        "asked", row, new, lambda view, of=about: view.answers(of),  # type: ignore[misc]
                        lambda view, rows=wanted: view.load(rows),  # type: ignore[misc]
                    )  # fmt: skip


def test_each_choice_of_a_wallet_is_proven(look: Look) -> None:
    chosen = [column for column in columns(look.rich.path) if (column.table, column.name) in {
        ("wallets", "blocked"), ("wallets", "trusted"), ("wallets", "receive"), ("wallets", "requests"),
    }]  # fmt: skip
    assert len(chosen) == 4
    with Misses() as misses:
        for row in look.rows("SELECT * FROM wallets"):
            for column in chosen:
                for other in other_values(row[column.name], column):
                    value = b"\7" * 20 if column.type == "BLOB" and other is not None else other
                    wanted, new = Needs(wallets=(row["id"].hex(),)), {**row, column.name: value}
                    # A process keeps the rows of wallets that it has read.
                    with (
                        closing(open_book(look.rich.path)) as book,
                        misses.of(row["id"].hex(), column.name, str(value)),
                    ):
                        again = look._replace(book=look.over(book))
                        again.refuses("wallets", row, new, lambda view, rows=wanted: view.load(rows))  # type: ignore[misc]


def test_what_an_order_paid_is_what_it_says_even_where_it_was_looked_at_before(look: Look) -> None:
    """A process proves an entry once: whoever changes its bytes then is not believed either."""
    with look.book.view() as view:
        given = next(
            order for entry in view.entries() if (order := Order.parse(entry.order)).kind == "send.back"
        )  # fmt: skip
        wanted = needs(given)
        [payment] = view.load(wanted).payments.values()
        assert view.entry(payment.n) is not None
    row = next(row for row in look.rows("SELECT * FROM entries") if row["n"] == payment.n)
    more = b'"amount":9%d' % payment.amount_minor
    forged = {**row, "order": row["order"].replace(b'"amount":%d' % payment.amount_minor, more)}
    assert forged != row
    look.refuses("entries", row, forged, lambda view: view.load(wanted))


def test_a_question_that_is_left_out_of_the_list_is_missed_by_who_saw_it_made(look: Look) -> None:
    for row in look.rows("SELECT * FROM asked WHERE state = 'pending'"):
        asked, kind, time = row["wallet"].hex(), row["kind"], row["due"] - 1
        with closing(open_book(look.rich.path)) as book:
            memory = SeenFiles(look.rich.path.parent / asked)
            theirs = Look(look.rich._replace(wallet=asked), ProvenBook(book, memory, (look.rich.ledger, asked)))
            ended = {**row, "state": "declined"}
            for new in (None, ended):
                theirs.refuses("asked", row, new, lambda view: view.asks(asked, kind, time))  # noqa: B023  called at once


def test_what_others_ask_of_each_other_is_not_noted_and_what_is_over_no_longer(tmp_path: Path) -> None:
    """Anybody may make a request whose time is over at once: what is noted of it would stay for ever, and be proven."""
    path = new_ledger(tmp_path)
    with circle_at(path, people=("ming", "li", "bo"), cash_minor=50_00) as circle:
        set_limit(circle, "most_open_requests", None)
        li, ledger = wallet(circle, "li"), str(circle.ledger)
        memory = SeenFiles(tmp_path / "home")
        book = ProvenBook(circle.book, memory, (ledger, li))

        def noted() -> list[int]:
            known = memory.known(ledger)
            assert known is not None
            return [each.n for each in known.open if each.kind in {"wait", "request"}]

        with book.view():
            pass
        for _ in range(5):
            asks(circle, ("bo", 1), by="ming")
        put_aside(circle, to=wallet(circle, "bo"))
        mine = [asks(circle, ("li", 5_00)), asks(circle, ("bo", 1), by="li"), put_aside(circle)]
        over = asks(circle, ("li", 1), expires_ms=1)
        with book.view() as view:
            assert len(view.asks(li, "request", circle.clock.now)) == 2
        assert noted() == [each.n for each in (*mine, over)]
        circle.clock.now += 1
        pays(circle, mine[0].order.name)
        for _ in range(2):
            with book.view() as view:
                assert view.asks(li, "request", circle.clock.now) == []
        assert noted() == [each.n for each in mine[1:]]
        circle.clock.now += HOUR_MS
        circle.post_all([circle.order("request.new", request_body(circle, ("li", 3)), circle.people["bo"])])
        for _ in range(2):
            with book.view() as view:
                assert len(view.asks(li, "request", circle.clock.now)) == 1
                assert view.asks(li, "wait", circle.clock.now) == []
        assert len(noted()) == 1
