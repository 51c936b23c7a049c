"""Luck that somebody changed by hand: `envelope verify` names what differs, and the audit finds it too."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from paycli.domain import draw
from tests.support.forger import second_opinion
from tests.support.luck_changes import (
    CASES,
    Scene,
    a_wider_audience,
    another_audience,
    another_duration,
    another_link,
    another_order_of_shares,
    another_payment,
    another_share,
    build_luck,
    one,
    other_seed,
)
from tests.support.program import PROGRAM, paycli, paycli_json
from tests.support.rich import Rich, client
from tests.support.tampering import copy, found_by_audit, tampering

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return build_luck(tmp_path_factory.mktemp("luck") / "ledger")


def verdict(rich: Rich, home: Path, envelope: str) -> tuple[int, str, str]:
    """Ask the installed program; gives its status, what it shows and what it complains about."""
    client(rich, home)
    env = {"PAYCLI_HOME": str(home), "PATH": "/usr/bin:/bin", "TZ": "UTC"}
    command = [PROGRAM, "envelope", "verify", envelope]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", ["done", "named", "link", "equal", "later", "taken back"])
def test_what_nobody_touched_is_fair_and_says_what_that_proves(scene: Scene, tmp_path: Path, name: str) -> None:
    status, shown, complaint = verdict(scene.rich, tmp_path / "client", scene.envelopes[name])
    assert (status, complaint) == (0, "")
    assert " FAIR  rule " in shown
    assert "NOT FAIR" not in shown
    assert "It proves: the shares were fixed before the first grab" in shown
    assert "It does not prove: that the sender took the first seed" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_the_verdict_has_the_seed_and_all_shares_for_programs(scene: Scene, tmp_path: Path) -> None:
    home = tmp_path / "client"
    client(scene.rich, home, knows_place=False)
    found = paycli_json("envelope", "verify", scene.envelopes["done"], env={"PAYCLI_HOME": str(home)})
    assert (found["fair"], found["differences"]) == (True, [])
    seed = bytes.fromhex(found["seed"])
    assert found["commitment"] == draw.commitment(seed)
    assert found["shares"] == [f"{share / 100:.2f}" for share in draw.shares(draw.EVEN, 8_88, 3, seed)]


def test_one_that_is_open_keeps_its_seed(scene: Scene, tmp_path: Path) -> None:
    status, shown, complaint = verdict(scene.rich, tmp_path / "client", scene.envelopes["open"])
    assert (status, shown) == (2, "")
    assert "still open" in complaint


# --- what somebody may change by hand --------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("name", "what", "change", "says"), CASES, ids=[case[1] for case in CASES])
def test_verify_names_what_was_changed_and_the_audit_finds_it(
    scene: Scene, tmp_path: Path, name: str, what: str, change: Callable[..., None], says: str
) -> None:
    forged = copy(scene.rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        change(connection, scene, bytes.fromhex(scene.envelopes[name]))
    status, shown, complaint = verdict(forged, tmp_path / "client", scene.envelopes[name])
    assert (status, "Traceback" in complaint) == (70, False)
    assert says in complaint
    # Where its row and its order are not of the same envelope, nothing more can be said of it.
    assert " NOT FAIR " in shown or "books are wrong" in complaint
    assert "It proves" not in shown
    assert found_by_audit(forged, tmp_path / "auditor")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("done", other_seed), ("done", another_share), ("done", another_order_of_shares), ("done", another_payment),
        ("named", a_wider_audience), ("named", another_audience), ("link", another_link), ("done", another_duration),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)  # fmt: skip
def test_the_second_opinion_finds_it_too(scene: Scene, tmp_path: Path, name: str, change: Callable[..., None]) -> None:
    forged = copy(scene.rich, tmp_path / "forged")
    with tampering(forged.path) as connection:
        change(connection, scene, bytes.fromhex(scene.envelopes[name]))
    assert second_opinion(forged.path)


def test_a_due_time_changed_to_see_the_seed_early_does_not_show_it(scene: Scene, tmp_path: Path) -> None:
    forged = copy(scene.rich, tmp_path / "forged")
    envelope = scene.envelopes["open"]
    with tampering(forged.path) as connection:
        connection.execute("UPDATE objects SET due = 1 WHERE id = ?", (bytes.fromhex(envelope),))
        (seed,) = one(connection, "SELECT lower(hex(seed)) FROM seeds WHERE object = ?", bytes.fromhex(envelope))
    status, shown, complaint = verdict(forged, tmp_path / "client", envelope)
    assert status == 70
    assert "the time at which it was due" in complaint
    assert str(seed) not in shown + complaint
    assert "shares  " not in shown
    audited = paycli("ledger", "audit", status=70, env={"PAYCLI_HOME": str(tmp_path / "client")}).stdout
    assert envelope in audited
