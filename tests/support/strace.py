"""Faults at the n-th call of the kernel, put in by strace: a kill, or an error in the place of the call."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support.keys import keyed
from tests.support.program import PROGRAM, WAIT_S

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WRITES = ("write", "pwrite64", "pwritev", "fsync", "fdatasync", "ftruncate", "fallocate")
NAMES = ("rename", "renameat", "renameat2", "unlink", "unlinkat", "link", "linkat")


class Traced(NamedTuple):
    """How a program ended under strace, and which calls it made; `hit` tells that the fault was put in."""

    status: int
    out: str
    err: str
    calls: Counter[str]
    hit: bool


def need_strace() -> None:
    """Skip the test where strace is not there or not allowed; in CI that is a failure."""
    reason = ""
    if shutil.which("strace") is None:
        reason = "strace is not installed, which cuts a payment at every call (apt-get install strace)"
    else:
        tried = subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
        if tried.returncode != 0:
            reason = f"strace is not allowed here: {tried.stderr.strip()[:200]}"
    if reason:
        pytest.skip(reason)


def traced(
    log: Path, line: Sequence[str], *, call: str = "", n: int = 0, fault: str = "", paths: Sequence[Path] = ()
) -> Traced:
    """Run the installed program under strace; `fault` (`signal=KILL`, `error=EIO`) hits the n-th `call`.

    With `paths` only calls on those files count.
    """
    # A question mark lets a call be missing on a machine's architecture.
    names = ",".join(f"?{name}" for name in dict.fromkeys((*WRITES, *NAMES, *((call,) if call else ()))))
    inject = ["-e", f"inject={call}:{fault}:when={n}"] if fault else []
    # The filter in the kernel makes it three times as fast, but signals are not put in under it.
    fast = [] if fault.startswith("signal") else ["--seccomp-bpf"]
    only = [part for path in paths for part in ("-P", os.fspath(path))]
    done = subprocess.run(
        ["strace", "-f", *fast, "-qq", "-o", log, "-e", f"trace={names}", *inject, *only, PROGRAM, *keyed(line)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=WAIT_S,
        # A byte-code file that Python happens to write would be a call too.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    calls = Counter(text.split("(", 1)[0].split()[-1] for text in lines if "(" in text and "+++" not in text)
    killed = fault == "signal=KILL" and done.returncode in (-9, 137)
    return Traced(done.returncode, done.stdout, done.stderr, calls, killed or any("(INJECTED)" in t for t in lines))
