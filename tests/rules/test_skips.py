"""In CI nothing is skipped: each way to skip is a failure there, and stays a skip on a laptop."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WAYS = {
    "a mark": "@pytest.mark.skip(reason='no strace here')\ndef test_it() -> None: pass\n",
    "a condition": "@pytest.mark.skipif(True, reason='no strace here')\ndef test_it() -> None: pass\n",
    "the test": "def test_it() -> None: pytest.skip('no strace here')\n",
    "a fixture": (
        "@pytest.fixture(scope='session')\ndef need() -> None: pytest.skip('no strace here')\n"
        "def test_it(need: None) -> None: pass\n"
    ),
    "a missing module": "pytest.importorskip('nonsense_that_nobody_has', reason='no strace here')\n",
    "the file": "pytest.skip('no strace here', allow_module_level=True)\n",
}
FINE = (
    "@pytest.mark.xfail(reason='known', strict=True)\ndef test_known() -> None: assert False\n"
    "def test_good() -> None: pass\n"
)


def tried(folder: Path, ci: str) -> str:
    """Run a test file for each way under the hooks of this project and nothing else of it; gives what pytest said."""
    for number, code in enumerate((*WAYS.values(), FINE)):
        (folder / f"test_tried_{number}.py").write_text(f"import pytest\n{code}", encoding="utf-8")
    alone = ["-p", "tests.conftest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *alone, "-ra", "--continue-on-collection-errors", str(folder)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "CI": ci},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == (pytest.ExitCode.TESTS_FAILED if ci else pytest.ExitCode.OK), done.stdout
    return done.stdout


@pytest.mark.slow
def test_in_ci_every_way_to_skip_is_a_failure_that_says_why(tmp_path: Path) -> None:
    shown = tried(tmp_path, "true")
    assert "1 failed, 1 passed, 1 xfailed, 5 errors" in shown
    told = re.findall(r"^\S+\.py:\d+: Skipped: no strace here, but in CI nothing may be skipped$", shown, re.MULTILINE)
    assert len(told) == len(WAYS)


def test_elsewhere_a_skip_is_a_skip_with_its_reason(tmp_path: Path) -> None:
    shown = tried(tmp_path, "")
    assert "1 passed, 6 skipped, 1 xfailed" in shown
    assert len(re.findall("^SKIPPED .*no strace here", shown, re.MULTILINE)) == len(WAYS)
