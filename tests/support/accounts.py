"""Several real accounts of one machine: own uids and homes, one group, and the program installed for all of them."""

from __future__ import annotations

import grp
import json
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.support.keys import keyed
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
_SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
_NOBODY = 65_534
_WAIT_S = 240.0
_TOOLS = ("groupadd", "groupdel", "useradd", "userdel")
_SUITS = "import sys, venv; sys.exit(0 if sys.version_info >= (3, 11) else 1)"


def obstacle() -> str:
    """Say why several accounts cannot be played here; empty if they can."""
    if os.geteuid() != 0:
        return "only root can act as other accounts"
    missing = [name for name in _TOOLS if shutil.which(name) is None]
    if missing:
        return f"making accounts and a group needs {', '.join(missing)}"
    return "" if _python_for_all() else "no Python 3.11 or newer on this machine can be run by every account"


def _python_for_all() -> str | None:
    """Find a Python that any account may run; the one that runs the tests may lie in a private folder."""
    names = ("/usr/bin/python3", "/usr/local/bin/python3", os.path.realpath(sys.executable))
    for name in names:
        if not Path(name).exists():
            continue
        try:
            tried = subprocess.run(
                [name, "-c", _SUITS], user=_NOBODY, group=_NOBODY, extra_groups=[], cwd="/", env={}, check=False
            )
        except PermissionError:
            continue
        if tried.returncode == 0:
            return name
    return None


class Account(NamedTuple):
    """One account: its login name, uid and own group, the group that it shares, its home, the installed program."""

    login: str
    uid: int
    gid: int
    shared_gid: int
    home: Path
    program: str

    @property
    def env(self) -> dict[str, str]:
        """What its programs have as environment: nothing of ours."""
        phrase = str(self.home / "phrase")
        return {"HOME": str(self.home), "PATH": _SYSTEM_PATH, "PAYCLI_PASSPHRASE_FILE": phrase, "TZ": "UTC"}

    @property
    def who(self) -> dict[str, Any]:
        """Whose a program is, as the arguments of Popen; nothing that it makes is open to others by its umask."""
        return {
            "user": self.uid,
            "group": self.gid,
            "extra_groups": [self.shared_gid],
            "umask": 0o077,
            "cwd": str(self.home),
        }

    @property
    def interpreter(self) -> str:
        """The Python that has the installed package."""
        return str(Path(self.program).with_name("python"))

    def run(self, *command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run any program as this account."""
        return subprocess.run(
            command, input=stdin, capture_output=True, text=True, env=self.env, timeout=_WAIT_S, check=False, **self.who
        )

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start any program as this account, with pipes to it."""
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=self.env, **self.who)

    def paycli(self, *args: str, status: int = 0, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run paycli as this account and require its exit status."""
        done = self.run(self.program, *keyed(args), stdin=stdin)
        assert done.returncode == status, f"paycli {' '.join(args)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def paycli_json(self, *args: str) -> dict[str, Any]:
        """Run paycli as this account and give its JSON document."""
        document: dict[str, Any] = json.loads(self.paycli(*args, "--json").stdout)
        return document

    def python(self, code: str, *args: str) -> subprocess.CompletedProcess[str]:
        """Run Python as this account, with the installed package."""
        return self.run(self.interpreter, "-c", code, *args)

    def screen(self, *args: str) -> Screen:
        """Run paycli in a terminal as this account."""
        return Screen(*args, env=self.env, program=(self.program,), python=self.interpreter, account=self.who)


class Machine(NamedTuple):
    """A machine with accounts and the name of the group that they share; `folder` is for what is shared."""

    folder: Path
    group: str
    gid: int
    accounts: tuple[Account, ...]


@contextmanager
def machine(*names: str) -> Iterator[Machine]:
    """Make accounts and their group, install the program for all of them, and take everything away again.

    An account's login name begins with the given name; the rest is of this run alone, since the machine may have
    a user of that name, or another run at the same time.
    """
    run = secrets.token_hex(4)
    group = f"paycli-test-{run}"
    with ExitStack() as leaving:
        folder = Path(tempfile.mkdtemp(prefix="paycli-family-"))
        leaving.callback(shutil.rmtree, folder)
        _done("groupadd", group)
        leaving.callback(_done, "groupdel", group)
        folder.chmod(0o755)
        program = _install(folder)
        accounts = tuple(leaving.enter_context(_account(folder, f"{name}-{run}", group, program)) for name in names)
        yield Machine(folder, group, grp.getgrnam(group).gr_gid, accounts)


def _done(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"


@contextmanager
def _account(folder: Path, login: str, group: str, program: str) -> Iterator[Account]:
    """Make an account that the machine knows by name, as it does any user's, and remove it again."""
    home = folder / login
    place = ("--no-create-home", "--home-dir", str(home), "--shell", "/bin/sh")
    _done("useradd", *place, "--user-group", "--groups", group, login)
    try:
        user = pwd.getpwnam(login)
        home.mkdir(mode=0o700)
        phrase = home / "phrase"
        phrase.write_text(f"the passphrase of {login}\n")
        phrase.chmod(0o600)
        for each in (home, phrase):
            os.chown(each, user.pw_uid, user.pw_gid)
        yield Account(login, user.pw_uid, user.pw_gid, grp.getgrnam(group).gr_gid, home, program)
    finally:
        # With force it also goes where a failed test left a program of this account running.
        _done("userdel", "--force", login)
        with suppress(KeyError):
            # Whether the account's own group goes with it is a setting of the machine.
            grp.getgrnam(login)
            _done("groupdel", login)


def _install(folder: Path) -> str:
    """Build the wheel and install it with the locked libraries, readable by everybody, as a user would have it."""
    python, venv = str(_python_for_all()), folder / "venv"

    def run(*command: str) -> None:
        done = subprocess.run(command, cwd=ROOT, umask=0o022, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), ".")
    # Without its own pip: Debian's Python makes environments with pip only where one more package is installed.
    run(python, "-m", "venv", "--without-pip", str(venv))
    pip = (sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python"), "install", "--quiet", "--no-input")
    run(*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "run.txt"))
    wheel = next((folder / "dist").glob("paycli-*.whl"))
    run(*pip, "--no-deps", str(wheel))
    return str(venv / "bin" / "paycli")
