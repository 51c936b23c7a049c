"""The man pages are such as `man` understands, go with the program wherever it is installed, and come off with it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "man").glob("man?/*"))


def test_there_is_a_page_for_the_program_each_command_and_each_topic() -> None:
    from paycli.commands.table import COMMANDS
    from paycli.console.guide import TOPICS

    words = [word for commands in COMMANDS.values() for word in commands]
    wanted = {"man1/paycli.1", *(f"man1/paycli-{word}.1" for word in words), *(f"man7/paycli-{t}.7" for t in TOPICS)}
    assert {path.relative_to(ROOT / "docs" / "man").as_posix() for path in PAGES} == wanted


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff is here")
def test_groff_has_nothing_to_say_against_a_page_and_shows_what_is_to_be_copied_as_it_is_typed() -> None:
    for path in PAGES:
        done = subprocess.run(
            ["groff", "-man", "-ww", "-Tutf8", "-P-c", str(path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert done.stderr == "", path.name
        if path.stem == "paycli-send":
            assert "paycli send bo 12.50 -m rent -k rent-2026-12" in done.stdout


@pytest.mark.slow
def test_a_wheel_brings_the_pages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, capture_output=True, check=True, timeout=300)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = {name.partition("/data/share/man/")[2] for name in wheel.namelist()} - {""}
    assert names == {path.relative_to(ROOT / "docs" / "man").as_posix() for path in PAGES}


def test_uninstalling_takes_off_our_pages_and_leaves_those_of_others(tmp_path: Path) -> None:
    ours, folder = tmp_path / "share" / "paycli-venv" / "share" / "man" / "man1", tmp_path / "share" / "man" / "man1"
    ours.mkdir(parents=True)
    folder.mkdir(parents=True)
    (ours / "paycli.1").touch()
    (folder / "paycli.1").symlink_to(ours / "paycli.1")
    (folder / "paycli-of-somebody.1").write_text("theirs")
    # Without pipx on the PATH, so that nothing of this machine is asked.
    env = {"PATH": "/usr/bin:/bin"}
    subprocess.run(["sh", "tools/install.sh", "--remove", str(tmp_path)], cwd=ROOT, env=env, check=True, timeout=60)
    assert [path.name for path in folder.iterdir()] == ["paycli-of-somebody.1"]
