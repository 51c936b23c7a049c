from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from paycli.disk.durable import write_atomic
from paycli.disk.private import read_private
from paycli.errors import Misconfigured, PassphraseMissing, PassphraseWrong, PermissionRefused, SealedFileBroken
from paycli.vault.sealed import SealedVault
from paycli.vault.sealed_format import CHEAPEST, SENSITIVE, KdfProfile
from tests.support.secret_service import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paycli.domain.ports import Vault

SECRETS = {"paycli/a/operator": b"\x00" * 32, "paycli/a/w": b"w" * 32, "paycli/a/w/card/c1": b"tok_1"}


def opened(path: Path, phrase: bytes = b"pw", kdf: KdfProfile = CHEAPEST) -> SealedVault:
    return SealedVault(path, lambda _: phrase, kdf=kdf)


def counting(asked: list[bool]) -> Callable[[bool], bytes]:
    """Give a source of the passphrase that notes each time it is asked."""

    def source(new: bool) -> bytes:
        asked.append(new)
        return b"pw"

    return source


@pytest.fixture
def path(home: Path) -> Path:
    return home / "vault" / "sealed.json"


@pytest.fixture
def whole(path: Path) -> bytes:
    """Give the bytes of a file with three secrets."""
    vault = opened(path)
    for entry, secret in SECRETS.items():
        vault.set(entry, secret)
    return read_private(path)


def put(path: Path, fields: Any) -> None:
    write_atomic(path, json.dumps(fields, sort_keys=True, separators=(",", ":")).encode() + b"\n", durable=False)


def test_secrets_come_back_and_go(path: Path, whole: bytes) -> None:
    vault: Vault = opened(path)
    assert {entry: vault.get(entry) for entry in SECRETS} == SECRETS
    assert vault.get("paycli/a/other") is None
    vault.set("paycli/a/w", b"new")
    vault.delete("paycli/a/operator")
    vault.delete("paycli/a/operator")
    assert opened(path).get("paycli/a/w") == b"new"
    assert opened(path).get("paycli/a/operator") is None
    assert vault.name == "sealed"


def test_no_secret_and_no_passphrase_stands_in_the_file(path: Path, whole: bytes) -> None:
    for secret in (*SECRETS.values(), b"pw"):
        assert secret not in whole
        assert secret.hex().encode() not in whole


def test_the_file_is_for_its_owner_alone_under_any_umask(path: Path, umask: int) -> None:
    opened(path).set("x", b"1")
    assert path.stat().st_mode & 0o7777 == 0o600
    assert path.parent.stat().st_mode & 0o7777 == 0o700


def test_a_file_that_others_can_read_is_refused(path: Path, whole: bytes) -> None:
    path.chmod(0o644)
    with pytest.raises(PermissionRefused):
        opened(path).get("paycli/a/w")


def test_without_a_file_nothing_is_there_and_nobody_is_asked(path: Path) -> None:
    asked: list[bool] = []
    vault = SealedVault(path, counting(asked), kdf=CHEAPEST)
    assert vault.get("x") is None
    vault.delete("x")
    assert asked == []
    assert not path.exists()
    vault.set("x", b"1")
    vault.set("y", b"2")
    assert vault.get("x") == b"1"
    assert asked == [True]


def test_a_wrong_passphrase_exits_78_and_may_be_typed_again(path: Path, whole: bytes) -> None:
    phrases = iter([b"wrong", b"also wrong", b"pw"])
    vault = SealedVault(path, lambda _: next(phrases), kdf=CHEAPEST)
    attempts: list[Callable[[], object]] = [lambda: vault.get("paycli/a/w"), lambda: vault.set("x", b"1")]
    for attempt in attempts:
        with pytest.raises(PassphraseWrong) as caught:
            attempt()
        assert caught.value.exit_status == 78
    assert vault.get("paycli/a/w") == b"w" * 32
    assert read_private(path) == whole


def next_of(phrases: list[bytes], _new: bool) -> bytes:
    return phrases.pop(0)


def bytes_or_none(key: bytes | None) -> bytes | None:
    return key


def test_a_person_is_asked_again_until_it_opens_three_times_at_most(path: Path, whole: bytes) -> None:
    for phrases, opens in (([b"wrong", b"also", b"pw"], True), ([b"wrong", b"also", b"again", b"pw"], False)):
        left = list(phrases)
        vault = SealedVault(path, partial(next_of, left), kdf=CHEAPEST, tries=3)
        if opens:
            assert vault.get("paycli/a/w") == b"w" * 32
        else:
            with pytest.raises(PassphraseWrong):
                vault.get("paycli/a/w")
            assert left == [b"pw"]


def test_a_data_key_that_is_held_opens_the_file_and_another_is_as_if_none_were(path: Path, whole: bytes) -> None:
    key = opened(path).data_key()
    asked: list[bool] = []
    for held, questions in ((key, 0), (bytes(32), 1), (None, 1)):
        asked.clear()
        vault = SealedVault(path, counting(asked), kdf=CHEAPEST, held=partial(bytes_or_none, held))
        assert vault.get("paycli/a/w") == b"w" * 32
        assert len(asked) == questions
    again = SealedVault(path, lambda _: b"wrong", kdf=CHEAPEST, held=lambda: key)
    with pytest.raises(PassphraseWrong):
        again.data_key()


def test_a_missing_passphrase_leaves_no_file(path: Path) -> None:
    def missing(_: bool) -> bytes:
        raise PassphraseMissing

    with pytest.raises(PassphraseMissing):
        SealedVault(path, missing, kdf=CHEAPEST).set("x", b"1")
    assert not path.exists()


def test_every_flipped_bit_is_noticed(path: Path, whole: bytes) -> None:
    for place in range(len(whole)):
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[place] ^= 1 << bit
            path.write_bytes(flipped)
            with pytest.raises((SealedFileBroken, PassphraseWrong)) as caught:
                opened(path).get("paycli/a/w")
            assert caught.value.exit_status == 78


def test_every_cut_is_noticed(path: Path, whole: bytes) -> None:
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(SealedFileBroken):
            opened(path).get("paycli/a/w")


def test_a_broken_file_is_never_overwritten(path: Path, whole: bytes) -> None:
    path.write_bytes(whole[:-20])
    attempts: list[Callable[[], object]] = [
        lambda: opened(path).set("x", b"1"),
        lambda: opened(path).delete("paycli/a/w"),
    ]
    for attempt in attempts:
        with pytest.raises(SealedFileBroken):
            attempt()
    assert path.read_bytes() == whole[:-20]


def test_entries_cannot_be_swapped_renamed_or_dropped(path: Path, whole: bytes) -> None:
    entries: dict[str, str] = json.loads(whole)["entries"]
    one, two = "paycli/a/operator", "paycli/a/w"
    swapped = entries | {one: entries[two], two: entries[one]}
    renamed = {name.replace("/a/", "/b/"): box for name, box in entries.items()}
    dropped = {name: box for name, box in entries.items() if name != one}
    for changed in (swapped, renamed, dropped):
        put(path, json.loads(whole) | {"entries": changed})
        for entry in SECRETS:
            with pytest.raises(SealedFileBroken):
                opened(path).get(entry)


def test_an_entry_of_another_file_does_not_open(path: Path, whole: bytes, tmp_path: Path) -> None:
    other = tmp_path / "other" / "sealed.json"
    opened(other).set("paycli/a/w", b"planted")
    planted = json.loads(read_private(other))["entries"]["paycli/a/w"]
    put(path, json.loads(whole) | {"entries": json.loads(whole)["entries"] | {"paycli/a/w": planted}})
    with pytest.raises(SealedFileBroken):
        opened(path).get("paycli/a/w")


@pytest.mark.parametrize(
    "change", [{"ops": 1}, {"mem_bytes": 8192}, {"ops": 0}, {"ops": -1}, {"mem_bytes": 1 << 50}, {"ops": 10**6}]
)
def test_a_header_that_makes_guessing_cheaper_or_opening_endless_is_refused_unasked(
    path: Path, change: dict[str, int]
) -> None:
    opened(path, kdf=SENSITIVE).set("x", b"1")
    fields = json.loads(read_private(path))
    assert opened(path, kdf=SENSITIVE).get("x") == b"1"
    put(path, fields | {"header": fields["header"] | change})
    asked: list[bool] = []
    vault = SealedVault(path, counting(asked))
    for attempt in (lambda: vault.get("x"), lambda: vault.set("y", b"2")):
        with pytest.raises(SealedFileBroken):
            attempt()
    assert asked == []


def test_a_file_made_for_tests_does_not_open_as_a_real_one(path: Path, whole: bytes) -> None:
    with pytest.raises(SealedFileBroken, match="weaker"):
        opened(path, kdf=SENSITIVE).get("paycli/a/w")


@pytest.mark.parametrize(
    "change",
    [
        {"header": None},
        {"header": {"kdf": "argon2i"}},
        {"entries": []},
        {"entries": {"paycli/a/w": ""}},
        {"entries": {"paycli/a/w": "AA"}},
        {"seal": 1},
        {"seal": "00"},
        {"wrapped": "00"},
        {"more": 1},
    ],
    ids=str,
)
def test_another_shape_is_refused(path: Path, whole: bytes, change: dict[str, Any]) -> None:
    put(path, json.loads(whole) | change)
    with pytest.raises((SealedFileBroken, PassphraseWrong)):
        opened(path).get("paycli/a/w")


def test_a_program_that_is_open_sees_what_another_one_writes(path: Path, whole: bytes) -> None:
    vault = opened(path)
    assert vault.get("x") is None
    opened(path).set("x", b"1")
    assert vault.get("x") == b"1"
    path.unlink()
    opened(path, b"another").set("x", b"2")
    with pytest.raises(PassphraseWrong):
        vault.get("x")


def test_too_little_memory_is_said(path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from paycli.vault.sealed import SealedVault\n"
        "import nacl.pwhash; from paycli.errors import Misconfigured\n"
        "resource.setrlimit(resource.RLIMIT_AS, (70 << 20, -1))\n"
        "try: SealedVault(Path(sys.argv[1]), lambda _: b'pw').set('x', b'1')\n"
        "except Misconfigured as problem: print(problem); sys.exit(problem.exit_status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (Misconfigured.exit_status, "")
    assert "64 MiB" in done.stdout


def test_writers_at_the_same_time_lose_nothing(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from paycli.vault.sealed import SealedVault\n"
        "from paycli.vault.sealed_format import CHEAPEST\n"
        "vault = SealedVault(Path(sys.argv[1]), lambda _: b'pw', kdf=CHEAPEST)\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "for i in range(5): vault.set(f'{sys.argv[2]}/{i}', sys.argv[2].encode())\n"
    )
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), name], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for name in "abcd"
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        writer.communicate(b"\n", timeout=60)
    assert [writer.returncode for writer in writers] == [0] * 4
    vault = opened(path)
    assert {vault.get(f"{name}/{i}") for name in "abcd" for i in range(5)} == {b"a", b"b", b"c", b"d"}
