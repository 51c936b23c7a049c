"""No secret is anywhere but in the sealed file, over a run of every command: files, output, errors, processes."""

from __future__ import annotations

import base64
import json
import re

import pytest

from paycli.domain.codes import bearer_secret, fold_word, parse_text, secret_of_code
from paycli.signing import claim_seed, tab_seed, word_secret
from tests.support.canaries import PASSPHRASE, Run, record
from tests.support.every_command import BANK_CODE, PIN, WORD, forgotten
from tests.support.program import PROGRAM
from tests.support.secret_service import run_inside

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("canaries")]


@pytest.fixture(scope="module", params=["sealed", pytest.param("SecretService", marks=pytest.mark.full)])
def vault(request: pytest.FixtureRequest) -> str:
    """Name where the secrets of the run are kept."""
    return str(request.param)


@pytest.fixture(scope="module")
def run(vault: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("canaries")
    if vault == "sealed":
        return record(folder, vault)
    request.getfixturevalue("real_keyring")
    user, kept = folder / "user", folder / "run.json"
    user.mkdir(mode=0o700)
    # The keyring keeps its own file in the home folder, so that one is searched too.
    code = f"from pathlib import Path\nfrom tests.support.canaries import record\nrecord(Path.home(), {vault!r})"
    done = run_inside(f"{code}.save(Path({str(kept)!r}))\n", user, "unlocked", {}, wait_s=500)
    assert done.returncode == 0, done.stderr
    return Run.load(kept)


def forms_of(secret: bytes) -> dict[str, bytes]:
    """Give the forms in which a secret could be written down by mistake."""
    hexed = secret.hex()
    forms = {
        "raw": secret,
        "hex": hexed.encode(),
        "HEX": hexed.upper().encode(),
        "base64": base64.b64encode(secret).rstrip(b"="),
        "urlsafe": base64.urlsafe_b64encode(secret).rstrip(b"="),
        "repr": repr(secret)[2:-1].encode(),
        "json": json.dumps(secret.decode("latin-1")).encode()[1:-1],
    }
    return {name: form for name, form in forms.items() if len(form) >= 8}


def hits(run: Run, needle: bytes, *, but: tuple[str, ...] = ()) -> list[str]:
    """Name where a secret was found, but for the command lines that must show it."""
    places = {**run.files, **run.output, "/proc": run.processes}
    return [name for name, data in places.items() if needle in data and not name.startswith(but or ("\0",))]


def test_the_run_played_every_command() -> None:
    assert forgotten() == set()


def test_the_run_kept_every_kind_of_secret(run: Run) -> None:
    names = " ".join(run.secrets)
    assert "/operator" in names
    assert "/card/c1" in names
    assert "/card/c2" in names
    # @ming, @li, @cafe, @bo, @di and who was rejected, the operator, two cards, the other device of @li; both homes see
    # the operator's in one keyring.
    assert len(set(run.secrets.values())) == 10
    assert len({len(secret) for secret in run.secrets.values()}) == 2


def test_the_search_finds_what_is_there(run: Run, vault: str) -> None:
    seed = next(iter(run.secrets.values()))
    planted = run._replace(files={"db": b"x" + seed.hex().encode() + b"y"})
    assert hits(planted, forms_of(seed)["hex"]) == ["db"]
    for end in (".db", "sandbox-bank.jsonl", "sealed.json" if vault == "sealed" else "login.keyring"):
        assert any(name.endswith(end) and run.files[name] for name in run.files), end
    assert any("backup" in name for name in run.files)
    assert any(" before " in name for name in run.files), "what a file was before is searched too"
    assert PROGRAM.encode() in run.processes
    told = b"PAYCLI_PASSPHRASE_COMMAND" if vault == "sealed" else b"DBUS_SESSION_BUS_ADDRESS"
    assert told in run.processes


def test_the_search_goes_through_a_log_that_has_every_page_of_the_run(run: Run) -> None:
    (name,) = [name for name in run.files if name.endswith("home.db-wal")]
    log = run.files[name]
    # 32 bytes of header, and 24 before each page of 4096; nothing was taken into the file while the run went on.
    pages, rest = divmod(len(log) - 32, 24 + 4096)
    assert (rest, pages > 100) == (0, True), len(log)
    for written in (b"for lunch", b"Happy New Year", b"from the drawer", b"cold noodles"):
        assert name in hits(run, written), written
    seed = next(iter(run.secrets.values()))
    planted = run._replace(files={**run.files, name: log[:5000] + seed + log[5000:]})
    assert hits(planted, seed) == [name]


def test_no_seed_and_no_card_token_is_anywhere_in_the_open(run: Run) -> None:
    found = {
        f"{name} as {form}": where
        for name, secret in run.secrets.items()
        for form, needle in forms_of(secret).items()
        if (where := hits(run, needle))
    }
    assert found == {}


def test_the_passphrase_is_nowhere(run: Run) -> None:
    assert {form: hits(run, needle) for form, needle in forms_of(PASSPHRASE.encode()).items()} == {
        form: [] for form in forms_of(PASSPHRASE.encode())
    }


def test_a_bearer_code_is_shown_once_by_the_command_that_made_it(run: Run) -> None:
    # Typed as an argument by mistake it is in the process's own command line, where paycli cannot take it back.
    mistaken = run._replace(processes=run.processes.replace(run.code.encode(), b""))
    for needle in (run.code, run.code.lower(), run.code.replace("-", "")):
        assert hits(mistaken, needle.encode(), but=("wallet invite",)) == []
    secret = secret_of_code(run.code)
    assert [hits(run, form) for form in forms_of(secret).values() if hits(run, form)] == []


def test_a_link_is_shown_by_the_command_that_made_it_and_its_cards_are_private(run: Run) -> None:
    assert run.link.startswith("PAYCLI:1/G/")
    secret = bearer_secret(parse_text(run.link))
    for needle in (run.link, run.link.lower(), run.link.rpartition("/")[2]):
        assert hits(run, needle.encode(), but=("envelope send 2 -n 2 --link", "envelope link")) == []
    # Its claim key is public, but not the seed of it.
    for each in (secret, claim_seed(secret)):
        assert [hits(run, form) for form in forms_of(each).values() if hits(run, form)] == []
    cards = [name for name in run.files if name.endswith((".svg", ".png"))]
    # That nobody else may read them was looked at when they were kept.
    assert len(cards) == 2


def test_the_code_of_a_tab_is_shown_by_the_command_that_made_it_and_its_pin_is_nowhere(run: Run) -> None:
    assert run.tab.startswith("PAYCLI:1/T/")
    secret = bearer_secret(parse_text(run.tab))
    for needle in (run.tab, run.tab.lower(), run.tab.rpartition("/")[2]):
        assert hits(run, needle.encode(), but=("tab join",)) == []
    for each in (secret, tab_seed(secret), PIN.encode()):
        assert [hits(run, form) for form in forms_of(each).values() if hits(run, form)] == []


def test_a_word_is_nowhere(run: Run) -> None:
    ledger = parse_text(run.link).ledger
    secret = word_secret(fold_word(WORD), ledger)
    for each in (WORD.encode(), WORD.lower().encode(), WORD.split()[1].lower().encode(), secret, claim_seed(secret)):
        assert [hits(run, form) for form in forms_of(each).values() if hits(run, form)] == []


def test_the_bank_code_is_kept_nowhere(run: Run) -> None:
    # Six digits can stand inside a longer number or hash by chance; the hint of the sandbox's own error names them.
    lone = re.compile(rb"(?<![0-9a-zA-Z])" + BANK_CODE.encode() + rb"(?![0-9a-zA-Z])")
    assert [name for name, data in run.files.items() if lone.search(data)] == []
    told = [name for name, data in run.output.items() if lone.search(data)]
    assert all(name.startswith("card bind --test code --code - --as li") for name in told), told
