"""A budget of processor time: what a test without a mark may take, and what all of them together may.

Seconds of the processor, its children's included, do not depend on how busy the machine is, as seconds of the clock do.
Both bounds are about three times what was measured, so that only a test that is really slow passes them.
"""

from __future__ import annotations

import resource
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

# `make test-fast` promises about two seconds for each.
TEST_MOST_S = 6.0
LANE_MOST_S = 600.0
_NAME = "cpu_seconds"


def spent_s() -> float:
    """Give the processor time of this process and of all its children that have ended, in seconds."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


class Meter:
    """Measures each phase of each test, where it runs: in a worker, or where there are none."""

    def __init__(self) -> None:
        self._since = spent_s()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self) -> None:
        """Begin with a test."""
        self._since = spent_s()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note at the end of a phase what it took."""
        report = yield
        now = spent_s()
        # A report has a copy of what the test knows of itself, so this is for the phase alone.
        report.user_properties = [*report.user_properties, (_NAME, now - self._since)]
        self._since = now
        return report


class Ledger:
    """Adds up what the tests took, and lets the run fail that spent too much."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._files: defaultdict[str, float] = defaultdict(float)
        self._fast: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in what a phase of a test took."""
        seconds = sum(float(str(value)) for name, value in report.user_properties if name == _NAME)
        self._files[report.nodeid.partition("::")[0]] += seconds
        if not {"slow", "full"} & report.keywords.keys():
            self._fast[report.nodeid] += seconds

    def faults(self) -> list[str]:
        """Say what passes its bound."""
        found = [
            f"{test} takes {seconds:.1f} CPU-s of {TEST_MOST_S:g}: make it quicker, or mark it as slow"
            for test, seconds in self._fast.items()
            if seconds > TEST_MOST_S
        ]
        if (lane := sum(self._fast.values())) > LANE_MOST_S:
            found.append(f"all tests without a mark take {lane:.0f} CPU-s of {LANE_MOST_S:g} together")
        return found

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Let a run fail that was good but for its budget."""
        if self.faults() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was spent, and keep it by file."""
        dearest = sorted(self._files.items(), key=lambda each: -each[1])
        lines = [f"{seconds:8.1f} {name}" for name, seconds in dearest]
        # A run may go without a cache.
        cache = self._config.cache if self._config.pluginmanager.has_plugin("cacheprovider") else None
        if cache is not None:
            (cache.mkdir("budget") / "cpu-seconds.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        fast, whole = sum(self._fast.values()), sum(self._files.values())
        terminalreporter.write_line(f"{whole:.0f} CPU-s, {fast:.0f} of them by tests without a mark")
        for fault in self.faults():
            terminalreporter.write_line(f"BUDGET: {fault}", red=True)


def install(config: pytest.Config) -> None:
    """Measure in each process that runs tests, and add up in the one that reports."""
    config.pluginmanager.register(Meter(), "paycli-meter")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ledger(config), "paycli-budget")
