"""Whatever a member writes into the file, all hashes worked out anew: the audit finds it, and the verifier too."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.ids import key_id, settle_id, uuid7
from paycli.domain.kinds import KINDS
from paycli.domain.state import Changes
from paycli.errors import PaycliError
from paycli.signing import public_of, sign_order
from tests.support.forger import open_book, raw_order, wanted_changes, write
from tests.support.misses import Misses
from tests.support.schema_changes import CHANGES, MISSING, change_schema
from tests.support.tampering import copy, found_by_audit, found_by_verify, tampering
from tests.support.tampers import SEED, TAMPERS, my_wallet, tamper, work_out_anew

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.rich import Rich

# Orders that are not the attacker's to give, signed with the attacker's key; `me` and `them` are filled in.
FORGED: dict[str, dict[str, Any]] = {
    "setting.set": {"name": "most_packets", "value": 1},
    "currency.add": {"currency": "USD", "exponent": 2},
    "credit.set": {"wallet": "me", "amount": 90_00, "currency": "EUR"},
    "cash.in": {"wallet": "me", "amount": 90_00, "currency": "EUR", "note": None},
    "clock.set": {"now": 0},
    "rail.admit": {"rail": "mine", "public": public_of(b"r" * 32)},
    "wallet.admit": {"wallet": "waiting", "invite": None, "proof": None},
    "send": {"to": "me", "amount": 1_00, "currency": "EUR", "note": None},
    "settle": {"of": "envelope"},
}


def forge(rich: Rich, kind: str) -> None:
    """Write an order behind the end of the log that only somebody else could give."""
    with tampering(rich.path) as connection:
        me = my_wallet(connection)
        waiting, envelope = (
            connection.execute(statement).fetchone()[0].hex()
            for statement in (
                "SELECT id FROM wallets WHERE admitted_n IS NULL",
                "SELECT id FROM objects WHERE kind = 'envelope' AND state = 'pending' AND held_minor > 0",
            )
        )
    with closing(open_book(rich.path)) as book:
        with book.view() as view:
            time = view.head().time
        filled = {"me": me, "waiting": waiting, "envelope": envelope}
        body = {
            name: filled.get(value, value) if isinstance(value, str) else value for name, value in FORGED[kind].items()
        }
        signed = KINDS[kind].is_signed
        fields = {
            "at": time, "body": body | ({"now": time} if kind == "clock.set" else {}), "ledger": rich.ledger,
            "id": uuid7(time, b"0123456789") if signed else settle_id(envelope), "kind": kind,
            "key": key_id(public_of(SEED)) if signed else None, "wallet": rich.wallet if kind == "send" else None,
        }  # fmt: skip
        order = raw_order(fields if signed else fields | {"until": None})
        try:
            changes = wanted_changes(book, order, time)
        except PaycliError:
            changes = Changes()
        write(book, order, sign_order(SEED, order) if signed else None, changes, time=time)


def test_there_are_more_than_sixty_of_them() -> None:
    assert len(TAMPERS) + len(FORGED) + len(CHANGES) + len(MISSING) > 100
    assert len(TAMPERS) + len(FORGED) > 60


def test_what_is_worked_out_anew_fits_where_nothing_was_changed(rich: Rich, tmp_path: Path) -> None:
    copied = copy(rich, tmp_path / "copy")
    with tampering(copied.path) as connection:
        work_out_anew(connection)
    assert found_by_audit(copied, tmp_path / "client", knows_place=True) == []
    assert found_by_verify(copied.path) == []


@pytest.mark.slow
def test_each_scripted_tamper_is_found_by_the_audit_and_by_the_verifier_where_it_reads(
    rich: Rich, tmp_path: Path
) -> None:
    scripts = {name: (lambda forged, name=name: tamper(forged, TAMPERS[name])) for name in TAMPERS}
    scripts |= {f"a forged {kind}": (lambda forged, kind=kind: forge(forged, kind)) for kind in FORGED}
    changes = CHANGES | MISSING
    scripts |= {name: (lambda forged, name=name: change_schema(forged.path, changes[name])) for name in changes}
    with Misses() as misses:
        for number, (name, script) in enumerate(scripts.items()):
            forged = copy(rich, tmp_path / str(number))
            with misses.of(name):
                script(forged)
                assert found_by_audit(forged, tmp_path / "client", knows_place=False), "audit"
                if name not in TAMPERS or TAMPERS[name].verifier:
                    assert found_by_verify(forged.path), "verifier"
