"""The installed program as a user starts it: a process, its output, its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.keys import keyed
from tests.support.schemas import require_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRAM = str(Path(sys.executable).parent / "paycli")
WAIT_S = 120.0


def paycli(
    *args: str,
    status: int = 0,
    stdin: str | None = None,
    env: Mapping[str, str] | None = None,
    wait_s: float = WAIT_S,
) -> subprocess.CompletedProcess[str]:
    """Run one command without a terminal and require its exit status; 0 unless said. It says --no-key where it must."""
    done = subprocess.run(
        [PROGRAM, *keyed(args)],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        env={**os.environ, **(env or {})},
        timeout=wait_s,
        check=False,
    )
    assert done.returncode == status, f"paycli {' '.join(args)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def paycli_json(*args: str, status: int = 0, **more: Any) -> dict[str, Any]:
    """Run one command with --json and give its document: from stdout, or from stderr when it fails."""
    done = paycli(*args, "--json", status=status, **more)
    document: dict[str, Any] = json.loads(done.stdout if status == 0 or not done.stderr else done.stderr)
    require_schema(args, document)
    return document


def sealed(folder: Path) -> dict[str, str]:
    """Give an environment with a home of its own below a folder, whose secrets are in a sealed file."""
    folder.mkdir(parents=True, exist_ok=True)
    phrase = folder / "phrase"
    phrase.write_text("a passphrase of the tests\n")
    phrase.chmod(0o600)
    return {"PAYCLI_HOME": str(folder / "home"), "PAYCLI_PASSPHRASE_FILE": str(phrase)}


def at_once(*lines: tuple[str, ...], typed: str = "") -> list[str]:
    """Run commands at once, each with the same text to read, and give what they wrote to stdout."""
    running = [
        subprocess.Popen([PROGRAM, *keyed(line)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for line in lines
    ]
    for each in running:
        assert each.stdin is not None
        each.stdin.write(typed)
        each.stdin.close()
        each.stdin = None
    return [each.communicate(timeout=120)[0] for each in running]
