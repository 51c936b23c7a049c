"""A crash while secrets are in memory leaves no core, and one that reads no secret is left as the system has it."""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.program import PROGRAM, paycli, sealed

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = """
import ctypes, resource, sys
from paycli.main import run
run(sys.argv[1:])
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == "linux" else None
print(resource.getrlimit(resource.RLIMIT_CORE)[0] == 0, dumpable)
"""


def ended(cwd: Path, env: dict[str, str], *words: str) -> int:
    """Run a program that may write cores, and give its status as `wait` gives it."""
    child = os.fork()
    if child == 0:
        try:
            os.chdir(cwd)
            hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
            resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
            nowhere = os.open(os.devnull, os.O_RDWR)
            for number in range(3):
                os.dup2(nowhere, number)
            os.execve(words[0], words, os.environ | env)  # noqa: S606  a list of words, without a shell
        finally:
            os._exit(99)
    return os.waitpid(child, 0)[1]


@pytest.mark.python
def test_a_crash_while_the_passphrase_is_asked_for_leaves_no_core(tmp_path: Path) -> None:
    env = sealed(tmp_path / "own")
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", env=env)
    crash = {**env, "PAYCLI_PASSPHRASE_FILE": "", "PAYCLI_PASSPHRASE_COMMAND": "sh -c 'kill -SEGV $PPID; echo x'"}
    status = ended(tmp_path, crash, PROGRAM, "wallet", "new", "li")
    assert (os.WIFSIGNALED(status), os.WTERMSIG(status)) == (True, signal.SIGSEGV)
    assert not os.WCOREDUMP(status)
    assert [each.name for each in tmp_path.iterdir() if "core" in each.name] == []


def test_only_what_reads_a_secret_is_kept_out_of_dumps(tmp_path: Path) -> None:
    env = sealed(tmp_path / "own")
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", env=env)

    def told(*words: str) -> str:
        report = tmp_path / "told"
        line = 'ulimit -Sc "$(ulimit -Hc)"; "$0" "$@" > "$REPORT" 2>&1'
        ended(tmp_path, env | {"REPORT": str(report)}, "/bin/sh", "-c", line, sys.executable, "-c", LIMITS, *words)
        return report.read_text().splitlines()[-1]

    assert told("wallet", "new", "li").split()[0] == "True"
    assert sys.platform != "linux" or told("wallet", "new", "bo") == "True 0"
    assert sys.platform != "linux" or told("balance", "--as", "ming").split()[1] == "1"
