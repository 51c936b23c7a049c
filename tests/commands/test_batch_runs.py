"""A run of a batch beside another one of the same name: what one pays is there for the other, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.app.opening import Wanted, open_app
from paycli.services.batches.pay import pay
from paycli.services.batches.wanted import Hearer, NewBatch
from paycli.services.engine.intents import Execution
from tests.support.payroll import HEADER, LEFT, MANY, ROWS, Payroll, StoppedError, behind_first_group, stop

if TYPE_CHECKING:
    from paycli.services.batches.results import BatchPaid


def run_beside(payroll: Payroll, execution: Execution) -> BatchPaid:
    """Pay the rows that the file has by now, as another run does."""
    opening = open_app(None, Wanted("ming", None, tty=False, moving=True))
    try:
        with payroll.file.open("rb") as file:
            return pay(opening.app, file, NewBatch("wages", 3_600_000), execution, Hearer())
    finally:
        opening.app.machine.close()


def test_a_run_goes_on_while_another_pays_the_same_rows(payroll: Payroll) -> None:
    others: list[BatchPaid] = []
    mine = behind_first_group(payroll, lambda: others.append(run_beside(payroll, Execution())))
    assert [(each.paid, each.returned) for each in (mine, *others)] == [(34, None)] * 2
    # The group that stands is a repeat for the other, and what the other paid is one for this.
    assert (mine.replayed, others[0].replayed) == (2, 32)
    assert payroll.log() == {"batch.new": 1, "batch.row": 34}


def test_a_part_that_another_run_opened_meanwhile_is_paid_from(payroll: Payroll) -> None:
    """Let another run open the next part for other rows while somebody is asked about this one."""
    payroll.pay(*ROWS)
    asked: list[int] = []

    def agree(_plan: object) -> None:
        if not asked:
            payroll.pay(*ROWS, "bo,3,,,a8", "bo,2,,,a9")
        asked.append(1)

    payroll.file.write_text("\n".join([HEADER, *ROWS, "bo,2,,,a9", "zoe,1,,,a7", ""]), encoding="utf-8")
    found = run_beside(payroll, Execution(agree=agree))
    assert (found.paid, found.replayed, found.part) == (6, 5, 2)
    assert payroll.log() == {"batch.new": 3, "batch.row": 7}
    assert payroll.got() == ("70.50", "10.00", "17.50", "2.00")


def test_what_another_run_may_be_paying_is_not_taken_back_before_the_end(payroll: Payroll) -> None:
    with pytest.raises(StoppedError):
        behind_first_group(payroll, stop)
    # The part holds more than this file wants of it: the rest comes back at the end.
    found = payroll.pay(*MANY, *LEFT[:2]).document
    assert (found["paid"], found["part"], found["returned_amount"]) == (33, 0, "7.00")
    assert payroll.log() == {"batch.new": 1, "batch.row": 33, "cancel": 1}


def test_what_a_batch_wrote_is_written_down_for_others_now_and_then(payroll: Payroll) -> None:
    rows = [f"li,0.01,,,r{number}" for number in range(1_500)]
    payroll.file.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    opening = open_app(None, Wanted("ming", None, tty=False, moving=True))
    app, behind = opening.app, list[int]()

    def at(done: int, _of: int) -> None:
        known = app.memory.known(app.profile.ledger)
        if done and known is not None and app.seen is not None:
            # Whoever comes now walks so many entries, and checks the signature of each.
            behind.append(app.seen.size - known.head.size)

    try:
        with payroll.file.open("rb") as file:
            pay(app, file, NewBatch("wages", 3_600_000), Execution(), Hearer(at=at))
    finally:
        app.machine.close()
    assert len(behind) > 3
    assert max(behind) < 1_000
