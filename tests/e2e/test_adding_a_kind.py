"""Adding a kind of order takes the steps that CONTRIBUTING.md lists, and no others: a small kind is added to a copy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATCH = ROOT / "tests" / "support" / "thank.patch"
# Written by `make docs`, so they are no part of the patch.
GENERATED = {"docs/protocol.md", "docs/cli.md", "docs/json.md"}
FILES_MOST = 18


def patched() -> set[str]:
    return set(re.findall(r"^\+\+\+ b/(\S+)$", PATCH.read_text(encoding="utf-8"), re.MULTILINE))


def git(folder: Path, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True, text=True).stdout


def copy_of_the_tree(folder: Path) -> Path:
    """Copy what git knows of, and what it would be told of, into a repository of its own."""
    for name in git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard").split("\n"):
        if name and (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    git(folder, "init", "--quiet")
    return folder


def environment_of(folder: Path) -> Path:
    """Make a Python that has the libraries of this one and the paycli of the copy; gives its program."""
    home = folder / ".venv"
    venv.EnvBuilder(symlinks=True).create(home)
    python = home / "bin" / "python"
    packages = next(home.glob("lib/python*/site-packages"))
    (packages / "copy.pth").write_text(f"{folder}\n{sysconfig.get_paths()['purelib']}\n")
    program = home / "bin" / "paycli"
    program.write_text(f"#!{python}\nfrom paycli.main import main\nmain()\n")
    program.chmod(0o755)
    return python


def test_contributing_lists_the_files_of_a_new_kind_and_they_are_few() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, _, steps = text.partition("## Adding a kind of order")
    steps, _, _ = steps.partition("\n## ")
    listed = {
        name for name in re.findall(r"`([\w./]+\.(?:py|md))`", steps) if (ROOT / name).is_file() or name in patched()
    }
    assert listed == patched() | GENERATED
    # In the copy it is applied already.
    there = all((ROOT / name).exists() for name in patched())
    git(ROOT, "apply", "-C1", "--check", *(["--reverse"] if there else []), str(PATCH))
    assert len(listed) <= FILES_MOST


@pytest.mark.slow
@pytest.mark.full
@pytest.mark.timeout(1800)
def test_a_kind_that_is_added_by_these_steps_passes_the_whole_fast_lane(tmp_path: Path) -> None:
    folder = copy_of_the_tree(tmp_path / "copy")
    git(folder, "apply", "-C1", "--whitespace=error", str(PATCH))
    python = environment_of(folder)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PAYCLI", "CI"))}
    subprocess.run([python, "tools/generate_docs.py"], cwd=folder, env=environ, check=True, capture_output=True)
    git(folder, "add", "--all")
    lane = [str(python), "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-m", "not slow and not full"]
    done = subprocess.run(lane, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
