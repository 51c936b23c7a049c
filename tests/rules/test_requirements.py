"""What the libraries are locked to, and that the oldest ones that are allowed are tried."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pinned(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return {found[1]: found[2] for found in re.finditer(r"^([a-z0-9.-]+)==([^ ]+)", text, re.MULTILINE)}


def whole(version: str) -> str:
    return re.sub(r"(\.0)+$", "", version)


def test_the_oldest_libraries_that_are_allowed_are_those_that_the_lowest_lane_tries() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["till"]]
    parts = (re.fullmatch(r"([a-z0-9-]+)>=([0-9.]+)(?:,<[0-9.]+)?", each) for each in wanted)
    allowed = {part[1]: whole(part[2]) for part in parts if part is not None}
    assert len(allowed) == len(wanted)
    tried = pinned("lowest.txt")
    # Some versions carry their day behind what is asked for.
    assert not {name: tried[name] for name in allowed if f"{tried[name]}.".find(f"{allowed[name]}.") != 0}
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").count("make test-lowest") == 1


def test_a_typer_without_what_is_used_is_not_allowed() -> None:
    """Under 0.26.0 to 0.27.1 every refusal ended as a bug (status 70)."""
    assert tuple(map(int, pinned("lowest.txt")["typer"].split("."))) >= (0, 27, 3)


def test_every_library_is_locked_by_its_hashes_and_names_no_index() -> None:
    for name in ("run.txt", "dev.txt", "lowest.txt"):
        lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if not re.match(r"[a-z0-9.-]+==|    --hash=sha256:[0-9a-f]{64}", line)], name
