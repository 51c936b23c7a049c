"""The sandbox bank: its cards, and its book, which holds each charge once through kills, races and full disks."""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
import stat
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from paycli.console.hints import hint_of
from paycli.errors import (
    CardDeclined,
    CodeWanted,
    IdempotencyConflict,
    PermissionRefused,
    RailUnreachable,
    Unreadable,
)
from paycli.rails.sandbox import CARDS, SandboxBank

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier
    from pathlib import Path

A, B = "a1" * 16, "b2" * 16


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "sandbox-bank.jsonl"


@pytest.fixture
def bank(book: Path) -> SandboxBank:
    return SandboxBank(book)


# --- the cards -----------------------------------------------------------------------------------------------------
def test_visa_is_bound_as_the_help_shows_it(bank: SandboxBank) -> None:
    bound = bank.bind("visa", None)
    assert (bound.brand, bound.last4) == ("Visa test", "4242")
    assert bound.token.startswith("tok_")


@pytest.mark.parametrize("card", ["visa", "mastercard"])
def test_a_good_card_is_approved(bank: SandboxBank, card: str) -> None:
    assert bank.charge(A, bank.bind(card, None).token, 100, "EUR").outcome == "settled"


@pytest.mark.parametrize("code", [None, "", "246811", "246810 "])
def test_the_card_with_a_code_is_not_bound_without_it(bank: SandboxBank, code: str | None) -> None:
    with pytest.raises(CodeWanted) as refused:
        bank.bind("code", code)
    assert refused.value.exit_status == 6
    assert bank.movements() == ()


def test_the_card_with_a_code_is_bound_with_it(bank: SandboxBank) -> None:
    assert bank.charge(A, bank.bind("code", "246810").token, 100, "EUR").outcome == "settled"


@pytest.mark.parametrize("card", ["amex", "", "Visa", "4242424242424242"])
def test_a_card_without_a_test_name_is_declined_and_the_names_are_said(bank: SandboxBank, card: str) -> None:
    with pytest.raises(CardDeclined) as declined:
        bank.bind(card, None)
    assert declined.value.exit_status == 3
    assert all(name in hint_of(declined.value) for name in CARDS)


def test_the_slow_card_is_pending_until_it_was_asked_for_twice(bank: SandboxBank) -> None:
    token = bank.bind("slow", None).token
    assert bank.charge(A, token, 100, "EUR") == ("pending", None, "")
    assert bank.charge(A, token, 100, "EUR").outcome == "pending"
    outcomes = [answer.outcome for _ in range(3) if (answer := bank.status(A))]
    assert outcomes == ["pending", "settled", "settled"]
    assert bank.charge(A, token, 100, "EUR") == bank.status(A)


def test_the_reference_is_sb_and_16_hex_digits_that_follow_from_the_order(bank: SandboxBank) -> None:
    reference = bank.charge(A, bank.bind("visa", None).token, 100, "EUR").reference
    assert reference == "sb-" + sha256(A.encode()).hexdigest()[:16]


def test_a_charge_of_nothing_is_a_bug(bank: SandboxBank) -> None:
    token = bank.bind("visa", None).token
    for amount_minor in (0, -5):
        with pytest.raises(Exception, match="bug") as refused:
            bank.charge(A, token, amount_minor, "EUR")
        assert getattr(refused.value, "code", "") == "internal_error"
    assert bank.movements() == ()


def test_the_signing_seed_is_the_one_of_the_protocol(bank: SandboxBank) -> None:
    assert bank.signing_seed("0f" * 16) == sha256(b"paycli sandbox v1\n" + b"\x0f" * 16).digest()


# --- the book ------------------------------------------------------------------------------------------------------
def test_no_token_lies_in_the_book(bank: SandboxBank, book: Path) -> None:
    token = bank.bind("visa", None).token
    bank.charge(A, token, 100, "EUR")
    assert token.removeprefix("tok_") not in book.read_text()


@pytest.mark.parametrize("mode", [0o600, 0o660])
def test_the_book_has_the_permissions_that_were_asked_for_whatever_the_umask(book: Path, mode: int) -> None:
    before = os.umask(0o777)
    try:
        SandboxBank(book, mode).status(A)
    finally:
        os.umask(before)
    assert stat.S_IMODE(book.stat().st_mode) == mode


def test_a_book_that_is_a_symbolic_link_is_refused_and_its_target_left_alone(book: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    book.symlink_to(target)
    with pytest.raises(PermissionRefused):
        SandboxBank(book).bind("visa", None)
    assert target.read_text() == "mine"


def test_a_book_without_its_folder_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(RailUnreachable) as refused:
        SandboxBank(tmp_path / "none" / "book").bind("visa", None)
    assert refused.value.exit_status == 69


def test_a_charge_cut_off_at_any_byte_is_made_once_when_it_is_asked_for_again(bank: SandboxBank, book: Path) -> None:
    token = bank.bind("visa", None).token
    bank.charge(B, token, 55, "EUR")
    before = book.read_bytes()
    answer = bank.charge(A, token, 100, "EUR")
    whole = book.read_bytes()
    for length in range(len(before), len(whole)):
        book.write_bytes(whole[:length])
        assert bank.status(A) is None
        assert bank.charge(A, token, 100, "EUR") == answer
        assert book.read_bytes() == whole
    assert [row.order for row in bank.movements()] == [B, A]


def test_a_last_line_of_zeros_as_a_power_cut_leaves_it_is_ignored(bank: SandboxBank, book: Path) -> None:
    token = bank.bind("visa", None).token
    before = book.read_bytes()
    answer = bank.charge(A, token, 100, "EUR")
    whole = book.read_bytes()
    book.write_bytes(before + b"\0" * 40 + b"\n")
    assert bank.status(A) is None
    assert bank.charge(A, token, 100, "EUR") == answer
    assert book.read_bytes() == whole


def test_damage_before_the_last_line_is_said_not_skipped(bank: SandboxBank, book: Path) -> None:
    token = bank.bind("visa", None).token
    bank.charge(A, token, 100, "EUR")
    lines = book.read_bytes().splitlines(keepends=True)
    book.write_bytes(b"x" + lines[0] + lines[1])
    with pytest.raises(Unreadable) as refused:
        bank.charge(B, token, 100, "EUR")
    assert refused.value.exit_status == 65


def _charge_behind(barrier: Barrier, book: Path, token: str, orders: list[str]) -> None:
    bank = SandboxBank(book)
    barrier.wait(30)
    for order in orders:
        assert bank.charge(order, token, 100, "EUR").outcome == "settled"


def _race(book: Path, token: str, orders: list[list[str]]) -> list[int | None]:
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(len(orders))
    workers = [context.Process(target=_charge_behind, args=(barrier, book, token, mine)) for mine in orders]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    return [worker.exitcode for worker in workers]


def test_eight_processes_that_charge_the_same_order_charge_it_once(bank: SandboxBank, book: Path) -> None:
    token = bank.bind("visa", None).token
    same = [f"{number:032x}" for number in range(5)]
    assert _race(book, token, [same] * 8) == [0] * 8
    assert [row.order for row in bank.movements()] == same


def test_eight_processes_that_charge_different_orders_lose_none(bank: SandboxBank, book: Path) -> None:
    token = bank.bind("visa", None).token
    orders = [[f"{worker:016x}{number:016x}" for number in range(5)] for worker in range(8)]
    assert _race(book, token, orders) == [0] * 8
    assert sorted(row.order for row in bank.movements()) == sorted(order for mine in orders for order in mine)


def test_a_full_disk_charges_nothing_and_leaves_the_book_whole(bank: SandboxBank, book: Path) -> None:
    token = bank.bind("visa", None).token
    bank.charge(B, token, 55, "EUR")
    before = book.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # A bound on the file's size cuts a write short and then refuses it, as a full disk does.
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, limits[1]))
    try:
        with pytest.raises(RailUnreachable) as refused:
            bank.charge(A, token, 100, "EUR")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert os.strerror(errno.EFBIG) in refused.value.message
    assert book.read_bytes() == before
    assert bank.status(A) is None
    assert bank.charge(A, token, 100, "EUR").outcome == "settled"


def test_a_conflict_writes_nothing(bank: SandboxBank, book: Path) -> None:
    token = bank.bind("visa", None).token
    bank.charge(A, token, 100, "EUR")
    before = book.read_bytes()
    with pytest.raises(IdempotencyConflict):
        bank.charge(A, token, 101, "EUR")
    assert book.read_bytes() == before
