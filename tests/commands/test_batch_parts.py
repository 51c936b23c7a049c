"""`paycli batch check`, `list`, `show`, `cancel`, and the lines that programs read."""

from __future__ import annotations

import json

import pytest

from tests.support.inside import in_process
from tests.support.payroll import HEADER, LEFT, MANY, ROWS, Payroll, StoppedError, behind_first_group, stop


def test_what_was_set_aside_is_listed_and_what_no_row_took_is_taken_back(payroll: Payroll) -> None:
    with pytest.raises(StoppedError):
        behind_first_group(payroll, stop)
    house = payroll.house
    (part,) = house.json("batch", "list", "--as", "ming")["items"]
    assert [part[name] for name in ("label", "state", "rows", "paid", "amount", "held")] == [
        "wages", "pending", 34, 32, "28.50", "8.00",
    ]  # fmt: skip
    assert house.json("batch", "show", "wages", "--as", "ming")["items"] == [part]
    assert house.json("batch", "list", "--as", "li")["items"] == []
    assert house.json("batch", "show", "wages", "--as", "li", status=4)["code"] == "not_found"
    back = house.json("batch", "cancel", "wages", "--as", "ming")
    assert (back["of"], back["what"], back["amount"], back["balance"]) == (part["id"], "batch", "8.00", "79.50")
    assert house.json("batch", "cancel", "wages", "--as", "ming", status=5)["code"] == "already_ended"
    (part,) = house.json("batch", "show", "wages", "--as", "ming")["items"]
    assert (part["state"], part["held"]) == ("cancelled", "0.00")
    assert payroll.pay(*MANY, *LEFT).document["part"] == 1
    states = [each["state"] for each in house.json("batch", "show", "wages", "--as", "ming")["items"]]
    assert states == ["done", "cancelled"]


def test_what_no_row_took_comes_back_by_itself_when_its_time_is_over(
    payroll: Payroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StoppedError):
        behind_first_group(payroll, stop)
    monkeypatch.setenv("PAYCLI_NOW", "+2h")
    assert payroll.house.json("batch", "show", "wages", "--as", "ming")["items"][0]["state"] == "expired"
    payroll.house.run("tick", "--as", "ming")
    assert payroll.got() == ("79.50", "15.50", "5.00", "0.00")
    assert payroll.pay(*MANY, *LEFT).document["paid"] == 34
    assert payroll.got() == ("71.50", "15.50", "12.00", "1.00")


def test_a_file_is_checked_alone(payroll: Payroll) -> None:
    payroll.file.write_text("to,amount,id\nli,5,a1\nbo,2.50,\nli,5,a2\n", encoding="utf-8")
    found = payroll.house.json("batch", "check", str(payroll.file), "--as", "ming")
    assert [found[name] for name in ("rows", "without_id", "amount", "balance")] == [3, 1, "12.50", "100.00"]
    payroll.file.write_text("to,amount,id\nli,500,a1\n", encoding="utf-8")
    assert payroll.house.json("batch", "check", str(payroll.file), "--as", "ming", status=3)["code"] == (
        "insufficient_funds"
    )
    assert payroll.log() == {}


def test_who_paid_is_known_the_next_time(payroll: Payroll) -> None:
    payroll.pay(*ROWS)
    known = payroll.house.json("contact", "list", "--as", "ming")["items"]
    assert sorted(each["handle"] for each in known) == ["@bo", "@li", "@zoe"]


def test_programs_read_a_line_for_each_row_and_one_for_all(payroll: Payroll) -> None:
    payroll.file.write_text("\n".join([HEADER, *ROWS, ""]), encoding="utf-8")
    words = ("batch", str(payroll.file), "--name", "wages", "--yes", "--jsonl", "--as", "ming")
    ended = in_process(*words)
    *rows, last = [json.loads(line) for line in ended.out.splitlines()]
    assert [(row["line"], row["row"], row["state"], row["replayed"]) for row in rows] == [
        (2, "a1", "done", False), (3, "a2", "done", False), (4, "a3", "done", False), (5, "a4", "done", False),
    ]  # fmt: skip
    assert (rows[2]["to"], rows[2]["amount"], rows[2]["note"]) == (["@zoe"], "1.00", "hi, you")
    assert (last["state"], last["label"], last["paid"], last["balance"]) == ("done", "wages", 4, "76.50")
    again = [json.loads(line) for line in in_process(*words).out.splitlines()]
    assert [(row["id"], row["n"]) for row in again[:4]] == [(row["id"], row["n"]) for row in rows]
    assert all(row["replayed"] for row in again)
