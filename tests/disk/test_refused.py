"""What the system does not let us write says whose the folder is, and what helps."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.console.hints import hint_of
from paycli.disk.durable import remove, write_atomic
from paycli.disk.locks import locked
from paycli.disk.private import make_private_folder
from paycli.errors import PermissionRefused
from paycli.home.unreported import UnreportedOrders
from paycli.rails.sandbox import SandboxBank
from paycli.store.sqlite.create import check_place, create_ledger
from tests.support.children import NOBODY, in_child
from tests.support.misses import Misses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def closed() -> Iterator[Path]:
    """Make a folder of mode 0500 with a file in it, which belongs to an account that is not root."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    folder = place / "closed"
    folder.mkdir(0o700)
    (folder / "file").write_text("{}")
    if os.geteuid() == 0:
        for each in (folder / "file", folder):
            os.chown(each, NOBODY, NOBODY)
    folder.chmod(0o500)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(place)


def as_somebody(work: Callable[[], None]) -> None:
    """Do some work as an account that is not root, which may write everywhere."""
    in_child(work, uid=NOBODY if os.geteuid() == 0 else None)


def in_lock(path: Path) -> None:
    with locked(path):
        pass


def test_in_a_folder_of_ones_own_that_is_read_only_it_says_so_and_how_to_open_it(closed: Path) -> None:
    ways: dict[str, Callable[[], object]] = {
        "a file is written": lambda: write_atomic(closed / "new", b""),
        "a file is removed": lambda: remove(closed / "file"),
        "a folder is made": lambda: make_private_folder(closed / "sub" / "sub"),
        "a lock is made": lambda: in_lock(closed / "file"),
        "an order is noted": lambda: UnreportedOrders(closed).take("0" * 32),
        "the bank's book is made": lambda: SandboxBank(closed / "bank.jsonl").movements(),
        "a ledger is made": lambda: create_ledger(closed / "sub" / "x.db"),
        "a ledger would be made": lambda: check_place(closed / "sub" / "x.db"),
    }

    def all_of_them() -> None:
        with Misses() as misses:
            for name, way in ways.items():
                with misses.of(name):
                    with pytest.raises(PermissionRefused) as refused:
                        way()
                    assert f"the folder {closed} is yours, and its mode 0500 forbids it" in refused.value.message
                    assert hint_of(refused.value) == f"chmod u+rwx {closed}"

    as_somebody(all_of_them)


def test_in_a_folder_of_somebody_else_it_says_whose_it_is() -> None:
    ways: dict[str, Callable[[], object]] = {
        "a folder is made": lambda: make_private_folder(Path("/of-ours")),
        "a ledger is made": lambda: create_ledger("/of-ours/x.db"),
        "a ledger would be made": lambda: check_place("/of-ours/x.db"),
    }

    def all_of_them() -> None:
        with Misses() as misses:
            for name, way in ways.items():
                with misses.of(name):
                    with pytest.raises(PermissionRefused, match="the folder / belongs to root") as refused:
                        way()
                    assert "ask its owner" in hint_of(refused.value)

    as_somebody(all_of_them)


def test_a_ledger_in_an_existing_folder_of_somebody_else_says_whose_that_is() -> None:
    def refuses() -> None:
        for way in (create_ledger, check_place):
            with pytest.raises(PermissionRefused, match="this folder belongs to root"):
                way("/x.db")

    as_somebody(refuses)
