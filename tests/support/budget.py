"""A budget of processor time: what a test without a mark may take, and what such tests may take on average.

Seconds of the processor, its children's included, depend less on how busy the machine is than seconds of the clock do.
But what the host of a virtual machine takes away counts as work, and so do pages that come back slowly: a test of 0.7
seconds was seen to take 9.5. Such noise only adds, so a test that passes its bound in a run of many is measured alone,
and the least of what was measured counts.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

# `make test-fast` promises about two seconds for each.
TEST_MOST_S = 6.0
# About twice what was measured over more than four thousand tests, so that it holds for any number of them.
MEAN_MOST_S = 0.25
# A few tests say little about all: the first that starts a program pays for reading it from the disk.
_FEW_TESTS = 200
_MEASURED_AGAIN = 3
_NAME = "cpu_seconds"
_FOLDER = "budget"
_FILE = "cpu-seconds.txt"


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
        self._faults: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in what a phase of a test took."""
        seconds = sum(float(str(value)) for name, value in report.user_properties if name == _NAME)
        self._files[report.nodeid.partition("::")[0]] += seconds
        if not {"slow", "full"} & report.keywords.keys():
            self._fast[report.nodeid] += seconds

    def _find_faults(self) -> list[str]:
        """Say what passes its bound."""
        found = []
        for test, seconds in self._fast.items():
            if seconds > TEST_MOST_S and (least := self._least_of(test, seconds)) > TEST_MOST_S:
                found.append(f"{test} takes {least:.1f} CPU-s of {TEST_MOST_S:g}: make it quicker, or mark it as slow")
        mean = sum(self._fast.values()) / max(len(self._fast), 1)
        if mean > MEAN_MOST_S and len(self._fast) > _FEW_TESTS:
            found.append(f"tests without a mark take {mean:.2f} CPU-s of {MEAN_MOST_S:g} on average")
        return found

    def _least_of(self, test: str, seconds: float) -> float:
        """Measure a test alone as long as it passes its bound, and give the least; one that ran alone was measured."""
        least = seconds
        for _ in range(_MEASURED_AGAIN if len(self._fast) > 1 else 0):
            if least > TEST_MOST_S:
                least = min(least, _alone_s(test, self._config.rootpath))
        return least

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Let a run fail that was good but for its budget."""
        if session.exitstatus == pytest.ExitCode.OK:
            self._faults = self._find_faults()
            session.exitstatus = pytest.ExitCode.TESTS_FAILED if self._faults else pytest.ExitCode.OK

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was spent, and keep it by file."""
        dearest = sorted(self._files.items(), key=lambda each: -each[1])
        lines = [f"{seconds:8.1f} {name}" for name, seconds in dearest]
        # A run may go without a cache.
        cache = self._config.cache if self._config.pluginmanager.has_plugin("cacheprovider") else None
        if cache is not None:
            (cache.mkdir(_FOLDER) / _FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
        fast, whole = sum(self._fast.values()), sum(self._files.values())
        terminalreporter.write_line(f"{whole:.0f} CPU-s, {fast:.0f} of them by tests without a mark")
        for fault in self._faults:
            terminalreporter.write_line(f"BUDGET: {fault}", red=True)


def _alone_s(test: str, root: Path) -> float:
    """Run one test in a process of its own, and give the processor time that it took, in seconds."""
    with tempfile.TemporaryDirectory() as cache:
        alone = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-o", f"cache_dir={cache}", test]
        # Its status says whether it passes the bound, too, and that is in the figures.
        subprocess.run(alone, cwd=root, check=False, capture_output=True)
        text = (Path(cache) / "d" / _FOLDER / _FILE).read_text(encoding="utf-8")
    return sum(float(seconds) for seconds in re.findall(r"^ *([\d.]+) ", text, re.MULTILINE))


def install(config: pytest.Config) -> None:
    """Measure in each process that runs tests, and add up in the one that reports."""
    config.pluginmanager.register(Meter(), "paycli-meter")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ledger(config), "paycli-budget")
