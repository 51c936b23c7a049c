"""Scopes of mandates: their form, to the letter, and the periods of their caps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from paycli.domain.canonical import encode
from paycli.domain.kinds import KINDS
from paycli.domain.parties import MANDATE
from paycli.domain.rules.mandates import USES, period_of
from paycli.domain.scopes import GRANTABLE, Scope, is_scope, scope_from_wire, scope_of, scope_text, scope_to_wire
from tests.support import second_verifier
from tests.support.mandates import DAY_MS, grant
from tests.support.misses import Misses


def test_the_kinds_that_a_mandate_signs_are_those_that_count_something() -> None:
    """All but the revocation of itself, for which it needs no grant."""
    signed = {kind for kind, row in KINDS.items() if MANDATE in row.signed_by}
    assert signed - USES.keys() == {"key.revoke"}
    assert USES.keys() <= set(GRANTABLE)
    assert sorted(GRANTABLE) == list(GRANTABLE)


def test_a_scope_is_read_back_as_it_was_written() -> None:
    wire = {
        "day_at_ms": 5, "from": 7, "grants": [
            grant(("cancel", "send"), to=["ab" * 20], per_day=5, total=7), grant(to={"group": "cd" * 16}),
        ], "name": "a-b2", "until": 9,
    }  # fmt: skip
    assert is_scope(wire)
    read = scope_from_wire(wire)
    assert scope_to_wire(read) == wire
    assert scope_of(scope_text(read)) == read
    assert scope_text(read) == encode(wire).decode()


GOOD = {"day_at_ms": 0, "from": None, "grants": [grant()], "name": "payroll", "until": 9}
WRONG: dict[str, dict[str, Any]] = {
    "no grant": {"grants": []},
    "nine grants": {"grants": [grant()] * 9},
    "kinds out of order": {"grants": [grant() | {"kinds": ["send", "cancel"]}]},
    "a kind twice": {"grants": [grant() | {"kinds": ["send", "send"]}]},
    "a kind that only full keys sign": {"grants": [grant(("key.add",))]},
    "a cap of nothing": {"grants": [grant(per_day=0)]},
    "a cap that is true": {"grants": [grant() | {"per_day": True}]},
    "a cap above all amounts": {"grants": [grant(total=10**15)]},
    "no payees": {"grants": [grant(to=[])]},
    "a payee twice": {"grants": [grant(to=["ab" * 20] * 2)]},
    "101 payees": {"grants": [grant(to=[f"{n:040x}" for n in range(101)])]},
    "a group with a word more": {"grants": [grant(to={"group": "ab" * 16, "x": 1})]},
    "a word more in a grant": {"grants": [grant() | {"x": 1}]},
    "a word more": {"x": 1},
    "a name in capitals": {"name": "Payroll"},
    "a name of 33 letters": {"name": "a" * 33},
    "no end": {"until": None},
    "a day that begins on the next": {"day_at_ms": DAY_MS},
    "a day that begins before": {"day_at_ms": -1},
    "an end after all calendars": {"until": 253_402_300_800_000},
}


def test_what_is_no_scope_is_refused_by_both_readers() -> None:
    with Misses() as misses:
        for name, wrong in WRONG.items():
            with misses.of(name):
                terms = {**GOOD, **wrong}
                assert not is_scope(terms)
                fields = {
                    "at": 1_790_000_000_000, "body": {"public": "5a" * 32, "scope": terms, "proof": "5a" * 64},
                    "id": "0" * 12 + "7" + "0" * 3 + "8" + "0" * 15, "key": "5a" * 32, "kind": "key.add",
                    "ledger": "ab" * 16, "seen": None, "until": 1_790_000_000_000, "v": 1, "wallet": "ab" * 20,
                }  # fmt: skip
                with pytest.raises(ValueError):
                    order = second_verifier.read(encode(fields))
                    second_verifier.check_scope(order.body.scope)


def test_days_and_months_are_those_of_utc_behind_the_hour_at_which_a_day_begins() -> None:
    with Misses() as misses:
        for day_at_ms in (0, 1, 6 * 3_600_000, DAY_MS - 1):
            terms = Scope("a", None, 0, day_at_ms, ())
            for year in (1970, 1971, 2000, 2024, 2026, 2100, 2399, 2400, 9998):
                for month in range(1, 13):
                    for text in (f"{year}-{month:02d}-01T00:00:00", f"{year}-{month:02d}-28T23:59:59"):
                        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
                        time = (moment - datetime(1970, 1, 1, tzinfo=UTC)).days * DAY_MS + day_at_ms
                        with misses.of(f"{text} {day_at_ms}"):
                            assert period_of(terms, "month", time) == (year - 1970) * 12 + month - 1
                            assert period_of(terms, "day", time) == time // DAY_MS if not day_at_ms else True
                            assert period_of(terms, "day", time) == period_of(terms, "day", time - 1) + 1
                            assert period_of(terms, "total", time) == 0
