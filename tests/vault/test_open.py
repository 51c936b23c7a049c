from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from paycli.console.hints import hint_of
from paycli.errors import Misconfigured, NoKeyring, PassphraseMissing, PaycliError, Usage
from paycli.vault.open import NAMES, choose_vault, open_vault
from tests.support.secret_service import run_inside

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURED = {"PAYCLI_PASSPHRASE_COMMAND": "printf a-phrase"}


def never_asked(_: object) -> str:
    raise AssertionError


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac always has a keyring")
def test_without_a_keyring_new_secrets_go_to_the_sealed_file_or_nowhere() -> None:
    assert choose_vault(CONFIGURED, None) == "sealed"
    assert choose_vault({}, None, ask=never_asked) == "sealed"
    with pytest.raises(NoKeyring) as caught:
        choose_vault({}, None)
    assert caught.value.exit_status == 78
    assert "PAYCLI_PASSPHRASE_FILE" in hint_of(caught.value)


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac always has a keyring")
@pytest.mark.parametrize("name", ["SecretService", "secretservice", "KWallet", "macOS"])
def test_a_keyring_that_was_asked_for_is_never_replaced(name: str) -> None:
    with pytest.raises(NoKeyring):
        choose_vault(CONFIGURED, name, ask=never_asked)


def test_the_sealed_file_can_be_asked_for_where_a_passphrase_can_come_from() -> None:
    assert choose_vault(CONFIGURED, "sealed") == "sealed"
    assert choose_vault({}, "Sealed", ask=never_asked) == "sealed"
    with pytest.raises(PassphraseMissing):
        choose_vault({}, "sealed")


def test_an_unknown_vault_is_a_mistake_on_the_command_line() -> None:
    with pytest.raises(Usage) as caught:
        choose_vault(CONFIGURED, "plaintext")
    assert caught.value.exit_status == 2
    assert hint_of(caught.value) == "one of: macOS, SecretService, KWallet, sealed"


def test_a_keyring_that_answers_comes_first_and_is_the_one_that_is_opened(tmp_path: Path, real_keyring: None) -> None:
    code = (
        "import os; from pathlib import Path; from paycli.vault.open import choose_vault, open_vault\n"
        "name = choose_vault(os.environ, None); print(name, choose_vault(os.environ, 'sealed'))\n"
        "open_vault(name, Path(os.environ['HOME']), os.environ, None, is_needed=lambda: False).set('x', b'1')\n"
        "print(open_vault(name, Path(os.environ['HOME']), os.environ, None, is_needed=lambda: False).get('x'))\n"
        "print((Path(os.environ['HOME']) / 'vault').exists())\n"
    )
    done = run_inside(code, tmp_path, "unlocked", CONFIGURED)
    assert (done.returncode, done.stdout.split()) == (0, ["SecretService", "sealed", "b'1'", "False"]), done.stderr


def test_the_sealed_file_opens_with_the_configured_passphrase(home: Path) -> None:
    open_vault("sealed", home, CONFIGURED, None, is_needed=lambda: False).set("x", b"1")
    assert open_vault("sealed", home, {}, lambda _: "a-phrase", is_needed=lambda: False).get("x") == b"1"
    with pytest.raises(PassphraseMissing):
        open_vault("sealed", home, {}, None, is_needed=lambda: False).get("x")


def test_opening_asks_nobody(home: Path) -> None:
    assert [open_vault(name, home, {}, never_asked, is_needed=lambda: False).name for name in NAMES] == list(NAMES)
    assert not home.exists()


def test_a_profile_with_an_unknown_vault_is_refused(home: Path) -> None:
    with pytest.raises(Misconfigured) as caught:
        open_vault("plaintext", home, {}, None, is_needed=lambda: False)
    assert caught.value.exit_status == 78
    assert isinstance(caught.value, PaycliError)
