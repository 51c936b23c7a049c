"""Processes that have nothing but the file of a mandate: no HOME, no terminal, no passphrase, no keyring."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

from tests.support.program import PROGRAM, WAIT_S

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.support.inside import Household


def mandate_of(house: Household, *words: str, out: str | None = None) -> str:
    """Make a mandate of @ming to pay @bo at most 500 a day, and give the path of its file."""
    path = out or str(house.ledger.with_name("payroll.mandate"))
    usual = ("--can", "send", "--to", "bo", "--max", "500/day", "--until", "2099-12-31", "--day-at", "00:00")
    house.run("mandate", "new", "payroll", *usual, *words, "--out", path, "--as", "ming")
    return path


def start(
    mandate: str,
    *words: str,
    program: tuple[str, ...] = (PROGRAM,),
    style: str = "--json",
    fds: Sequence[int] = (),
    environ: Mapping[str, str] | None = None,
) -> subprocess.Popen[str]:
    """Start a command that has nothing but the file of a mandate, and these descriptors and variables."""
    return subprocess.Popen(
        [*program, *words, style, "--yes"], env={"PAYCLI_MANDATE_FILE": mandate, **(environ or {})}, pass_fds=fds,
        text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def ended(process: subprocess.Popen[str], status: int) -> dict[str, Any]:
    """Give the document of a command; a failure's is the `error` in it."""
    out, err = process.communicate(timeout=WAIT_S)
    assert process.returncode == status, (process.returncode, out, err)
    document: dict[str, Any] = json.loads(out if status == 0 or not err else err.splitlines()[-1])
    return document if status == 0 or not err else document["error"]


def said(process: subprocess.Popen[str], status: int = 0) -> str:
    """Give what a command wrote to stderr."""
    out, err = process.communicate(timeout=WAIT_S)
    assert process.returncode == status, (process.returncode, out, err)
    return err
