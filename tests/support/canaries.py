"""A run over every command that keeps all it leaves behind, to be searched for secrets; also run beside a keyring."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from paycli.domain.records import secret_entry
from paycli.home.profiles import Profiles
from paycli.vault.open import open_vault
from tests.support.children import holding
from tests.support.every_command import BANK_CODE, PIN, WORD, Step, play
from tests.support.keys import keyed
from tests.support.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PASSPHRASE = "canary in the coal mine 7f3a"
# Each ends in an error, whose traceback is shown too.
FAILING = (
    ("send li 9999 --as ming", None),
    ("send li 1,000 --as ming", None),
    ("card bind --test code --code - --as li", "999999"),
    ("card bind --test nonsense --code - --as li", BANK_CODE),
    ("join {address} - --handle other", "{code}"),
    ("join {address} - --handle other", "0000-0000-0000-0000-0000-0000-00"),
    ("card bind --test visa --code 246810 --as li", None),
    ("join {address} {code} --handle other", None),
    ("grab zzzzzzzzzzzz --as ming", None),
    ("grab - --as ming", "{link}"),
    ("grab - --as cafe", "{link}0"),
    ("grab - --as di", "{link}"),
    ("grab --word --as ming", WORD),
    ("grab --word --as cafe", WORD + " no more"),
    ("envelope send 2 --word --as ming", "abc"),
    ("envelope send 9999 --word --as ming", WORD),
    ("envelope send 9999 --link --as ming", None),
    ("pos tab add --pin - --as cafe", "{tab}\n" + PIN),
    ("pos tab add --pin - --as cafe", "{tab}0\n" + PIN),
    ("pos tab add --pin - --as cafe", "{tab}"),
    ("pos charge 1 --tab li --pin - --as cafe", PIN),
    ("pay - --as ming", "{tab}"),
    ("grab - --as ming", "{tab}"),
    ("nonsense", None),
)
# What later lines take from the run, with the step that made it.
MADE = {"address": "begun", "code": "invite", "link": "by link"}


class Run(NamedTuple):
    """What a run over every command left: files by path, output by command line, what /proc said, the secrets."""

    files: Mapping[str, bytes]
    output: Mapping[str, bytes]
    processes: bytes
    secrets: Mapping[str, bytes]
    code: str
    link: str
    tab: str

    def save(self, path: Path) -> None:
        """Write it down, for a run in a process of its own."""
        tables = [
            {name: data.decode("latin-1") for name, data in table.items()}
            for table in (self.files, self.output, {"": self.processes}, self.secrets)
        ]
        path.write_text(json.dumps([*tables, self.code, self.link, self.tab]), encoding="ascii")

    @classmethod
    def load(cls, path: Path) -> Run:
        """Read what was written down."""
        *tables, code, link, tab = json.loads(path.read_text(encoding="ascii"))
        files, output, processes, secrets = (
            {name: text.encode("latin-1") for name, text in table.items()} for table in tables
        )
        return cls(files, output, processes[""], secrets, code, link, tab)


class Recorder:
    """Runs commands and keeps what they say, the files, and what anybody can read of the processes while they run."""

    def __init__(self, folder: Path, vault: str) -> None:
        self._vault = vault
        self._folder = folder
        self._homes = {name: folder / name for name in ("operator", "newcomer")}
        self._reader = ExitStack()
        self._newest: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}
        self.output: dict[str, bytes] = {}
        self.processes = b""
        self.secrets: dict[str, bytes] = {}
        for home in self._homes.values():
            home.mkdir(mode=0o700)
            (home / "phrase").write_text(PASSPHRASE + "\n")
            (home / "phrase").chmod(0o600)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()

    def _env(self, home: str) -> dict[str, str]:
        """Give the environment of one of the two homes: a passphrase comes from a command, as from a manager."""
        phrase = f"cat {self._homes[home] / 'phrase'}"
        own = {"PAYCLI_HOME": str(self._homes[home] / "home"), "PAYCLI_PASSPHRASE_COMMAND": phrase}
        return {**os.environ, **own}

    def run(self, words: list[str], stdin: str | None, home: str) -> tuple[int, str]:
        """Run one command with --debug; gives its status and stdout."""
        words = [self._vault if word == "sealed" else word for word in words]
        process = subprocess.Popen(
            [PROGRAM, *words, "--debug"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._env(home),
        )
        said: tuple[bytes, bytes] | None = None
        data = None if stdin is None else stdin.encode()
        while said is None:
            self.processes += b"".join(everything_public_of(process.pid))
            # Short waits for its end, so that its processes are looked at again and again until then.
            with suppress(subprocess.TimeoutExpired):
                said = process.communicate(data, timeout=0.02)
            # What was given once is taken up by the first call.
            data = None
        # Some lines are typed twice, and each time counts.
        line = f"{' '.join(words)} #{len(self.output)}"
        self.output[line] = b"\n".join(said)
        self._collect_files(line)
        return process.returncode, said[0].decode()

    @property
    def said(self) -> bytes:
        """What the last command said."""
        return next(reversed(self.output.values()))

    def step(self, step: Step, words: list[str], stdin: str | None) -> str:
        """Run a step of the whole run, and look into the vault behind it, since cards come and go."""
        acting = [] if step.who is None else ["--as", step.who]
        status, out = self.run([*keyed(words), *acting, "--json", "--yes"], stdin, step.home)
        if step.save == "unlocked" and self._vault != "sealed":
            assert status == 78, "a desktop's keyring has a lock of its own"
            return "{}"
        assert status == 0, self.said
        if step.save == "begun":
            # As long as somebody reads, the log beside the ledger stays and nothing in it is written over.
            self._reader.enter_context(holding(lambda: reading(self._homes["operator"] / "home" / "home.db")))
        self._look_into_vaults()
        return out

    def _collect_files(self, line: str) -> None:
        """Keep every file as it is now, beside what it was before: something may lie in one for a while only."""
        for path in self._folder.rglob("*"):
            name = str(path.relative_to(self._folder))
            if not path.is_file() or path.name == "phrase":
                continue
            data, before = path.read_bytes(), self._newest.get(name)
            if data == before:
                continue
            if before is not None and not data.startswith(before):
                self.files[f"{name} before {line}"] = before
            self.files[name] = self._newest[name] = data
            # A card has the link on it, for everybody who sees it: until it is printed that is its owner alone.
            assert path.suffix not in {".svg", ".png"} or path.stat().st_mode & 0o777 == 0o600, name

    def _look_into_vaults(self) -> None:
        """Collect every secret that is kept for the profiles of both homes."""
        for name, folder in self._homes.items():
            home = folder / "home"
            for profile in Profiles(home).list():
                vault = open_vault(profile.vault, home, self._env(name), None, is_needed=lambda: False)
                own = secret_entry(profile.ledger, profile.wallet)
                entries = [own, secret_entry(profile.ledger, "operator")]
                entries += [f"{own}/card/{card.name}" for card in profile.cards]
                if all(f"{name} {entry}" in self.secrets for entry in (own, *entries[2:])):
                    continue
                for entry in entries:
                    secret = vault.get(entry)
                    if secret is not None:
                        self.secrets[f"{name} {entry}"] = secret


@contextmanager
def reading(ledger: Path) -> Iterator[None]:
    """Hold a ledger open in the middle of reading it."""
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM entries").fetchone()
        yield


def everything_public_of(pid: int) -> Iterator[bytes]:
    """Give the command lines and environments of a process and of all that it started, as `ps` shows them."""
    for name in ("cmdline", "environ"):
        with suppress(OSError):
            yield Path(f"/proc/{pid}/{name}").read_bytes()
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from everything_public_of(int(child))


def record(folder: Path, vault: str) -> Run:
    """Play every command, and some that fail, with two homes below a folder; `vault` has the secrets."""
    with Recorder(folder, vault) as recorder:
        documents = play(recorder.step)
        known = {name: documents[step][name] for name, step in MADE.items()} | {"tab": documents["tab"]["code"]}
        for line, stdin in FAILING:
            words = [*keyed(line.format_map(known).split()), "--yes"]
            typed = stdin and stdin.format_map(known) + "\n"
            status, _ = recorder.run(words, typed, "newcomer" if line.startswith("join") else "operator")
            assert status not in {0, 70}, recorder.said
    made = (known[name] for name in ("code", "link", "tab"))
    return Run(recorder.files, recorder.output, recorder.processes, recorder.secrets, *made)
