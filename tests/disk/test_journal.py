"""A journal keeps each line durably, leaves a torn one out, and notices any other damage."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paycli.disk.journal import Journal
from paycli.errors import Misconfigured, TillBusy, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

LINES = (b"first", b"", b"third with \xc3\xbc and \x00", b"x" * 5000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tills" / "1.carts"


def opened(path: Path) -> Journal:
    return Journal.open(path, TillBusy(till=1))


def written(path: Path, *lines: bytes) -> bytes:
    journal = opened(path)
    for line in lines:
        journal.append(line)
    journal.close()
    return path.read_bytes()


def lines_in(path: Path) -> list[bytes]:
    journal = opened(path)
    journal.close()
    return list(journal.lines)


def test_lines_come_back_as_they_were_added(path: Path) -> None:
    written(path, *LINES)
    assert lines_in(path) == list(LINES)
    written(path, b"more")
    assert lines_in(path) == [*LINES, b"more"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_is_cut_anywhere_has_the_lines_that_are_whole(path: Path) -> None:
    whole = written(path, b"one", b"two", b"three")
    ends = [0, *(place + 1 for place in range(len(whole)) if whole[place : place + 1] == b"\n")]
    for length in range(len(whole) + 1):
        path.write_bytes(whole[:length])
        count = sum(end <= length for end in ends) - 1
        assert lines_in(path) == [b"one", b"two", b"three"][:count]
        # What was torn is gone, and the next line stands behind the last whole one.
        assert path.stat().st_size == ends[count]
        written(path, b"next")
        assert lines_in(path) == [*[b"one", b"two", b"three"][:count], b"next"]


def test_a_torn_line_of_any_bytes_is_left_out(path: Path) -> None:
    whole = written(path, b"one", b"two")
    for torn in (b"\0" * 300, b"0" * 32 + b" three", b"0" * 32 + b" three\n", b"\xff", b"\n"):
        path.write_bytes(whole + torn)
        assert lines_in(path) == [b"one", b"two"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.integers(0, 300), st.integers(1, 255))
def test_a_changed_byte_is_noticed_or_only_the_last_line_is_lost(path: Path, place: int, flip: int) -> None:
    path.unlink(missing_ok=True)
    whole = bytearray(written(path, *(b"line %d" % number for number in range(6))))
    place %= len(whole)
    whole[place] ^= flip
    path.write_bytes(whole)
    last = whole.rfind(b"\n", 0, len(whole) - 1) + 1
    try:
        found = lines_in(path)
    except Misconfigured:
        return
    assert place >= last
    assert found == [b"line %d" % number for number in range(5)]


def test_a_line_that_is_missing_moved_or_doubled_is_noticed(path: Path) -> None:
    one, two, three = written(path, b"one", b"two", b"three").splitlines(keepends=True)
    for changed in ([one, three], [two, three], [one, three, two], [one, one, two, three], [three, two, one]):
        path.write_bytes(b"".join(changed) + b"")
        if changed == [one, three]:
            # The last line alone does not fit: that is a torn one.
            assert lines_in(path) == [b"one"]
        else:
            with pytest.raises(Misconfigured):
                lines_in(path)


def test_one_process_at_a_time_has_it(path: Path) -> None:
    journal = opened(path)
    for _ in range(2):
        with pytest.raises(TillBusy):
            opened(path)
    child = os.fork()
    if child == 0:
        try:
            opened(path)
        except TillBusy:
            os._exit(7)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    journal.close()
    opened(path).close()


def test_other_lines_take_the_place_of_all(path: Path) -> None:
    journal = opened(path)
    for line in LINES:
        journal.append(line)
    journal.replace([b"short"])
    journal.append(b"behind it")
    with pytest.raises(TillBusy):
        opened(path)
    journal.close()
    assert lines_in(path) == [b"short", b"behind it"]


def test_a_full_disk_keeps_what_was_there(path: Path) -> None:
    journal = opened(path)
    journal.append(b"one")
    real = journal._descriptor
    journal._descriptor = os.open("/dev/full", os.O_RDWR)
    with pytest.raises(Unavailable):
        journal.append(b"two")
    os.close(journal._descriptor)
    journal._descriptor = real
    journal.append(b"three")
    journal.close()
    assert lines_in(path) == [b"one", b"three"]


def test_every_single_byte_that_changes_is_noticed_or_belongs_to_the_last_line(path: Path) -> None:
    wanted = [b"line %d" % number for number in range(4)]
    whole = written(path, *wanted)
    last = whole.rfind(b"\n", 0, len(whole) - 1) + 1
    for place in range(len(whole)):
        for flip in (1, ord("\n") ^ whole[place] or 2):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
            try:
                found = lines_in(path)
            except Misconfigured:
                continue
            assert (place >= last, found) == (True, wanted[:-1]), (place, flip)
