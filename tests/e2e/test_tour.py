"""`paycli tour` played for real: it holds, it tells the truth, it leaves nothing, and it fails when it should."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paycli.console.qr import draw
from paycli.errors import TourFailed
from paycli.main import run
from paycli.tour.reading import THEMES, read_back
from paycli.tour.stage import Stage
from paycli.tour.story import STORY
from paycli.tour.till import read_code
from tests.support.program import PROGRAM, paycli, paycli_json
from tests.support.terminal import CTRL_C, Screen

if TYPE_CHECKING:
    from collections.abc import Iterator


MONEY = r"(\d+\.\d\d) EUR"
SALE = "PAYCLI:1/S/0123456789ABCDEFGHJKMNPQRS/0123456789AB"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder that temporary files go to."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Give the socket of a session bus, where a keyring would be asked for."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "bus"))
        listening.listen()
        listening.setblocking(False)
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        yield listening


def everything_in(folder: Path) -> dict[str, float]:
    return {str(path): path.lstat().st_mtime for path in folder.rglob("*")}


def processes_of(folder: Path) -> list[str]:
    """Give the processes that know a folder as theirs, where the system tells."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"TMPDIR={folder}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            # It ended meanwhile, or is somebody else's.
            continue
    return found


@pytest.mark.slow
@pytest.mark.python
def test_the_tour_holds_its_numbers_add_up_and_nothing_of_it_is_left(
    own_home: Path, temporary: Path, bus: socket.socket
) -> None:
    before = everything_in(own_home)
    shown = paycli("tour", "--strict").stdout

    assert [f"{number}. {step.title}" for number, step in enumerate(STORY, 1)] == re.findall(
        r"^\d+\. .*", shown, re.MULTILINE
    )
    grabs = re.findall(rf"^(\d)  (@\w+) +{MONEY}(  luckiest)?$", shown, re.MULTILINE)
    shares = [Decimal(share) for _, _, share, _ in grabs]
    assert [place for place, *_ in grabs] == list("12345678")
    assert len({who for _, who, _, _ in grabs}) == 8
    assert [Decimal(share) for _, _, share, lucky in grabs if lucky] == [max(shares)]
    together = re.search(rf"^ +together +{MONEY}$", shown, re.MULTILINE)
    sent = re.search(r"^\$ paycli envelope send (\S+) -n 8 ", shown, re.MULTILINE)
    assert together
    assert sent
    assert sum(shares) == Decimal(together[1]) == Decimal(sent[1])
    topped = re.search(r"^\$ paycli topup (\S+) ", shown, re.MULTILINE)
    assert topped
    assert f"the 10 wallets together hold {topped[1]} EUR" in shown
    assert len(re.findall(r"^\$ paycli grab \w{12} --as \w+ --yes --json &$", shown, re.MULTILINE)) == 8
    qr = re.search(r"^ +(PAYCLI:1/S/\S+)$", shown, re.MULTILINE)
    assert qr
    assert f"$ paycli pay {qr[1]} " in shown
    assert "next: " in shown.splitlines()[-2] + shown.splitlines()[-1]

    assert everything_in(own_home) == before
    assert list(temporary.iterdir()) == []
    with pytest.raises(BlockingIOError):
        bus.accept()


@pytest.mark.slow
def test_for_programs_the_tour_is_one_document() -> None:
    done = paycli_json("tour")

    assert done["amount"] == "200.00"
    assert done["read_back"] == list(THEMES)
    assert done["entries"] == done["signatures"] > 30
    assert done["processes"] > 40


@pytest.mark.slow
def test_without_a_decoder_the_tour_says_that_the_code_was_not_read_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "zxingcpp", None)

    assert run(["tour"]) == 0
    shown = capsys.readouterr().out
    assert "not read back: no QR decoder is installed. To get one:  pip install zxing-cpp" in shown
    assert "The QR code was drawn, but not read back" in shown


def test_without_a_decoder_a_strict_tour_fails_before_it_begins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], temporary: Path
) -> None:
    monkeypatch.setitem(sys.modules, "zxingcpp", None)

    assert run(["tour", "--strict"]) == 78
    assert "There is no QR decoder here" in capsys.readouterr().err
    assert list(temporary.iterdir()) == []


def test_make_tour_is_the_strict_one() -> None:
    makefile = Path(__file__).resolve().parents[2] / "Makefile"
    assert re.search(r"^tour: .*\n\t@\$\(BIN\)/paycli tour --strict$", makefile.read_text(), re.MULTILINE)


@pytest.mark.slow
def test_the_tour_fails_when_a_step_does_and_leaves_nothing(temporary: Path) -> None:
    # Files may have 4 KiB only: the passphrase fits, a ledger does not.
    limited = f"import os, resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); os.execv({PROGRAM!r}, "
    done = subprocess.run(
        [sys.executable, "-c", f"{limited}[{PROGRAM!r}, 'tour'])"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 70, done.stdout + done.stderr
    assert f'The tour stopped at "{STORY[0].title}": paycli init ' in done.stderr
    assert "steps went as they should" not in done.stdout
    assert list(temporary.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_tour_that_is_told_to_end_leaves_nothing(temporary: Path, number: signal.Signals) -> None:
    with Screen("tour") as screen:
        screen.until("2. Money comes in")
        os.kill(screen.pid, number)
        screen.ended(128 + number)

    assert list(temporary.iterdir()) == []
    assert processes_of(temporary) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_process_that_was_started_just_when_the_tour_is_told_to_end_is_ended_too(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    started: list[subprocess.Popen[str]] = []
    really = subprocess.Popen

    def start(*args: Any, **more: Any) -> subprocess.Popen[str]:
        started.append(really(*args, **more))
        signal.raise_signal(number)
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises((KeyboardInterrupt, SystemExit)), Stage() as stage:
        stage.read("balance")
    assert [each.returncode is not None for each in started] == [True]
    assert list(temporary.iterdir()) == []


@pytest.mark.slow
def test_ctrl_c_among_the_eight_grabs_leaves_nothing(temporary: Path) -> None:
    with Screen("tour") as screen:
        screen.until("$ wait").type(CTRL_C)
        screen.ended(130)

    assert list(temporary.iterdir()) == []
    assert processes_of(temporary) == []


@pytest.mark.parametrize("theme", THEMES)
def test_a_drawn_code_is_read_back_on_a_dark_and_on_a_light_screen(theme: str) -> None:
    lines = draw(SALE, width=None, color=True)
    assert isinstance(lines, list)
    assert read_back(lines, THEMES[theme]) == SALE
    assert read_back(["no code", "at all"], THEMES[theme]) is None


@pytest.mark.parametrize(("drawn", "problem"), [(SALE[:-1] + "C", "reads"), ("", "finds no QR code")])
def test_a_code_that_says_something_else_than_the_till_meant_stops_the_tour(drawn: str, problem: str) -> None:
    lines = draw(drawn, width=None, color=True) if drawn else [""]
    assert isinstance(lines, list)
    with pytest.raises(TourFailed) as failed:
        read_code(Stage(), lines, "dark", SALE)
    assert problem in failed.value.message
