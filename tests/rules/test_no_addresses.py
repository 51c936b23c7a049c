"""No committed file names where packages come from or where somebody's files lie: both differ on each machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Written in pieces, so that this file does not find itself.
HOSTS = [
    r"\.".join(parts)
    for parts in (
        ("pythonhosted", "org"),
        ("pypi", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
        ("crates", "io"),
    )
]
FOLDERS = ("work", "root", "farm", "home")
FORBIDDEN = re.compile("|".join([*HOSTS, rf"(?<![\w.~}}/-])/(?:{'|'.join(FOLDERS)})/[\w.]"]))
INDEX_OPTION = re.compile(r"^\s*(?:--(?:extra-)?index-url|--find-links|-i|-f)\b", re.MULTILINE)


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=60
    ).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_no_committed_file_names_a_registry_or_a_folder_of_a_machine() -> None:
    files = tracked_files()
    assert files
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in files
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert found == []


def test_the_search_finds_what_it_is_for() -> None:
    for host in ("files.pythonhosted+org", "pypi+org", "registry.npmjs+org", "deb+debian+org"):
        assert FORBIDDEN.search("https://" + host.replace("+", ".") + "/x"), host
    for folder in FOLDERS:
        assert FORBIDDEN.search(f"open('/{folder}/li')"), folder
    for harmless in ("docs/work/plan", "~/home/x", "paycli/root/x", "the /homepage", "/srv/paycli/family.db"):
        assert not FORBIDDEN.search(harmless), harmless


def test_the_locked_requirements_are_hashed_and_name_no_index() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text()
        assert not INDEX_OPTION.search(text)
        pinned = re.findall(r"^[A-Za-z0-9][^\n]*?==.*?(?=^[A-Za-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
        assert pinned
        assert all("--hash=sha256:" in block for block in pinned)
