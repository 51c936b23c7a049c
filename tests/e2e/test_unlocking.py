"""A sealed file that is unlocked for a while: typed at a terminal, and nothing is left of it when it is over."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.vault.holder import ASK_KEY
from tests.support.login import Login, has_ended, holder, is_gone, kernel_can, sockets
from tests.support.program import paycli, paycli_json, sealed
from tests.support.terminal import PATIENCE_S, Screen, flat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [
    pytest.mark.python,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has what it takes"),
]

HOLDERS = ("kernel", "process")
PASSPHRASE = "correct horse"


@pytest.fixture
def wallet(tmp_path: Path) -> Path:
    return tmp_path / "wallet"


@pytest.fixture(params=HOLDERS)
def login(request: pytest.FixtureRequest, wallet: Path) -> Iterator[Login]:
    """Log in where the kernel holds the key, if it can, and where a process does."""
    with Login(request.param, wallet) as session:
        yield session


def whoami(login: Login) -> dict[str, object]:
    said: dict[str, object] = json.loads(login.run("paycli whoami --json").partition("{")[2].join(["{", ""]))
    return said


def test_from_init_to_the_first_grab_the_passphrase_is_typed_once_and_repeated(login: Login) -> None:
    login.begin()
    for line in ("card bind --test visa", "topup 200", "wallet new li", "envelope send li 8.88 Happy New Year"):
        login.agree(f"paycli {line}")
    assert "you got 8.88 EUR" in login.agree("paycli grab --as li")
    asked = re.findall("^.*passphrase.*: $", login.text, re.IGNORECASE | re.MULTILINE)
    assert len(asked) == 2, asked
    assert PASSPHRASE not in login.text
    login.run("paycli lock")
    assert sockets() == []


def test_whoami_says_until_when_and_lock_ends_it(login: Login, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    login.begin()
    wanted = "kernel" if kernel_can() and "[kernel]" in request.node.name else "process"
    phrase = tmp_path / "phrase"
    phrase.write_text(f"{PASSPHRASE}\n")
    phrase.chmod(0o600)
    assert f'"holder":"{wanted}"' in login.run(f"PAYCLI_PASSPHRASE_FILE={phrase} paycli unlock --json")
    assert whoami(login)["unlocked_until"] is not None
    assert "unlocked until " in login.run("paycli whoami")
    assert "Locked: payments ask for the passphrase." in login.run("paycli lock")
    assert "Nothing was unlocked" in login.run("paycli lock")
    assert whoami(login)["unlocked_until"] is None
    assert "secrets in the sealed file, locked" in login.run("paycli whoami")
    login.type("paycli wallet new li\n").answer("Passphrase of the sealed file: ", PASSPHRASE)
    assert "@li" in login.ready()
    assert whoami(login)["unlocked_until"] is None, "a payment unlocks for itself alone"


def by_time(login: Login) -> None:
    login.unlock("--for", "2s")


def by_lock(login: Login) -> None:
    login.run("paycli lock")


def by_logout(login: Login) -> None:
    login.type("exit\n").ended()


@pytest.mark.parametrize("over", [by_time, by_lock, by_logout])
def test_nothing_is_left_of_a_process(over: Callable[[Login], None], wallet: Path) -> None:
    with Login("process", wallet) as login:
        login.begin()
        if over is by_time:
            over(login)
        # On a machine that is slow enough its time is over by now, and nothing is left all the same.
        if sockets():
            with holder() as (_, watched):
                if over is not by_time:
                    over(login)
                assert has_ended(watched)
        assert sockets() == []
    assert paycli_json("whoami", env={"PAYCLI_HOME": str(wallet)})["unlocked_until"] is None


@pytest.mark.parametrize("over", [by_time, by_lock, by_logout])
def test_nothing_is_left_in_the_kernel(over: Callable[[Login], None], wallet: Path) -> None:
    with Login("kernel", wallet) as login:
        login.begin()
        if not kernel_can():
            # What the kernel refuses a process does, and that is looked at above.
            login.run("paycli lock")
            return
        assert sockets() == []
        if over is by_time:
            over(login)
            serial = login.serial()
        else:
            serial = login.serial()
            over(login)
        # The kernel's own worker takes it away, and tells nobody when.
        deadline = time.monotonic() + PATIENCE_S
        while not is_gone(serial):
            assert time.monotonic() < deadline
            os.sched_yield()


def test_a_holder_that_is_told_to_end_leaves_nothing(wallet: Path) -> None:
    with Login("process", wallet) as login:
        login.begin()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with holder() as (process, watched):
                os.kill(process, number)
                assert has_ended(watched), number
            assert sockets() == [], number
            assert whoami(login)["unlocked_until"] is None
            login.unlock()
        login.run("paycli lock")


def test_a_holder_that_was_killed_is_as_if_it_were_locked(wallet: Path) -> None:
    with Login("process", wallet) as login:
        login.begin()
        with holder() as (process, watched):
            os.kill(process, signal.SIGKILL)
            assert has_ended(watched)
        assert whoami(login)["unlocked_until"] is None
        login.run("paycli lock")
        assert sockets() == [], "what it left is cleared away"


def test_a_holder_whose_socket_is_gone_ends_when_somebody_asks(wallet: Path) -> None:
    with Login("process", wallet) as login:
        login.begin()
        (path,) = sockets()
        with holder() as (_, watched):
            connection = path.with_suffix(".aside")
            path.rename(connection)
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
                folder = os.open(path.parent, os.O_RDONLY)
                asking.connect(f"/proc/self/fd/{folder}/{connection.name}")
                os.close(folder)
                # We are of another session, so it may have hung up already.
                with suppress(BrokenPipeError):
                    asking.sendall(b"?")
            assert has_ended(watched)
        connection.unlink()


def test_unlocking_again_wants_the_passphrase_and_leaves_one_holder(wallet: Path) -> None:
    with Login("process", wallet) as login:
        login.begin()
        with holder() as (_, first):
            login.unlock("--for", "1h")
            assert has_ended(first)
            assert len(sockets()) == 1
        login.run("paycli lock")


def test_a_holder_has_never_seen_the_passphrase_and_writes_no_core(wallet: Path) -> None:
    with Login("process", wallet) as login:
        login.begin()
        with holder() as (process, _):
            folder = Path(f"/proc/{process}")
            assert re.search(r"Max core file size +0 +0 ", (folder / "limits").read_text())
            memory = b"" if os.geteuid() else memory_of(folder)
            assert PASSPHRASE.encode() not in memory + (folder / "cmdline").read_bytes()
            login.run("paycli lock")
        found = [path for path in wallet.rglob("*") if path.is_file() and PASSPHRASE.encode() in path.read_bytes()]
        assert found == []


def memory_of(process: Path) -> bytes:
    """Read the memory that a process can write to; nothing where even root may not."""
    found = b""
    try:
        with (process / "mem").open("rb", buffering=0) as memory:
            for line in (process / "maps").read_text().splitlines():
                where, rights = line.split()[:2]
                if rights.startswith("rw"):
                    begin, end = (int(each, 16) for each in where.split("-"))
                    memory.seek(begin)
                    found += memory.read(end - begin)
    except OSError:
        return found
    return found


def test_another_session_gets_only_what_its_user_may(login: Login, wallet: Path) -> None:
    login.begin()
    seen = paycli_json("whoami", env={"PAYCLI_HOME": str(wallet)})["unlocked_until"] is not None
    # A keyring is the session's alone; a process is the user's, but root is often several people.
    assert seen == (sockets() != [] and os.geteuid() != 0)
    where = "for all your programs" if seen else "in this terminal" if sockets() else "in this login session"
    assert f" {where}" in login.run("paycli whoami")
    login.run("paycli lock")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be several people, and become somebody else")
def test_a_holder_of_roots_gives_the_key_to_its_own_session_alone(wallet: Path) -> None:
    with Login("process", wallet) as login:
        login.begin()
        (path,) = sockets()
        # With every door in front of it open, too.
        path.chmod(0o777)
        path.parent.chmod(0o777)
        assert [answer_to(user, path) for user in (0, 65_534)] == [b"+", b"+"]
        path.parent.chmod(0o700)
        assert whoami(login)["unlocked_until"] is not None
        login.run("paycli lock")


def answer_to(user: int, path: Path) -> bytes:
    """Ask for the key as another user, out of this session; give what comes back behind a plus."""
    folder, (reading, writing) = os.open(path.parent, os.O_RDONLY), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setuid(user)
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
                asking.connect(f"/proc/self/fd/{folder}/{path.name}")
                os.write(writing, b"+")
                asking.sendall(ASK_KEY)
                os.write(writing, asking.recv(64))
        finally:
            os._exit(0)
    os.close(writing)
    os.close(folder)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as answer:
        return answer.read()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be borrowed")
def test_borrowed_root_unlocks_nothing_and_is_told_before_it_types(login: Login) -> None:
    login.begin()
    assert "root is shared by all who may use sudo" in login.run("SUDO_UID=1000 paycli unlock", 78)
    login.type("SUDO_UID=1000 paycli wallet new li\n").answer("Passphrase of the sealed file: ", PASSPHRASE)
    login.ready()
    login.run("paycli lock")


def test_a_session_that_ends_with_the_command_unlocks_nothing(tmp_path: Path) -> None:
    env = sealed(tmp_path)
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", env=env)
    with Screen("unlock", env={**env, "PAYCLI_PASSPHRASE_FILE": ""}) as screen:
        said = flat(screen.until_ended_or(re.compile("Passphrase of the sealed file: |Nothing was unlocked")).text)
    if not kernel_can():
        assert "this terminal's session ends with this command" in said
    assert sockets() == []


@pytest.mark.parametrize("words", [("--for", "5"), ("--for", "0m"), ("--for", "25h"), ("--for", "-1h")])
def test_a_time_that_is_none_is_refused_before_the_passphrase(words: tuple[str, ...], own_home: Path) -> None:
    assert paycli_json("unlock", *words, status=2)["error"]["code"] == "usage"


def test_there_is_nothing_to_unlock_without_a_sealed_file(own_home: Path) -> None:
    assert paycli_json("unlock", status=78)["error"]["code"] == "nothing_sealed"
    assert paycli_json("lock")["changed"] is False
