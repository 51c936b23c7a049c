"""Each benchmark still runs and leaves right books, in a round too small to say anything of speed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bench import (
    api,
    audit,
    batches,
    beside,
    between,
    grabs,
    lists,
    mandates,
    paper,
    posting,
    prompt,
    screen,
    startup,
    till,
    walk,
)
from bench.__main__ import main
from tests.support.proof import faults

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

ROUNDS = 2


def known_size(home: Path) -> int:
    """Tell how many entries of its one ledger a home knows."""
    (known,) = (json.loads(path.read_text(encoding="utf-8")) for path in (home / "seen").glob("*.json"))
    size: int = known["size"]
    return size


def kinds(path: Path) -> dict[str, int]:
    """Count the entries of a ledger by kind."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT kind, count(*) FROM entries GROUP BY kind"))


def test_posting_by_the_door_and_by_the_raw_loop_leaves_the_same_right_books(tmp_path: Path) -> None:
    size = posting.Size(rounds=ROUNDS, groups=ROUNDS, singles=3, group=7, log=21, replays=ROUNDS)
    found = posting.run(size, tmp_path)
    books = tmp_path / "ledger"
    for name, sent in {"ours": ROUNDS * (3 + 7), "raw": ROUNDS * (3 + 7), "log": 21}.items():
        assert faults(books / f"{name}.db") == [], name
        assert kinds(books / f"{name}.db")["send"] == sent, name
    assert found.entries > 0
    shown = posting.show(found)
    assert [line for line in ("one commit each", "7 in one commit", "Replay: ") if line not in shown] == []


def test_sending_from_python_and_by_the_raw_loop_leaves_the_same_right_books(tmp_path: Path) -> None:
    found = api.run(api.Size(rounds=ROUNDS, sends=3), tmp_path)
    for name in ("ours", "raw"):
        path = tmp_path / "ledger" / f"{name}.db"
        assert faults(path) == [], name
        assert kinds(path)["send"] == ROUNDS * 3, name
    assert "send, one commit each" in api.show(found)


def test_a_till_with_dead_printers_says_how_soon_it_is_paid(tmp_path: Path) -> None:
    rows = paper.run(paper.Size(sales=ROUNDS), tmp_path)
    assert [row.name for row in rows if row.paid_ms <= 0] == []
    assert "next prompt" in paper.show(rows)


def test_a_batch_and_the_raw_loop_leave_the_same_right_books(tmp_path: Path) -> None:
    found = batches.run(batches.Size(rounds=ROUNDS, rows=20, group=7), tmp_path)
    for name in ("ours", "raw"):
        path = tmp_path / "ledger" / f"{name}.db"
        assert faults(path) == [], name
        assert (kinds(path)["batch.new"], kinds(path)["batch.row"]) == (ROUNDS, ROUNDS * 20), name
    assert "a batch of 20 rows" in batches.show(found)


def test_all_is_paid_that_many_processes_pay_beside_a_batch(tmp_path: Path) -> None:
    found = beside.run(beside.Size(processes=2, commands=2, rows=200), tmp_path)
    assert [row.name for row in found] == [beside.ALONE, beside.BESIDE, beside.STARTING]
    assert [row.name for row in found if f"\n  {row.name} " not in beside.show(found)] == []
    ledger = tmp_path / "home" / "home.db"
    assert faults(ledger) == []
    # One more is the money that @li gets before.
    assert kinds(ledger)["send"] == found[0].commands + found[1].commands + 1
    assert (kinds(ledger)["batch.row"], kinds(ledger)["batch.new"]) == (2 * 200, 2)


def test_what_waits_and_what_is_asked_for_is_taken_and_paid(tmp_path: Path) -> None:
    found = between.run(between.Size(rounds=ROUNDS, orders=3, commands=ROUNDS), tmp_path)
    assert [(row.name, row.way) for row in found] == [
        (name, way) for way in (between.DOOR, between.COMMAND) for name in (between.ACCEPT, between.PAY)
    ]
    for path, times in ((tmp_path / "door" / "ledger.db", 3 * ROUNDS), (tmp_path / "home" / "home.db", ROUNDS + 1)):
        assert faults(path) == []
        assert (kinds(path)["accept"], kinds(path)["request.pay"]) == (times, times)
    assert [row.name for row in found if f"\n  {row.name}, {row.way} " not in between.show(found)] == []


def test_payments_by_a_mandate_and_by_the_wallets_key_leave_right_books(tmp_path: Path) -> None:
    found = mandates.run(ROUNDS, tmp_path)
    assert [row.name for row in found] == [mandates.FILE_ONLY, mandates.WITH_MEMORY]
    assert [row.name for row in found if f"\n  {row.name} " not in mandates.show(found)] == []
    ledger = tmp_path / "home" / "home.db"
    assert faults(ledger) == []
    # Each of the three ways in each round, also in the first that does not count; and what @li gets before.
    assert kinds(ledger)["send"] == 3 * (ROUNDS + 1) + 1


def test_grabs_by_many_processes_leave_right_books_on_both_sides(tmp_path: Path) -> None:
    size = grabs.Size(rounds=ROUNDS, processes=(1, 3), seconds=0.05, envelopes=40, packets=4)
    found = grabs.run(size, tmp_path)
    assert [one.processes for one in found] == [1, 3]
    for count in (1, 3):
        for side in ("ours", "raw"):
            path = tmp_path / "ledger" / f"{side}-{count}.db"
            assert faults(path) == [], path.name
            # One before the race and at least one in it, by each.
            assert kinds(path)["envelope.grab"] >= 2 * count, path.name
    shown = grabs.show(found).splitlines()
    assert [sum(line.startswith(f"  {count} ") for line in shown) for count in (1, 3)] == [1, 1]


def test_start_up_runs_each_command_in_each_round_and_leaves_right_books(tmp_path: Path) -> None:
    found = startup.run(ROUNDS, tmp_path)
    assert [row.name for row in found] == [startup.BARE, *startup.AIMS]
    assert {row.name for row in found if row.whole is not None} == set(startup.SIGNING)
    shown = startup.show(found)
    assert [row.name for row in found if f"\n  {row.name} " not in shown] == []
    ledger = tmp_path / "home" / "home.db"
    assert faults(ledger) == []
    done = kinds(ledger)
    # One of each in a round, also in the first that does not count; and the money that @li gets before.
    assert (done["envelope.grab"], done["sale.pay"], done["send"]) == (ROUNDS + 1, ROUNDS + 1, ROUNDS + 2)


def test_the_walk_begins_anew_for_each_command_and_says_what_new_entries_add(tmp_path: Path) -> None:
    found = walk.run(walk.Size(rounds=ROUNDS, few=2, many=5, walks=ROUNDS), tmp_path)
    new = ["nothing new", "2 new"]
    assert [row.name for row in found.rows] == [
        *(f"balance, {each}" for each in (*new, "5 new")), *(f"show, {each}" for each in new),
        *(f"send, {each}" for each in new),
    ]  # fmt: skip
    shown = walk.show(found)
    assert [row.name for row in found.rows if f"\n  {row.name} " not in shown] == []
    sizes = {size: known_size(tmp_path / f"home-{size}") for size in (0, 2, 5)}
    assert {size: sizes[0] - known for size, known in sizes.items()} == {0: 0, 2: 2, 5: 5}
    assert faults(tmp_path / "home-0" / "home.db") == []
    assert found.entries > 0


def test_the_lists_are_measured_on_a_short_log_and_on_a_long_one(tmp_path: Path) -> None:
    found = lists.run(lists.Size(rounds=ROUNDS, few=3, many=9), tmp_path)
    assert [(row.where, row.payments, row.name) for row in found] == [
        *((where, sent, name) for where in lists.AIMS for sent in (3, 9) for name in lists.LISTS),
        *((lists.PIPE, sent, lists.FIRST_LINE) for sent in (3, 9)),
    ]
    shown = lists.show(found)
    assert [row for row in found if f"\n  {row.name}, {row.payments} payments, {row.where} " not in shown] == []
    for sent in (3, 9):
        ledger = tmp_path / f"home-{sent}" / "home.db"
        assert faults(ledger) == []
        # One more is the money that @li gets before.
        assert kinds(ledger)["send"] == sent + 1


def test_a_part_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert "startup, lists, posting, api, batches, beside, between, mandates, grabs" in capsys.readouterr().err


def test_the_audit_of_two_logs_in_processes_of_their_own(tmp_path: Path) -> None:
    found = audit.run(audit.Size(few=7, many=21, group=7, rounds=ROUNDS), tmp_path)
    assert found.few_mb > 1
    assert faults(tmp_path / "ledger" / "log21.db") == []
    assert "Audit: " in audit.show(found)


def test_the_commands_of_a_till_are_measured_on_long_logs_and_with_many_items(tmp_path: Path) -> None:
    found = till.run(till.Size(rounds=ROUNDS, few=200, many=450, few_items=3, many_items=9), tmp_path)
    assert [(row.name, row.beside) for row in found] == [
        *((f"{name}, 450 sales", "200 sales") for name in till.FLAT), (f"{till.CHARGE}, 200 sales", till.SEND),
        *((f"{name}, 9 items", "3 items") for name in till.WITH_ITEMS),
    ]  # fmt: skip
    shown = till.show(found).splitlines()
    assert [row for row in found if not any(line.startswith(f"  {row.name} ") for line in shown)] == []
    for home, charged in (("home-200", 200 + ROUNDS + 1), ("home-450", 450 + 2 * (ROUNDS + 1)), ("items-9", 200)):
        ledger = tmp_path / home / "home.db"
        assert faults(ledger) == []
        assert kinds(ledger)["sale.new"] == charged + ROUNDS + 1
    assert kinds(tmp_path / "home-450" / "home.db")["shift.open"] == 3


def test_the_tills_screen_shows_a_code_and_paid(tmp_path: Path) -> None:
    found = screen.run(screen.Size(codes=1, few_sales=2, many_sales=3), tmp_path)
    assert [row.aim for row in found] == [100, 500, 1.1]
    assert all(row.middle > 0 for row in found)
    assert "the guest's commit" in screen.show(found)


def test_the_till_in_lines_has_its_prompt_behind_each_line(tmp_path: Path) -> None:
    found = prompt.run(prompt.Size(few_items=20, many_items=40, lines=12, cart=5), tmp_path)
    assert [row.name for row in found] == ["20 items", "40 items"]
    assert all(0 < row.median_ms <= row.most_ms <= row.slowest_ms for row in found)
    assert "From Enter to the next prompt" in prompt.show(found)
