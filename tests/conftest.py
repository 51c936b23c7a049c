"""What every test gets without asking: a home of its own, no settings of the machine's user, time in UTC."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.support import budget
from tests.support.login import begin_session_unless_seen, end_holders, leave_keyring
from tests.support.secret_service import missing_programs
from tests.support.surroundings import live_in

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from tests.support.inside import Household
    from tests.support.rich import Rich


def pytest_configure(config: pytest.Config) -> None:
    """Hold the run to its budget of processor time, and keep the keys of tests out of the user's own keyring."""
    budget.install(config)
    leave_keyring()
    begin_session_unless_seen()
    _hear_signals()
    # A machine that is busy is no fault of the code, so no example is too slow.
    hypothesis.settings.register_profile(
        "paycli",
        hypothesis.settings(),
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("paycli")


def _hear_signals() -> None:
    """Let programs that tests start hear signals, also where this run was started so that it ignores them (nohup)."""
    for number, how in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, how)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep files with a story on one worker."""
    from tests.support.workers import by_story

    return by_story(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests marked `full`, unless this is CI, PAYCLI_FULL is set, or -m says something of them."""
    if in_ci() or os.environ.get("PAYCLI_FULL") or "full" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("full")]
    if left_out:
        items[:] = [item for item in items if not item.get_closest_marker("full")]
        config.hook.pytest_deselected(items=left_out)


def in_ci() -> bool:
    """Tell whether this is the pipeline, where nothing is left out."""
    return os.environ.get("CI") == "true"


# There is no list of skips that are allowed: `.ci/run` is root on a Debian machine that has all it needs, so whatever
# is skipped there was never tried anywhere. A laptop may skip, and its reasons are shown at the end of the run.
def _refuse_a_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    # An expected failure is told by the same outcome, but it ran.
    if not report.skipped or hasattr(report, "wasxfail") or not in_ci():
        return
    where = report.longrepr
    reason = "{}:{}: {}".format(*where) if isinstance(where, tuple) else str(where)
    report.outcome, report.longrepr = "failed", f"{reason}, but in CI nothing may be skipped"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a test that is skipped in CI fail, whoever skipped it: a mark, a fixture, or the test itself."""
    report = yield
    _refuse_a_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let a file that skips itself as a whole fail in CI, too."""
    report = yield
    _refuse_a_skip(report)
    return report


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give each test an empty home, so that none finds a ledger, a profile or a keyring of the user's or of another."""
    home = tmp_path / "home"
    live_in(home, monkeypatch)
    yield home
    end_holders()
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def empty_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    """Give a household on this machine that has nothing yet: it is begun with who is wanted in it."""
    # Imported here: it brings the whole program, and most tests want a part.
    from tests.support.inside import Household

    return Household(tmp_path / "house", monkeypatch)


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Rich:
    """Give a ledger in which every kind of order has happened; whoever changes it changes a copy."""
    from tests.support.rich import built

    return built(tmp_path_factory)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Name where paycli keeps its files in a test; it does not exist yet."""
    return tmp_path / "wallet"


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Set each umask that matters, one after the other."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever runs the test be another user than the owner of every file."""
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)


@pytest.fixture(scope="session")
def real_keyring() -> None:
    """Need gnome-keyring: a laptop may lack it, the pipeline may not."""
    missing = missing_programs()
    if missing or sys.platform == "darwin":
        pytest.skip(f"needs a Linux with {', '.join(missing)}: install gnome-keyring and dbus")
