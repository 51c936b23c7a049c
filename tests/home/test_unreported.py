"""Notes of orders whose outcome nobody was shown: they outlive their process, and no two processes share a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.client_orders import Unreported
from paycli.errors import PermissionRefused
from paycli.home.unreported import UnreportedOrders
from tests.support.ids import order_id

if TYPE_CHECKING:
    from pathlib import Path


def note(number: int, kind: str = "send") -> Unreported:
    return Unreported("1" * 32, "2" * 40, order_id(number), "2" * 40, kind)


def left(home: Path) -> list[tuple[Unreported, bool]]:
    return [(each.note, each.runs) for each in UnreportedOrders(home).left()]


def test_a_note_outlives_whoever_wrote_it_until_its_outcome_was_shown(home: Path) -> None:
    file = UnreportedOrders(home).take(order_id(1))
    assert left(home) == []
    file.write(note(1))
    assert left(home) == [(note(1), True)]
    file.close()
    assert left(home) == [(note(1), False)]
    again = UnreportedOrders(home).take(order_id(1))
    assert again.note == note(1)
    again.write(note(1))
    again.clear()
    again.close()
    assert left(home) == []
    folder = home / "unreported"
    assert [path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())] == [0o700, 0o600]


def test_a_file_is_used_again_and_keeps_its_length(home: Path) -> None:
    for number in range(5):
        file = UnreportedOrders(home).take(order_id(number))
        file.write(note(number, "envelope.send"))
        file.clear()
        file.close()
    assert [path.stat().st_size for path in (home / "unreported").iterdir()] == [512]


def test_two_that_run_at_once_have_a_file_each(home: Path) -> None:
    files = [UnreportedOrders(home).take(order_id(number)) for number in range(3)]
    for number, file in enumerate(files):
        file.write(note(number))
    assert sorted(left(home)) == [(note(number), True) for number in range(3)]
    files[1].close()
    # What is left over stands in nobody's way, and its own repeat finds it.
    other, repeat = UnreportedOrders(home).take(order_id(7)), UnreportedOrders(home).take(order_id(1))
    assert (other.note, repeat.note) == (None, note(1))
    for file in (files[0], files[2], other, repeat):
        file.close()


def test_what_was_decided_of_a_note_holds_only_for_that_note(home: Path) -> None:
    orders = UnreportedOrders(home)
    for number in (1, 2, 3):
        file = orders.take(order_id(number))
        file.write(note(number))
        file.close()
    running = orders.take(order_id(3))
    orders.change(lambda each: None if each.id != order_id(2) else each._replace(said="pending"))
    assert left(home) == [(note(2)._replace(said="pending"), False), (note(3), True)]
    running.close()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"ledger": 1}', b"\xff" * 512, b" " * 9000, b"[" * 600]
)
def test_half_a_note_was_never_acted_upon_and_its_file_is_free(home: Path, content: bytes) -> None:
    file = UnreportedOrders(home).take(order_id(1))
    file.close()
    [path] = (home / "unreported").iterdir()
    path.write_bytes(content)
    assert left(home) == []
    file = UnreportedOrders(home).take(order_id(2))
    file.write(note(2))
    file.close()
    assert left(home) == [(note(2), False)]


def test_a_link_in_the_place_of_a_file_is_never_written_through(home: Path, tmp_path: Path) -> None:
    UnreportedOrders(home).take(order_id(1)).close()
    [path] = (home / "unreported").iterdir()
    victim = tmp_path / "victim"
    victim.write_text("mine")
    path.unlink()
    path.symlink_to(victim)
    with pytest.raises(PermissionRefused):
        UnreportedOrders(home).take(order_id(2))
    assert victim.read_text() == "mine"


def test_where_no_file_can_be_made_it_is_said(home: Path) -> None:
    home.mkdir(mode=0o700)
    (home / "unreported").write_text("")
    with pytest.raises(PermissionRefused):
        UnreportedOrders(home).take(order_id(1))


def test_a_note_says_nothing_but_ids_and_the_kind(home: Path) -> None:
    file = UnreportedOrders(home).take(order_id(1))
    file.write(note(1))
    file.close()
    [path] = (home / "unreported").iterdir()
    assert path.stat().st_size == 512
    assert set(Unreported._fields) == {"ledger", "wallet", "id", "owner", "kind", "said"}
