"""Disks that are full or read-only, and ledgers that somebody else holds: clean answers, and nothing half done."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.errors import LedgerBusy, PermissionRefused
from paycli.signing import CRYPTO
from paycli.store.sqlite import connection
from paycli.store.sqlite.book import SqliteBook
from tests.support.children import NOBODY, holding, in_child
from tests.support.circle import Circle
from tests.support.devices import at, lay_request
from tests.support.inside import Household
from tests.support.ledgers import new_ledger
from tests.support.proof import entries, faults

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.python

LIMITS = (0, 1000, 5000, 20_000)


@pytest.mark.parametrize("limit", LIMITS)
def test_where_files_may_not_grow_nothing_is_sent_and_a_repeat_succeeds(household: Household, limit: int) -> None:
    line = ("send", "li", "5", "-k", "grow", "--as", "ming")
    household.run("send", "li", "1", "--as", "ming")
    before = entries(household.ledger)

    def refused() -> None:
        # Python ignores SIGXFSZ by itself, so the write fails with an error instead of ending the program.
        assert signal.getsignal(signal.SIGXFSZ) == signal.SIG_IGN
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        error = household.json(*line, status=69)
        assert error["retry"] == "later"
        assert error["message"].startswith("Nothing ")

    in_child(refused)
    assert entries(household.ledger) == before
    assert faults(household.ledger) == []
    assert household.json(*line)["replayed"] is False
    assert household.balance("li") == "6.00"


@pytest.mark.parametrize("limit", [0, 5000, 100_000])
def test_where_files_may_not_grow_no_ledger_is_begun_and_a_repeat_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    house = Household(tmp_path / "house", monkeypatch)
    line = ("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed")

    def refused() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        error = house.json(*line, status=69)
        assert error["retry"] == "later"
        assert error["message"].startswith("Nothing happened: ")

    in_child(refused)
    left = [each.name for each in house.ledger.parent.iterdir() if "home.db" in each.name]
    assert left == [], "half a ledger is none"
    assert house.json(*line)["changed"] is True
    assert faults(house.ledger) == []


def test_a_payment_whose_log_cannot_be_folded_into_the_file_is_kept_in_the_log(household: Household) -> None:
    """The log has room, the file behind it has not: what was acknowledged must be found in the log."""
    before = household.ledger.read_bytes()

    def sends() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
        household.run("send", "li", "5", "--as", "ming")

    in_child(sends)
    assert len(before) > 60_000
    assert household.balance("li") == "5.00"
    assert faults(household.ledger) == []


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Mount a small disk in memory; only root can, and in CI everybody must."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk; what a full one does is also tried with RLIMIT_FSIZE and strace")
    folder = Path(tempfile.mkdtemp())
    options = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", os.fspath(folder)]
    mounted = subprocess.run(options, capture_output=True, text=True, check=False)
    try:
        if mounted.returncode != 0:
            pytest.skip(f"this container may not mount a disk: {mounted.stderr.strip()[:100]}")
        yield folder
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "-l", os.fspath(folder)], check=True)
        folder.rmdir()


@pytest.mark.slow
def test_on_a_full_disk_nothing_is_sent_and_what_was_acknowledged_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with small_disk(2) as folder:
        house = Household(folder / "house", monkeypatch)
        house.begin("li")
        house.run("cash", "in", "ming", "100", "--as", "ming")
        stuffing = folder / "stuffing"
        stuffing.write_bytes(bytes(shutil.disk_usage(folder).free - 200_000))
        sent = 0
        while True:
            line = ("send", "li", "0.01", "x" * 400, "-k", f"{sent}", "--as", "ming")
            ended = house.run(*line, status=None)
            if ended.status != 0:
                break
            sent += 1
            assert sent < 1000, "the disk does not get full"
        assert (ended.status, ended.document["retry"]) == (69, "later")
        assert ended.document["message"].startswith("Nothing ")
        stuffing.unlink()
        assert faults(house.ledger) == []
        assert house.balance("li") == f"{sent / 100:.2f}"
        assert house.json(*line)["replayed"] is False
        house.run("ledger", "audit")


@pytest.mark.slow
def test_on_a_full_disk_no_device_asks_for_a_key_and_afterwards_the_same_line_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with small_disk(2) as folder:
        house = Household(folder / "house", monkeypatch)
        house.begin("li")
        line, stuffing = ("join", str(house.ledger), "--wallet", "li", "--vault", "sealed"), folder / "stuffing"
        # To the last block: what is left of one is no block that a new file could have.
        with suppress(OSError), stuffing.open("wb", buffering=0) as file:
            while file.write(bytes(4_096)):
                pass
        with pytest.raises(PermissionRefused, match="No space left"):
            lay_request("li", b"k" * 32)
        with at(tmp_path / "device"):
            refused = house.json(*line, status=69)
            assert (refused["retry"], refused["message"][:17]) == ("later", "Nothing happened:")
            assert not list(house.ledger.parent.glob("*.key-*")) + list(house.ledger.parent.glob(".*.key-*"))
            stuffing.unlink()
            code = house.json(*line)["request_code"]
        assert house.json("wallet", "key", "add", code, "--as", "li")["state"] == "active"
        with at(tmp_path / "device"):
            house.run("balance")
        assert faults(house.ledger) == []


@pytest.mark.parametrize("what", ["folder", "file"])
def test_from_a_read_only_ledger_one_can_read_and_audit_and_is_refused_to_send(
    monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    place = Path(tempfile.mkdtemp())
    try:
        # The folders of the test runner are closed to the account that this is tried as.
        place.chmod(0o755)
        house = Household(place / "house", monkeypatch)
        house.begin("li")
        reads = (("balance",), ("log",), ("ledger", "show"), ("ledger", "audit"))
        # What a command imports late must be there before another account may not read it any more.
        for line in (*reads, ("cash", "in", "ming", "10"), ("send", "li", "1")):
            house.run(*line, "--as", "ming")
        before = house.ledger.read_bytes()
        root = os.geteuid() == 0
        if root:
            for each in (place, *place.rglob("*")):
                os.chown(each, NOBODY, NOBODY)
        (house.ledger if what == "file" else house.ledger.parent).chmod(0o400 if what == "file" else 0o500)

        def reads_only() -> None:
            for line in reads:
                house.run(*line, "--as", "ming")
            refused = house.json("send", "li", "1", "--as", "ming", status=78)
            assert refused["code"] == "permission_refused"

        def can_write_again() -> None:
            found = house.json("doctor", "--as", "ming")["findings"]
            assert not [each for each in found if "operator" in str(each["help"]) or each["state"] == "fail"]
            house.run("send", "li", "1", "--as", "ming")

        in_child(reads_only, uid=NOBODY if root else None)
        assert house.ledger.read_bytes() == before
        # Whoever reads a ledger while it is read-only leaves files beside it that are so too.
        (house.ledger if what == "file" else house.ledger.parent).chmod(0o600 if what == "file" else 0o700)
        in_child(can_write_again, uid=NOBODY if root else None)
    finally:
        (place / "house" / "home").chmod(0o700)
        shutil.rmtree(place)


# --- somebody else holds it -------------------------------------------------------------------------------------------
@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    book = SqliteBook(new_ledger(tmp_path), CRYPTO, wait_seconds=0.3)
    yield Circle(book, cash_minor=1000)
    book.close()
    assert faults(book.path) == []


def another(circle: Circle) -> SqliteBook:
    assert isinstance(circle.book, SqliteBook)
    return SqliteBook(circle.book.path, CRYPTO)


def test_a_ledger_that_stays_locked_is_busy_and_the_order_can_be_used_again(circle: Circle) -> None:
    order = circle.order("send", _body(circle), circle.people["ming"])
    with holding(lambda: another(circle).lock()) as (_, let_go):
        with pytest.raises(LedgerBusy) as refused:
            circle.post(order)
        assert (refused.value.code, refused.value.exit_status, refused.value.retry) == ("ledger_busy", 69, "later")
        assert circle.balance("li") == 1000
        let_go()
        assert circle.post(order).replayed is False
    assert circle.balance("li") == 1003


def test_a_tool_that_holds_the_database_itself_makes_it_busy_too(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.2)
    assert isinstance(circle.book, SqliteBook)
    circle.book.close()
    with closing(sqlite3.connect(circle.book.path, isolation_level=None)) as tool:
        tool.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LedgerBusy):
            circle.send("ming", "li", 3)
        # Readers go on, as always in WAL mode.
        assert circle.balance("li") == 1000
        tool.execute("ROLLBACK")
    assert circle.send("ming", "li", 3).replayed is False


def test_ctrl_z_stops_a_writer_only_when_it_has_given_the_lock_back(circle: Circle) -> None:
    with holding(lambda: another(circle).lock()) as (writer, let_go):
        os.kill(writer, signal.SIGTSTP)
        let_go()
        stopped, status = os.waitpid(writer, os.WUNTRACED)
        assert (stopped, os.WIFSTOPPED(status)) == (writer, True)
        try:
            assert circle.send("ming", "li", 3).replayed is False
        finally:
            os.kill(writer, signal.SIGCONT)


def test_a_writer_that_dies_with_the_lock_leaves_it_free(circle: Circle) -> None:
    def dies() -> None:
        with another(circle).lock(), another(circle).begin():
            os.kill(os.getpid(), signal.SIGKILL)

    in_child(dies)
    assert circle.send("ming", "li", 3).replayed is False


def _body(circle: Circle) -> dict[str, object]:
    return {"to": circle.people["li"].wallet, "amount": 3, "currency": "EUR", "note": None}
