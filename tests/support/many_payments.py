"""Many payments on a household's ledger, written by the bench's bare loop: what is said of long lists is looked at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bench.raw import RawLedger, Signer
from paycli.app.machine import LocalMachine

if TYPE_CHECKING:
    from pathlib import Path

_AT_ONCE = 1_000


def pay_many(ledger: Path, payer: str, payee: str, count: int, at_once: int = _AT_ONCE) -> None:
    """Let one wallet of this account pay another so many cents; those that are written at once share a millisecond."""
    machine = LocalMachine(os.environ, None)
    apps = [machine.open(machine.store.find(handle)) for handle in (payer, payee)]
    signers = [Signer.make(app.signing_seed("wallet"), app.profile.wallet) for app in apps]
    raw = RawLedger(str(ledger), apps[0].profile.ledger, lock=True)
    try:
        for start in range(0, count, at_once):
            raw.send(signers[0], signers[1], [1] * min(at_once, count - start))
    finally:
        raw.close()
        machine.close()
