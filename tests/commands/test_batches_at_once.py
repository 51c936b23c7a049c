"""`paycli batch --all-or-nothing`: all rows by one order, or none; and a name is paid one way only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.app.opening import Wanted, open_app
from paycli.domain.money import Money
from paycli.domain.orders import read_unchecked
from paycli.services.reading.log_line import LineReader
from paycli.services.reading.reader import reading
from paycli.services.reading.sent_rows import rows_seen
from tests.support.inside import in_process
from tests.support.misses import Misses
from tests.support.payroll import HEADER, LEFT, MANY, ROWS, StoppedError, behind_first_group, stop

if TYPE_CHECKING:
    from tests.support.payroll import Payroll

AT_ONCE = ("--all-or-nothing",)


def pay(payroll: Payroll, *rows: str, status: int = 0, name: str = "wages", header: str = HEADER) -> dict[str, Any]:
    return payroll.pay(*rows, more=AT_ONCE, status=status, name=name, header=header).document


def test_all_rows_are_one_order_and_the_same_line_again_pays_nothing(payroll: Payroll) -> None:
    first = pay(payroll, *ROWS)
    assert (first["kind"], first["state"], first["rows"], first["paid"]) == ("batch.send", "done", 4, 4)
    assert (first["amount"], first["paid_amount"], first["balance"]) == ("23.50", "23.50", "76.50")
    assert pay(payroll, *ROWS) == {**first, "replayed": True}
    assert payroll.got() == ("76.50", "10.00", "12.50", "1.00")
    assert payroll.log() == {"batch.send": 1}
    assert payroll.house.run("ledger", "audit", "--as", "ming").status == 0


def test_the_order_of_the_rows_and_their_ids_may_change_and_they_are_the_same(payroll: Payroll) -> None:
    first = pay(payroll, *ROWS)
    assert pay(payroll, *reversed(ROWS)) == {**first, "replayed": True}
    bare = ("li,5,wages", "zoe,1,hi", "li,5,wages", "bo,1,")
    again = [pay(payroll, *rows, header="to,amount,note", name="no ids") for rows in (bare, reversed(bare))]
    assert [each["replayed"] for each in again] == [False, True]
    assert payroll.log() == {"batch.send": 2}


def test_the_same_name_for_other_rows_is_a_conflict_whichever_way_they_are_paid(payroll: Payroll) -> None:
    first, before = pay(payroll, *ROWS), payroll.got()
    changes = {
        "amount": ("li,6,EUR,wages,a1", *ROWS[1:]), "payee": ("bo,5,EUR,wages,a1", *ROWS[1:]),
        "note": ("li,5,EUR,rent,a1", *ROWS[1:]), "fewer": ROWS[1:], "more": (*ROWS, "zoe,1,,,a9"),
    }  # fmt: skip
    with Misses() as misses:
        for what, rows in changes.items():
            with misses.of(what):
                error = pay(payroll, *rows, status=5)
                assert (error["code"], error["id"]) == ("name_used", first["id"])
                assert error["message"].startswith(
                    "Nothing was sent. The name wages was used before: paid at once 23.50"
                )
    # Row by row the same rows would be paid a second time.
    assert payroll.pay(*ROWS, status=5).document["code"] == "name_used"
    payroll.pay(*ROWS, name="one by one")
    assert pay(payroll, *ROWS, name="one by one", status=5)["code"] == "name_used"
    # Nothing was set aside that could be taken back, and the line to type shows what was paid.
    for verb in ("cancel", "show"):
        error = payroll.house.json("batch", verb, "wages", "--as", "ming", status=4)
        assert error["message"].endswith("no batch wages here: all its rows are one payment.")
        assert error["hint"].startswith("paycli show ")
    assert payroll.log() == {"batch.send": 1, "batch.new": 1, "batch.row": 4}
    assert payroll.house.balance("ming") == "53.00"
    assert before == ("76.50", "10.00", "12.50", "1.00")


def test_a_name_that_was_begun_row_by_row_is_not_paid_at_once(payroll: Payroll) -> None:
    with pytest.raises(StoppedError):
        behind_first_group(payroll, stop)
    before = payroll.got()
    assert pay(payroll, *MANY, *LEFT, status=5)["code"] == "name_used"
    assert payroll.got() == before


def test_one_row_that_is_wrong_keeps_all_from_being_paid(payroll: Payroll) -> None:
    payroll.house.run("contact", "block", "ming", "--as", "zoe")
    payroll.house.run("ledger", "set", "most-per-order", "20EUR", "--as", "ming")
    wrong = {
        "li,1e3,,,b1": (2, "amount_invalid"), "nobody,1,,,b1": (4, "not_found"), "zoe,1,,,b1": (6, "blocked"),
        "ming,1,,,b1": (6, "self_payment"), "bo,20.01,,,b1": (7, "limit_exceeded"),
    }  # fmt: skip
    with Misses() as misses:
        for row, (status, code) in wrong.items():
            with misses.of(row):
                error = pay(payroll, *ROWS[:2], row, status=status)
                assert (error["code"], error["line"]) == (code, 4)
                assert error["message"].startswith("Nothing was sent. Line 4, ")
    # Each row alone could be paid.
    many = [f"li,15,,,c{number}" for number in range(7)]
    assert pay(payroll, *many, status=3)["code"] == "insufficient_funds"
    over = [f"li,0.01,,,d{number}" for number in range(401)]
    error = pay(payroll, *over, status=65)
    assert (error["code"], error["line"]) == ("field_wrong", 402)
    assert "400 are allowed" in error["message"]
    assert payroll.log() == {}
    assert pay(payroll, *over[:400])["paid"] == 400
    assert payroll.house.run("ledger", "audit", "--as", "ming").status == 0


def test_a_dry_run_books_nothing_and_says_whether_it_would_be_a_repeat(payroll: Payroll) -> None:
    payroll.file.write_text("\n".join([HEADER, *ROWS, ""]), encoding="utf-8")
    line = ("batch", str(payroll.file), "--name", "wages", *AT_ONCE, "--as", "ming")
    found = payroll.house.json(*line, "--dry-run")
    assert (found["state"], found["id"], found["paid"], found["replayed"]) == ("dry_run", None, 0, False)
    assert payroll.log() == {}
    first = payroll.house.json(*line)
    found = payroll.house.json(*line, "--dry-run")
    assert (found["state"], found["id"], found["replayed"]) == ("dry_run", first["id"], True)


def test_the_log_and_the_inbox_have_the_sum_of_the_rows_that_are_ones_own(payroll: Payroll) -> None:
    house, paid = payroll.house, pay(payroll, *ROWS)["id"]
    rows = [
        ("@li", "5.00", "wages"), ("@bo", "12.50", None), ("@zoe", "1.00", "hi, you"), ("@li", "5.00", "wages"),
    ]  # fmt: skip
    wanted = {
        "ming": ("-23.50", "wages", ["@li", "@bo", "@zoe"]), "li": ("10.00", "wages", ["@li"]),
        "bo": ("12.50", "wages", ["@bo"]), "zoe": ("1.00", "hi, you", ["@zoe"]),
    }  # fmt: skip
    with Misses() as misses:
        for who, line in wanted.items():
            with misses.of(who):
                (found,) = house.json("log", "--kind", "batch.send", "--as", who)["items"]
                assert (found["id"], found["from"]) == (paid, "@ming")
                # Where no note stands beside it there is the batch's name, since everybody here is the operator.
                assert (found["amount"], found["note"], found["to"]) == line
    shown = house.json("show", paid, "--as", "ming")
    assert [(each["to"][0], each["amount"], each["note"]) for each in shown["payments"]] == rows
    (came,) = [each for each in house.json("inbox", "--as", "bo")["items"] if each["kind"] == "batch.send"]
    assert (came["id"], came["amount"]) == (paid, "12.50")


def test_who_is_paid_sees_their_own_rows_alone(payroll: Payroll) -> None:
    paid = pay(payroll, *ROWS)
    opening = open_app(None, Wanted("li", None, tty=False))
    try:
        with reading(opening.app) as reader:
            entry = reader.entry(paid["n"])
            order = read_unchecked(entry.order)
            # On the ledger of this account everybody is the operator, who sees all.
            guest = reader._replace(operator=False)
            rows = [(each.to, each.money.amount_minor, each.note) for each in rows_seen(guest, entry, order)]
            assert rows == [("@li", 5_00, "wages"), ("@li", 5_00, "wages")]
            line = LineReader(guest, everyone=True).line(entry)
            assert (line.amount, line.takers, line.message) == (Money(10_00, "EUR"), ("@li",), None)
    finally:
        opening.app.machine.close()


def test_each_row_is_a_line_of_the_one_order(payroll: Payroll) -> None:
    payroll.file.write_text("\n".join([HEADER, *ROWS, ""]), encoding="utf-8")
    line = ("batch", str(payroll.file), "--name", "wages", *AT_ONCE, "--as", "ming", "--yes", "--jsonl")
    *rows, summary = [json_of(each) for each in in_process(*line).out.splitlines()]
    assert [(each["line"], each["row"], each["kind"], each["id"]) for each in rows] == [
        (at + 2, f"a{at + 1}", "batch.send", summary["id"]) for at in range(4)
    ]


def json_of(text: str) -> Any:
    import json

    return json.loads(text)


def test_rows_need_no_id_of_their_own_and_nothing_expires(payroll: Payroll) -> None:
    assert pay(payroll, "li,5,wages", "li,5,wages", header="to,amount,note")["paid"] == 2
    error = payroll.pay(*ROWS, more=(*AT_ONCE, "--expires", "3d"), status=2).document
    assert "--expires and --all-or-nothing exclude each other" in error["message"]
