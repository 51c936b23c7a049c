"""A household on one machine, whose commands run inside this process: the whole program but for its start."""

from __future__ import annotations

import io
import json
import os
import signal
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import pytest

from paycli.app.machine import LocalMachine
from paycli.domain.ids import key_id
from paycli.domain.orders import Submission
from paycli.domain.texts import Text, text_commitment
from paycli.main import run
from paycli.rails.sandbox import SandboxBank
from paycli.services.engine.posting import Posted, post
from paycli.services.reading.reader import reading
from paycli.signing import public_of, sign_order
from paycli.vault import open as vault_open
from tests.support.keys import keyed
from tests.support.orders import make_order
from tests.support.schemas import require_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from paycli.vault.passphrase import Ask
    from paycli.vault.sealed import SealedVault


class Ended(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON that it wrote: a result on stdout, a failure's `error` on stderr.

        A command that says by its status alone that not all is done yet has a result too.
        """
        is_result = self.status == 0 or not self.err
        found: dict[str, Any] = json.loads(self.out if is_result else self.err)
        return found if is_result else found["error"]


def unlock_once(patch: pytest.MonkeyPatch, opened: dict[Path, SealedVault] | None = None) -> None:
    """Let the passphrase of each sealed file be worked out once for all commands of this process.

    Tests of one story hand in a dictionary that they share.
    """
    opened = {} if opened is None else opened
    really = vault_open.sealed_vault

    def once(home: Path, environ: Mapping[str, str], ask: Ask | None, *, is_needed: Callable[[], bool]) -> SealedVault:
        if home not in opened:
            opened[home] = really(home, environ, ask, is_needed=is_needed)
        return opened[home]

    patch.setattr(vault_open, "sealed_vault", once)


def in_process(*words: str, stdin: str | None = None) -> Ended:
    """Run a command line in this process, with --no-key where one is wanted and a text on stdin or nothing."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.stdin", io.StringIO(stdin or ""))
        status = run(keyed(words))
    return Ended(status, out.getvalue(), err.getvalue())


class Household:
    """Wallets on one play ledger of this machine, with their secrets in a sealed file.

    The sealed file is the real one; its passphrase is worked out once for all commands of this process.
    """

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        phrase = folder / "phrase"
        phrase.write_text("a passphrase of the tests\n")
        phrase.chmod(0o600)
        patch.setenv("PAYCLI_HOME", str(folder / "home"))
        patch.setenv("PAYCLI_PASSPHRASE_FILE", str(phrase))
        unlock_once(patch)
        self.ledger = folder / "home" / "home.db"

    def begin(
        self,
        *handles: str,
        shops: Sequence[str] = (),
        cash: Mapping[str, str] | None = None,
        bank: Mapping[str, str] | None = None,
    ) -> Self:
        """Open the ledger for @ming, a wallet for each further handle, and shops.

        `cash` says who begins with how much from the cash drawer, `bank` who with how much from a Visa test card.
        """
        self.run("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed")
        for handle in handles:
            self.run("wallet", "new", handle)
        for shop in shops:
            self.run("wallet", "new", shop, "--shop")
        for handle, amount in (cash or {}).items():
            self.run("cash", "in", handle, amount, "--as", "ming")
        for handle, amount in (bank or {}).items():
            self.run("card", "bind", "--test", "visa", "--as", handle)
            self.run("topup", amount, "--as", handle)
        return self

    def without_rights(self, *handles: str) -> Self:
        """Take the operator's rights from profiles: they were begun where the operator's key is, but are strangers."""
        machine = LocalMachine(os.environ, None)
        for handle in handles:
            machine.save_profile(machine.store.find(handle)._replace(operator=False))
        return self

    def run(self, *args: str, status: int | None = 0) -> Ended:
        """Run a command with --yes, --json and, where one is wanted, --no-key; requires its status, any with None."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            found = run([*keyed(args), "--yes", "--json"])
        ended = Ended(found, out.getvalue(), err.getvalue())
        assert status is None or ended.status == status, f"paycli {' '.join(args)}: {ended}"
        return ended

    def json(self, *args: str, status: int = 0) -> dict[str, Any]:
        """Run a command and give its document, which docs/schema has; a failure's is the `error` in it."""
        ended = self.run(*args, status=status)
        require_schema(args, json.loads(ended.out if status == 0 or not ended.err else ended.err))
        return ended.document

    def balance(self, handle: str) -> str:
        """Give a wallet's balance as it is shown."""
        return str(self.json("balance", "--as", handle)["amount"])

    @property
    def bank(self) -> Path:
        """The sandbox bank's book."""
        return Path(os.fspath(self.ledger) + ".sandbox-bank.jsonl")

    def movements(self) -> list[tuple[str, int]]:
        """Give what the sandbox bank did with money: its kind and the amount in minor units."""
        return [(each.kind, each.amount_minor) for each in SandboxBank(self.bank).movements()]

    def killed_at(self, place: object, name: str, *args: str) -> None:
        """Run a command in a process of its own that is killed (-9) when it calls `place.name`."""
        assert hasattr(place, name), f"{place} has no {name} any more, so nobody would be killed at it"

        def die(*_: object, **__: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        child = os.fork()
        if child == 0:
            try:
                setattr(place, name, die)
                self.run(*args, status=None)
            finally:
                # Nothing of the test runner may run in the child, whatever happened.
                os._exit(70)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), f"paycli {' '.join(args)} never came to {name}"


def wallet_of(house: Household, handle: str) -> str:
    """Give the id of the wallet of a handle."""
    return next(row["wallet"] for row in house.json("wallet", "list")["items"] if row["handle"] == f"@{handle}")


def key_of(wallet: str) -> str:
    """Give the name of the key that opened a wallet."""
    machine = LocalMachine(os.environ, None)
    try:
        with reading(machine.open(machine.store.find("ming"))) as reader:
            return reader.key(wallet)
    finally:
        machine.close()


def post_as(handle: str, kind: str, body: Mapping[str, Any], order_id: str, texts: tuple[Text, ...] = ()) -> None:
    """Post an order with an id of one's choice, as a program of one's own could."""
    machine = LocalMachine(os.environ, None)
    app = machine.open(machine.store.find(handle))
    seed = app.signing_seed("wallet")
    order = make_order(
        kind, body, id=order_id, at=app.clock.now_ms(), key=key_id(public_of(seed)), ledger=app.profile.ledger,
        wallet=app.profile.wallet,
    )  # fmt: skip
    [outcome] = post(app.book, app.clock, [Submission(order, sign_order(seed, order), public_of(seed), texts)]).outcomes
    machine.close()
    assert isinstance(outcome, Posted), outcome


def pay_a_cent(house: Household, payer: str, payee: str, order_id: str, note: str | None = None) -> None:
    """Pay a cent under an id of one's choice, as a program of one's own could."""
    texts = () if note is None else (Text("note", "11" * 32, note),)
    commitment = None if note is None else text_commitment("11" * 32, note)
    body = {"to": wallet_of(house, payee), "amount": 1, "currency": "EUR", "note": commitment}
    post_as(payer, "send", body, order_id, texts)
