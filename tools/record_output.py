"""Writes down what the installed program says and does in a few hundred commands, so that two versions can be compared.

    python3 tools/record_output.py --program CHECKOUT/.venv/bin/paycli OUT

plays every scene of tools/record/scenes with that program and writes OUT/<scene>.txt: each command line with its exit
status, stdout and stderr, and at the end all that lies in the ledgers and homes. Time and randomness are fixed, and
everything is played in a folder of a fixed name; so two runs of the same program give the same bytes, and of a change
that should change nothing `diff -r before after` shows nothing. Any Python from 3.11 on will do to run this tool.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import re
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.record.child import Program  # noqa: E402  the path comes first
from tools.record.play import play  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

SCENES = Path(__file__).resolve().parent / "record" / "scenes"


def main(arguments: Sequence[str]) -> int:
    """Record every scene, or those that were named."""
    wanted = _parse(arguments)
    program = Program(wanted.program.absolute())
    if not os.access(program.path, os.X_OK):
        print(f"There is no program at {program.path}: `make` in that checkout makes it.", file=sys.stderr)
        return 2
    scenes = sorted(path for path in SCENES.glob("*.txt") if not wanted.only or path.stem in wanted.only)
    wanted.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with _alone(wanted.folder), ProcessPoolExecutor(wanted.jobs) as pool:
        for old in wanted.out.glob("*.txt"):
            if not wanted.only or old.stem in wanted.only:
                old.unlink()
        # The longest first, so that at the end nobody waits for one of them.
        scenes.sort(key=lambda path: -path.stat().st_size)
        found = [pool.submit(record, program, path, wanted.folder, wanted.out) for path in scenes]
        counts = [each.result() for each in found]
    lines, seconds = sum(counts), time.monotonic() - began
    codes = _codes(wanted.out)
    print(f"{lines} command lines of {len(scenes)} scenes in {wanted.out}, {seconds:.0f} s, {len(codes)} error codes")
    if wanted.codes:
        print(" ".join(sorted(codes)))
    return 0


def record(program: Program, scene: Path, folder: Path, out: Path) -> int:
    """Play a scene, write down what happened, and give the number of its command lines."""
    # What is made here has the same modes whatever the shell says.
    os.umask(0o022)
    text, count = play(program, scene, folder / scene.stem)
    (out / scene.name).write_text(text, encoding="utf-8")
    return count


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    summary = str(__doc__).partition("\n")[0]
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("--program", type=Path, required=True, help="CHECKOUT/.venv/bin/paycli")
    folder = Path(tempfile.gettempdir()) / "paycli-record"
    parser.add_argument("--folder", type=Path, default=folder, help=f"where the scenes play; emptied ({folder})")
    parser.add_argument("--jobs", type=int, default=2, help="how many scenes at once (2)")
    parser.add_argument("--only", action="append", help="one scene; may be repeated")
    parser.add_argument("--codes", action="store_true", help="list the error codes that were met")
    parser.add_argument("out", type=Path, help="the folder that the recording is written into")
    return parser.parse_args(arguments)


class _alone:  # noqa: N801  it reads as a word: with alone(folder)
    """Hold a folder, empty, for as long as the recording runs: two at once would play in each other's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = folder.with_name(f"{folder.name}.lock").open("w")

    def __enter__(self) -> None:
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if self._folder.exists():
            shutil.rmtree(self._folder)
        self._folder.mkdir(0o700)

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder)
        self._lock.close()


def _codes(out: Path) -> set[str]:
    """Give every error code that a --json line of the recording has."""
    text = "".join(path.read_text(encoding="utf-8") for path in out.glob("*.txt"))
    return set(re.findall(r'"error":\{"code":"([a-z_]+)"', text))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
