"""The file of contacts: kept for each ledger, private, never taken for a fresh start when it is damaged."""

from __future__ import annotations

import json
import stat
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest

from paycli.disk.durable import write_atomic
from paycli.domain.records import Contact
from paycli.errors import Misconfigured, PermissionRefused
from paycli.home.contacts import ContactFile

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.domain.ports import Contacts

LEDGER, OTHER = "a" * 32, "b" * 32
BO = Contact("bo", "1" * 40, "2" * 64, verified=False, since=5, shown=True)
ROW = {"key": BO.key, "shown": BO.shown, "since": BO.since, "verified": BO.verified, "wallet": BO.wallet}


def test_whom_one_met_is_remembered_for_each_ledger_and_not_replaced_by_accident(home: Path) -> None:
    book: Contacts = ContactFile(home, LEDGER)
    assert book.known() == {}
    assert not home.exists(), "looking makes nothing"
    book.keep(BO)
    book.keep(BO._replace(key="3" * 64))
    ContactFile(home, OTHER).keep(BO._replace(handle="li"))
    assert ContactFile(home, LEDGER).known() == {"bo": BO}
    book.keep(BO._replace(key="3" * 64, verified=True), replace=True)
    assert ContactFile(home, LEDGER).known() == {"bo": BO._replace(key="3" * 64, verified=True)}
    assert ContactFile(home, OTHER).known().keys() == {"li"}


def test_a_row_like_these_is_read(home: Path) -> None:
    write_atomic(home / "contacts" / f"{LEDGER}.json", json.dumps({"bo": ROW}).encode())
    assert ContactFile(home, LEDGER).known() == {"bo": BO}


def test_whose_key_was_shown_is_noted_once_they_are_alone(home: Path) -> None:
    book, hidden = ContactFile(home, LEDGER), BO._replace(shown=False)
    book.keep(hidden, hidden._replace(handle="li"))
    book.keep(BO._replace(key="3" * 64))
    assert book.known()["bo"] == hidden, "another key says nothing of this one"
    book.keep(BO)
    book.keep(hidden)
    assert book.known() == {"bo": BO, "li": hidden._replace(handle="li")}


def test_only_its_owner_reads_the_file(home: Path, umask: int) -> None:
    ContactFile(home, LEDGER).keep(BO)
    path = home / "contacts" / f"{LEDGER}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    with pytest.raises(PermissionRefused):
        ContactFile(home, LEDGER).known()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"null", b"[" * 100_000, b'{"bo": {}}', b'{"bo": []}', b"\xff",
        json.dumps({"Bo!": ROW}).encode(),
        *(json.dumps({"bo": {**ROW, **wrong}}).encode() for wrong in (
            {"key": "2" * 63}, {"key": None}, {"wallet": "x" * 40}, {"verified": 1}, {"since": -1}, {"since": True},
            {"more": 1}, {"shown": 0},
        )),
    ],
)  # fmt: skip
def test_a_damaged_file_is_an_error_and_not_a_fresh_start(data: bytes, home: Path) -> None:
    write_atomic(home / "contacts" / f"{LEDGER}.json", data)
    book = ContactFile(home, LEDGER)
    for attempt in (book.known, lambda: book.keep(BO)):
        with pytest.raises(Misconfigured) as caught:
            attempt()
        assert caught.value.exit_status == 78


def test_what_is_no_ledger_id_names_no_file(home: Path) -> None:
    with pytest.raises(Misconfigured):
        ContactFile(home, "../" + "a" * 29)
    assert not home.exists()


def _keep(home: Path, number: int) -> None:
    ContactFile(home, LEDGER).keep(BO._replace(handle=f"bo{number}"))


def test_processes_that_keep_at_once_lose_nobody(home: Path) -> None:
    context = get_context("fork")
    workers = [context.Process(target=_keep, args=(home, number)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len(ContactFile(home, LEDGER).known()) == 8
