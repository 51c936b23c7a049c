"""`paycli batch`: a file is paid once, whatever happens to it, and what no row took comes back."""

from __future__ import annotations

import pytest

from paycli.domain.money import Money
from paycli.errors import PartlyDone
from tests.support.payroll import HEADER, LEFT, MANY, ROWS, Payroll, StoppedError, behind_first_group, stop


def test_each_row_is_paid_once_and_the_same_line_again_pays_nothing(payroll: Payroll) -> None:
    first = payroll.pay(*ROWS).document
    assert (first["state"], first["rows"], first["paid"], first["replayed"]) == ("done", 4, 4, False)
    again = payroll.pay(*ROWS).document
    assert (again["state"], again["paid"], again["replayed"]) == ("done", 4, True)
    assert payroll.got() == ("76.50", "10.00", "12.50", "1.00")
    assert payroll.log() == {"batch.new": 1, "batch.row": 4}
    assert payroll.house.run("ledger", "audit", "--as", "ming").status == 0


def test_the_file_may_be_changed_in_any_way_that_leaves_the_rows_what_they_are(payroll: Payroll) -> None:
    payroll.pay(*ROWS)
    file, text = payroll.file, payroll.file.read_bytes()
    head, *rows = text.decode().splitlines()
    ways: dict[str, bytes] = {
        "sorted": "\n".join([head, *sorted(rows)]).encode(),
        "CRLF": text.replace(b"\n", b"\r\n"),
        "with a mark": b"\xef\xbb\xbf" + text,
        "other columns": (b'id,note,to,amount\na1,wages,@li,5EUR\na2,,bo,12.50\na3,"hi, you",zoe,1.00\na4,wages,li,5'),
        "blank lines": text.replace(b"\n", b"\n\n"),
    }
    for name, data in ways.items():
        copied = file.with_name(f"{name}.csv")
        copied.write_bytes(data)
        found = payroll.house.json("batch", str(copied), "--name", "wages", "--as", "ming")
        assert (found["paid"], found["replayed"]) == (4, True), name
    assert payroll.log() == {"batch.new": 1, "batch.row": 4}
    payroll.pay(*ROWS, name="another")
    assert payroll.log() == {"batch.new": 2, "batch.row": 8}


def test_a_changed_row_under_an_old_id_is_a_conflict_and_nothing_is_paid(payroll: Payroll) -> None:
    payroll.pay(*ROWS)
    before = payroll.got()
    changes = {"amount": "bo,12.60,,,a2", "payee": "zoe,12.50,,,a2", "note": "bo,12.50,,x,a2"}
    for changed in changes.values():
        error = payroll.pay(ROWS[0], changed, *ROWS[2:], "zoe,3,,,a5", status=5).document
        assert (error["code"], error["details"][0]["line"]) == ("row_changed", 3)
        assert "12.50 EUR to @bo" in error["message"]
    assert payroll.got() == before


def test_rows_that_were_added_are_paid_from_a_next_part(payroll: Payroll) -> None:
    payroll.pay(*ROWS)
    found = payroll.pay("zoe,3,,,a0", *ROWS, "bo,2,,,a9").document
    assert (found["paid"], found["part"], found["replayed"]) == (6, 1, False)
    assert payroll.got() == ("71.50", "10.00", "14.50", "4.00")
    assert payroll.log() == {"batch.new": 2, "batch.row": 6}


def test_equal_rows_without_ids_are_each_paid_once(payroll: Payroll) -> None:
    rows, header, no_key = ("li,5,wages", "li,5,wages", "bo,1,"), "to,amount,note", ("--no-key",)
    error = payroll.pay(*rows, header=header, status=2).document
    assert error["message"].startswith("Nothing was sent. 3 rows have no id")
    assert payroll.pay(*rows, header=header, more=no_key).document["paid"] == 3
    assert payroll.pay(*reversed(rows), header=header, more=no_key).document["replayed"] is True
    assert payroll.pay(*rows, "li,5.00,wages", header=header, more=no_key).document["paid"] == 4
    assert payroll.got() == ("84.00", "15.00", "1.00", "0.00")


def test_one_bad_row_refuses_the_whole_file(payroll: Payroll) -> None:
    payroll.house.run("contact", "block", "ming", "--as", "zoe")
    payroll.house.run("ledger", "set", "most-per-order", "20EUR", "--as", "ming")
    bad = {
        "li,1e3,,,b1": (2, "amount_invalid", "amount"),
        "nobody,1,,,b1": (4, "not_found", "to"),
        "zoe,1,,,b1": (6, "blocked", "to"),
        "ming,1,,,b1": (6, "self_payment", "to"),
        "bo,20.01,,,b1": (7, "limit_exceeded", "to"),
        "bo,1,,,a1": (65, "field_wrong", "id"),
    }
    for row, (status, code, column) in bad.items():
        error = payroll.pay(*ROWS[:2], row, status=status).document
        assert (error["code"], error["details"]) == (
            code, [{"line": 4, "column": column, "code": code, "message": error["details"][0]["message"]}],
        )  # fmt: skip
        assert error["message"].startswith(f"Nothing was sent. Line 4, {column}: ")
    assert payroll.log() == {}
    assert payroll.pay("bo,15,,,c1", "bo,15,,,c2", *[f"bo,15,,,d{n}" for n in range(5)], status=3).document["code"] == (
        "insufficient_funds"
    )


def test_all_that_is_wrong_is_told_at_once(payroll: Payroll) -> None:
    error = payroll.pay("li,x,,,a1", "bo,5,,,a2", "zoe,5,,,a2", "li,,,,a3", status=2).document
    assert [(each["line"], each["column"], each["code"]) for each in error["details"]] == [
        (2, "amount", "amount_invalid"), (4, "id", "field_wrong"), (5, "amount", "amount_invalid"),
    ]  # fmt: skip
    # The first one comes first, and then how many others there are.
    assert error["message"].startswith("Nothing was sent. Line 2, amount: ")
    assert error["message"].endswith(". 2 more rows are wrong.")
    error = payroll.pay("li,x,,,a1", "bo,5,,,a2", "zoe,y,,,a3", status=2).document
    assert error["message"].endswith(". 1 more row is wrong.")


def test_a_payee_who_is_called_something_else_is_not_paid(payroll: Payroll) -> None:
    payroll.house.run("wallet", "rename", "Bo Li", "--as", "bo")
    header = "to,amount,id,name"
    error = payroll.pay("bo,5,a1,Bo", status=6, header=header).document
    assert (error["code"], "Bo Li" in error["message"]) == ("name_differs", True)
    assert error["match"] == "close"
    assert payroll.pay("bo,5,a1,BO LI", header=header).document["paid"] == 1


def test_a_dry_run_checks_everything_and_books_nothing(payroll: Payroll) -> None:
    payroll.file.write_text(f"{HEADER}\nli,5,,,a1\n", encoding="utf-8")
    words = ("batch", str(payroll.file), "--name", "wages", "--dry-run", "--as", "ming")
    found = payroll.house.json(*words)
    assert (found["state"], found["dry_run"], found["rows"], found["paid"]) == ("dry_run", True, 1, 0)
    assert payroll.log() == {}


def test_the_same_line_again_goes_on_where_it_was_stopped(payroll: Payroll) -> None:
    with pytest.raises(StoppedError):
        behind_first_group(payroll, stop)
    assert payroll.got() == ("71.50", "15.50", "5.00", "0.00")
    found = payroll.pay(*MANY, *LEFT).document
    assert (found["paid"], found["part"], found["returned_amount"]) == (34, 0, None)
    assert payroll.got() == ("71.50", "15.50", "12.00", "1.00")
    assert payroll.log() == {"batch.new": 1, "batch.row": 34}


def test_an_open_row_may_be_corrected(payroll: Payroll) -> None:
    with pytest.raises(StoppedError):
        behind_first_group(payroll, stop)
    found = payroll.pay(*MANY, LEFT[0], 'zoe,2,,"hi, you",z1', LEFT[2]).document
    assert (found["paid"], found["part"], found["returned_amount"]) == (34, 1, "8.00")
    assert payroll.got() == ("70.50", "15.50", "12.00", "2.00")
    assert payroll.log() == {"batch.new": 2, "batch.row": 34, "cancel": 1}


def test_who_refuses_once_it_was_begun_keeps_nobody_else_from_their_money(payroll: Payroll) -> None:
    with pytest.raises(StoppedError):
        behind_first_group(payroll, stop)
    payroll.house.run("contact", "block", "ming", "--as", "zoe")
    for _ in range(2):
        assert payroll.pay(*MANY, *LEFT, status=8).document["code"] == "partly_done"
        assert payroll.got() == ("72.50", "15.50", "12.00", "0.00")
    payroll.house.run("contact", "unblock", "ming", "--as", "zoe")
    assert payroll.pay(*MANY, *LEFT).document["paid"] == 34
    assert payroll.got() == ("71.50", "15.50", "12.00", "1.00")


def test_who_refuses_in_the_middle_is_told_and_their_money_comes_back(payroll: Payroll) -> None:
    def block() -> None:
        payroll.house.run("contact", "block", "ming", "--as", "zoe")

    found = behind_first_group(payroll, block)
    assert (found.paid, found.refused_rows, found.returned) == (33, 1, Money(1_00, "EUR"))
    assert [(row.line, row.code) for row in found.refused] == [(34, "blocked")]
    assert payroll.got() == ("72.50", "15.50", "12.00", "0.00")
    assert payroll.log() == {"batch.new": 1, "batch.row": 33, "cancel": 1}


def test_who_takes_a_batch_back_in_the_middle_stops_it(payroll: Payroll) -> None:
    def take_back() -> None:
        (batch,) = (each for each in payroll.house.json("log", "--as", "ming")["items"] if each["kind"] == "batch.new")
        payroll.house.run("cancel", batch["id"], "--as", "ming")

    with pytest.raises(PartlyDone, match="32 of 34 rows are paid"):
        behind_first_group(payroll, take_back)
    assert payroll.got() == ("79.50", "15.50", "5.00", "0.00")
    assert payroll.pay(*MANY, *LEFT).document["part"] == 1
    assert payroll.got() == ("71.50", "15.50", "12.00", "1.00")
