from __future__ import annotations

import signal
import threading

import pytest

from paycli.console.options import Mode, Options, use
from paycli.console.progress import Progress
from tests.console.hostile import PAYLOADS, harm_in
from tests.console.screen import Session, terminal

# It waits until the line was drawn, as anything slow would; then its fate is told on stdin.
PROGRAM = """
from paycli.console.options import *
from paycli.console.progress import Progress
with Progress("asking the bank") as progress:
    PART
    answer = sys.stdin.readline()
    if answer == "fail\\n":
        raise SystemExit(69)
print("done")
"""


def test_a_long_wait_says_what_for_and_the_line_is_gone_afterwards() -> None:
    with Session(PROGRAM.replace("PART", "")) as session:
        session.until("\rasking the bank .. ")
        session.type("\n")
        status, out, screen = session.end()

    assert (status, out) == (0, "done\n")
    # Two signs more, since Ctrl-C shows as ^C behind the line.
    assert screen.endswith("\r" + " " * len("asking the bank .. 1 s^C") + "\r")


def test_a_known_length_is_drawn_as_a_bar() -> None:
    with Session(PROGRAM.replace("PART", "progress.at(300, 1200)")) as session:
        session.until("\rasking the bank [#####...............] 25 % .. ")
        session.type("\n")
        assert session.end()[0] == 0


def test_a_known_end_is_counted_down_to_from_the_beginning() -> None:
    program = PROGRAM.replace(
        'Progress("asking the bank")', 'Progress("waiting", behind="   Ctrl-C cancels", lasts=2.4)'
    )
    with Session(program.replace("PART", "")) as session:
        session.until("\rwaiting .. 2 s   Ctrl-C cancels")
        session.until("\rwaiting .. 0 s   Ctrl-C cancels")
        session.type("\n")
        assert session.end()[0] == 0


def test_the_line_is_gone_also_when_the_wait_fails() -> None:
    with Session(PROGRAM.replace("PART", "")) as session:
        session.until("\rasking the bank .. ")
        session.type("fail\n")
        status, _, screen = session.end()

    assert status == 69
    assert screen.endswith(" \r")


def test_ctrl_c_ends_a_wait() -> None:
    with Session(PROGRAM.replace("PART", "")) as session:
        session.until("\rasking the bank .. ")
        session.type("\x03")
        assert session.end()[0] == -signal.SIGINT


def test_a_short_wait_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal() as screen:
        monkeypatch.setattr("sys.stderr", screen.stream)
        with Progress("asking the bank"):
            pass
        assert screen.read() == ""


@pytest.mark.parametrize("mode", ["json", "jsonl"])
def test_programs_see_no_progress(monkeypatch: pytest.MonkeyPatch, mode: Mode) -> None:
    use(Options(mode=mode))
    with terminal() as screen:
        monkeypatch.setattr("sys.stderr", screen.stream)
        with Progress("asking the bank"):
            assert threading.active_count() == 1


def test_a_pipe_sees_no_progress() -> None:
    with Progress("asking the bank"):
        assert threading.active_count() == 1


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_a_hostile_name_in_a_wait_is_harmless_and_stays_on_one_row(
    monkeypatch: pytest.MonkeyPatch, payload: str
) -> None:
    with terminal(columns=40) as screen:
        monkeypatch.setattr("sys.stderr", screen.stream)
        progress = Progress(f"asking {payload}")
        progress._draw()
        shown = screen.read()

    assert harm_in(shown.replace("\r", "")) == []
    assert "\n" not in shown
    assert progress._drawn <= 39


def test_the_thread_that_draws_leaves_ctrl_z_to_the_main_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """That one puts it off while it holds the ledger's lock; a thread that took it would stop the program just then."""
    blocked: list[bool] = []

    def look(_: Progress) -> None:
        blocked.append(signal.SIGTSTP in signal.pthread_sigmask(signal.SIG_BLOCK, []))

    monkeypatch.setattr(Progress, "_draw", look)
    with terminal() as screen:
        monkeypatch.setattr("sys.stderr", screen.stream)
        with Progress("asking the bank", lasts=1.0):
            while not blocked:
                threading.Event().wait(0.01)
    assert blocked[0]
    assert signal.SIGTSTP not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_ctrl_c_just_as_the_line_begins_is_a_ctrl_c_and_the_line_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[threading.Thread] = []
    really = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        signal.raise_signal(signal.SIGINT)
        really(thread)
        started.append(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    with terminal() as screen:
        monkeypatch.setattr("sys.stderr", screen.stream)
        with pytest.raises(KeyboardInterrupt), Progress("asking the bank"):
            pass
    assert [thread.is_alive() for thread in started] == [False]
