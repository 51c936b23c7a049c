"""What a shop wrote past the door of its counter, but nobody may sign: the audit and the second opinion find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.domain.kinds import RULES_OF
from paycli.store.sqlite.create import create_ledger
from tests.support import counter_bodies
from tests.support.circle import Circle
from tests.support.forger import open_book, second_opinion
from tests.support.past_the_door import Forged, Scene, write_past_the_door
from tests.support.rich import Rich
from tests.support.shop_days import Counter, add_till
from tests.support.tampering import copy

if TYPE_CHECKING:
    from pathlib import Path

COUNTER = {kind for kind, rules in RULES_OF.items() if rules in {"sales", "shifts"}} - {"sale.pay"}


class Counters(NamedTuple):
    """A scene at the tills of @cafe: 1 has a sale that waits, 2 may be closed, 3 is not open; the shift of till 1."""

    scene: Scene
    selling: str


@pytest.fixture(scope="module")
def counters(tmp_path_factory: pytest.TempPathFactory) -> Counters:
    path = tmp_path_factory.mktemp("counters") / "ledger" / "scene.db"
    create_ledger(path)
    book = open_book(path)
    circle = Circle(book, people=("ming", "li"), shops=("cafe", "bar"), cash_minor=900_00)
    people = circle.people
    ming, cafe = str(people["ming"].wallet), people["cafe"]
    keys = {f"till {number}": add_till(circle, "cafe", number) for number in (1, 2)}
    paid = circle.do("sale.new", counter_bodies.sale(50_00), cafe).order.name
    circle.do("sale.pay", counter_bodies.pay(paid, cafe.wallet, 50_00, tip=5_00), people["ming"])
    selling, closing = (Counter.opened(circle, "cafe", number, cafe, 100_00) for number in (1, 2))
    in_cash, given = selling.charge(50_00), selling.charge(50_00)
    selling.take(in_cash, 50_00)
    selling.give(given, 50_00, "a birthday")
    at_till = {"till": 1, "shift": selling.shift}
    bodies: dict[str, dict[str, Any]] = {
        "sale.new": counter_bodies.sale(
            50_00, tax=[counter_bodies.tax(30_00), counter_bodies.tax(20_00, counter_bodies.NINETEEN, "B")], **at_till
        ),
        "sale.take": counter_bodies.take(selling.charge(50_00), 50_00),
        "refund": counter_bodies.refund(paid, ming, 40_00, tip=1_00, tax=[counter_bodies.tax(40_00)], **at_till),
        "tips.send": {"to": cafe.wallet, "amount": 1_00, "currency": "EUR", "note": None},
        "shift.open": counter_bodies.begin(50_00, till=3),
        "shift.close": counter_bodies.close(closing.shift, 99_00, till=2),
        "drawer.move": counter_bodies.drawer(selling.shift, 5_00),
    }
    known = circle.known
    book.close()
    scene = Scene(Rich(path, str(circle.ledger), ming, known), people | keys, bodies, due="")
    return Counters(scene, selling.shift)


FORGED: dict[str, tuple[str, dict[str, Any]]] = {
    "a sale below zero": ("sale.new", {"amount": -1, "tax": []}),
    "a discount below zero": ("sale.new", {"discount": -1}),
    "taxes that come to less": ("sale.new", {"tax": [counter_bodies.tax(49_99)]}),
    "taxes out of order": ("sale.new", {"tax": [["B", 0, 20_00, 0], ["A", 0, 30_00, 0]]}),
    "a tax class twice": ("sale.new", {"tax": [["A", 0, 20_00, 0], ["A", 1, 30_00, 0]]}),
    "a tax class by a word": ("sale.new", {"tax": [["food", 0, 50_00, 0]]}),
    "a tax above the gross": ("sale.new", {"tax": [["A", 0, 50_00, 50_01]]}),
    "a tax below zero": ("sale.new", {"tax": [["A", 0, 50_00, -1]]}),
    "a tax rate above all": ("sale.new", {"tax": [["A", 1_000_001, 50_00, 0]]}),
    "a tax rate that is true": ("sale.new", {"tax": [["A", True, 50_00, 0]]}),
    "eleven tax classes": ("sale.new", {"tax": [["A", 0, 50_00, 0], *([letter, 0, 0, 0] for letter in "BCDEFGHIJK")]}),
    "a tax class with a word more": ("sale.new", {"tax": [["A", 0, 50_00, 0, "x"]]}),
    "a sale at till 100": ("sale.new", {"till": 100}),
    "a sale at a till without its shift": ("sale.new", {"shift": None}),
    "a sale in the shift of another till": ("sale.new", {"till": 2}),
    "a sale in a shift without a till": ("sale.new", {"till": 0}),
    "a sale in yen in a shift in euros": ("sale.new", {"currency": "JPY"}),
    "a sale taken by card": ("sale.take", {"tender": "card"}),
    "a sale taken by a wallet": ("sale.take", {"tender": "wallet"}),
    "a sale taken for less": ("sale.take", {"amount": 49_99}),
    "a sale taken at till 0": ("sale.take", {"till": 0}),
    "a sale taken at another till": ("sale.take", {"till": 2}),
    "a sale for which too little was given": ("sale.take", {"given": 49_99}),
    "a sale rounded too far": ("sale.take", {"rounding": -10_01}),
    "a sale rounded up without money for it": ("sale.take", {"rounding": 1}),
    "a gift for which something was given": ("sale.take", {"tender": "gift"}),
    "a refund above what was paid": ("refund", {"amount": 50_01, "tax": []}),
    "a refund of more tip than was given": ("refund", {"tip": 5_01}),
    "a refund of nothing": ("refund", {"amount": 0, "tip": 0, "tax": []}),
    "a refund out of the drawer of what a wallet paid": ("refund", {"tender": "cash", "to": None, "tip": 0}),
    "a refund to another": ("refund", {"to": "ab" * 20}),
    "a refund to nobody": ("refund", {"to": None}),
    "a refund by wallet that is rounded": ("refund", {"rounding": -1}),
    "a refund whose taxes come to more": ("refund", {"tax": [counter_bodies.tax(40_01)]}),
    "a refund in the shift of another till": ("refund", {"till": 2}),
    "a refund as a gift": ("refund", {"tender": "gift"}),
    "tips to nobody": ("tips.send", {"to": "ab" * 20}),
    "no tips": ("tips.send", {"amount": 0}),
    "more tips than there are": ("tips.send", {"amount": 5_01}),
    "a till that has an open shift": ("shift.open", {"till": 1}),
    "a shift of till 0": ("shift.open", {"till": 0}),
    "a shift of a month that there is not": ("shift.open", {"date": "2026-13-01"}),
    "a shift of yesterday": ("shift.open", {"date": "yesterday"}),
    "a count below zero": ("shift.open", {"counted": -1}),
    "a count that is not booked": ("shift.open", {"counted": 50_01}),
    "a shift in a currency that there is not": ("shift.open", {"currency": "XYZ"}),
    "a close of another till": ("shift.close", {"till": 1}),
    "a close that is not booked": ("shift.close", {"counted": 98_00}),
    "a close in yen": ("shift.close", {"currency": "JPY"}),
    "cash below zero": ("drawer.move", {"amount": -1}),
    "cash out that goes in": ("drawer.move", {"out": True}),
    "cash that goes by a word": ("drawer.move", {"out": "yes"}),
    "more cash than there is": ("drawer.move", {"out": True, "amount": 100_01}),
    "cash at another till": ("drawer.move", {"till": 2}),
    "why cash moved, in clear": ("drawer.move", {"note": "to the bank"}),
}


EDGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sale.new", {"amount": 10**15 - 1, "expires_ms": 366 * 24 * 3_600_000, "tax": [["Z", 10**6, 10**15 - 1, 0]]}),
    ("sale.new", {"amount": 0, "discount": 10**15 - 1, "tax": [], "shift": None, "till": 0}),
    ("sale.new", {"tax": [["A", 0, 50_00, 50_00], *([letter, 0, 0, 0] for letter in "BCDEFGHIJ")]}),
    ("sale.take", {"rounding": -10_00, "given": 40_00}),
    ("sale.take", {"rounding": 10_00, "given": 10**15 - 1}),
    ("sale.take", {"tender": "gift", "given": 0}),
    ("refund", {"amount": 50_00, "tip": 5_00, "tax": [], "till": 0, "shift": None}),
    ("refund", {"amount": 0, "tip": 1, "tax": []}),
    ("tips.send", {"amount": 5_00}),
    ("shift.open", {"till": 99, "counted": 10**15 - 1, "date": "2026-02-31"}),
    ("shift.open", {"counted": 0}),
    ("shift.close", {"counted": 0}),
    ("shift.close", {"counted": 10**15 - 1}),
    ("drawer.move", {"out": True, "amount": 100_00}),
    ("drawer.move", {"amount": 0}),
)


def test_every_kind_at_a_counter_is_forged(counters: Counters) -> None:
    assert {kind for kind, _ in FORGED.values()} == set(counters.scene.bodies) == COUNTER


@pytest.mark.parametrize("name", FORGED)
def test_what_a_shop_may_not_say_is_found_twice(counters: Counters, tmp_path: Path, name: str) -> None:
    found_twice(counters.scene, tmp_path, Forged(FORGED[name][0], "cafe", FORGED[name][1]))


@pytest.mark.parametrize(("kind", "body"), EDGES)
def test_what_is_just_within_the_bounds_is_good(
    counters: Counters, tmp_path: Path, kind: str, body: dict[str, Any]
) -> None:
    scene = counters.scene
    good(scene._replace(bodies=scene.bodies | {kind: scene.bodies[kind] | body}), tmp_path, kind, "cafe")


def test_a_close_while_a_sale_waits_is_found_twice(counters: Counters, tmp_path: Path) -> None:
    found_twice(counters.scene, tmp_path, Forged("shift.close", "cafe", {"till": 1, "of": counters.selling}))


@pytest.mark.parametrize("kind", sorted(COUNTER))
def test_the_key_of_a_till_writes_at_its_own_till_alone(counters: Counters, tmp_path: Path, kind: str) -> None:
    """Nor does another till's key, nor at till 0; and it pays out no tips at all."""
    scene = counters.scene
    own = 2 if kind == "shift.close" else 1
    lawful = scene._replace(bodies=scene.bodies | {"shift.open": counter_bodies.begin(50_00, till=3)})
    right = {"tips.send": (), "shift.open": ()}.get(kind, (own,))
    for till in (1, 2):
        if till in right:
            good(lawful, tmp_path / f"good {till}", kind, f"till {till}")
        else:
            found_twice(lawful, tmp_path / f"bad {till}", Forged(kind, f"till {till}", {}, instead_of="cafe"))


def test_the_key_of_a_till_takes_back_what_others_sold_at_its_own_till_alone(
    counters: Counters, tmp_path: Path
) -> None:
    scene = counters.scene
    waiting = scene._replace(bodies=scene.bodies | {"cancel": {"of": scene.bodies["sale.take"]["of"]}})
    good(waiting, tmp_path / "its own", "cancel", "till 1")
    found_twice(waiting, tmp_path / "another", Forged("cancel", "till 2", {}, instead_of="cafe"))


def found_twice(scene: Scene, folder: Path, forged: Forged) -> None:
    folder.mkdir(exist_ok=True)
    rich, n = copy(scene.rich, folder / "ledger"), scene.rich.seen.size + 1
    faults = write_past_the_door(scene, rich, forged)
    assert any(fault.startswith(f"entry {n}: ") for fault in faults), faults
    assert any(fault.startswith(f"entry {n} (") for fault in second_opinion(rich.path))


def good(scene: Scene, folder: Path, kind: str, who: str) -> None:
    folder.mkdir(exist_ok=True)
    rich = copy(scene.rich, folder / "ledger")
    assert write_past_the_door(scene, rich, Forged(kind, who, {})) == []
    assert second_opinion(rich.path) == []
