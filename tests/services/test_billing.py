"""A sale by command states what the same sale by the till in lines states; under a key it is what it was."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.app.opening import Wanted, open_app
from paycli.domain.billed import Billed
from paycli.domain.money import Money, format_minor
from paycli.errors import NotFound, Usage
from paycli.services.goods.billing import billed
from paycli.services.goods.items import open_goods
from paycli.services.goods.typed import TypedSale, billing_of
from paycli.terminal.till import effects
from paycli.terminal.till.model import typed
from paycli.terminal.till.state import Shop, TillState
from tests.support.misses import Misses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.app.opened import OpenedApp
    from tests.support.inside import Household

MUG = "4006381333931"
ITEMS = (
    f"code,name,price,class,aliases\nfw,Flat white,3.50,,white\n{MUG},Mug,9.00,B\n2xl,Shirt,19.99,B\nl,Lolly,0.01,A\n"
)
WITH, WITHOUT = f"tax,A,7%,B,19%\n{ITEMS}", f"tax,A,7%,B,19%\nprices,without tax\n{ITEMS}"
UNTAXED = ITEMS.replace(",B", ",").replace(",A", ",")

free = st.none() | st.tuples(
    st.integers(1, 99_999_999), st.sampled_from(["coffee", "Crème brûlée", "two teas", "A1"]), st.sampled_from("AB")
)
goods = st.lists(st.tuples(st.integers(1, 20), st.sampled_from(["fw", "white", MUG, "l", "FW"])), max_size=6)
discounts = st.none() | st.one_of(
    st.integers(1, 100).map(lambda percent: f"{percent}% regular"),
    st.integers(1, 90).map(lambda minor: f"0.{minor:02}"),
)


@pytest.fixture
def cafe(empty_house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    monkeypatch.chdir(tmp_path)
    house = empty_house.begin(shops=["cafe"])
    monkeypatch.setenv("PAYCLI_AS", "cafe")
    return house


@contextmanager
def shop(house: Household, text: str) -> Iterator[OpenedApp]:
    """Let the shop sell by a file, and open it."""
    Path("items.csv").write_text(text, encoding="utf-8")
    house.run("item", "import", "items.csv")
    opening = open_app(None, Wanted("cafe", None, tty=False))
    try:
        yield opening.app
    finally:
        opening.app.machine.close()


def sold_in_lines(at: Shop, lines: list[str]) -> effects.NewSale | str:
    """Type lines at a till, and give the sale that comes of it, or why there is none."""
    state, turn = TillState(), typed(TillState(), "", at)
    for line in lines:
        turn = typed(state, line, at)
        state = turn.state
        if state.is_refused:
            return state.notice
    (wanted,) = turn.effects
    assert isinstance(wanted, effects.Charge)
    return wanted.sale


@pytest.mark.parametrize("text", [WITH, WITHOUT, UNTAXED], ids=["with tax", "without", "no classes"])
def test_a_command_states_what_the_till_in_lines_states(cafe: Household, text: str) -> None:
    classes = text is not UNTAXED
    with shop(cafe, text) as app, closing(open_goods(app)) as found:
        at = Shop(found)

        @given(free, goods, discounts)
        def same(amount: tuple[int, str, str] | None, some: list[tuple[int, str]], discount: str | None) -> None:
            lines, items = [], tuple(f"{count}x{' ' * (word == 'l')}{word}" for count, word in some)
            sale = TypedSale(items=items, discount=discount)
            if amount is not None:
                minor, name, letter = amount
                price = format_minor(minor, 2)
                lines.append(f"{price} {name} {letter}" if classes else f'{price} "{name}"')
                sale = sale._replace(amount=price, what=name, tax_class=letter if classes else None)
            lines += [f"{count}x {word}" for count, word in some]
            if discount:
                lines += ["total", f"-{discount if '%' in discount else f'{discount} discount'}"]
            wanted = sold_in_lines(at, [*lines, "pay"])
            if isinstance(wanted, str):
                with pytest.raises(Usage):
                    billed(app, sale)
                return
            money = Money(wanted.amount_minor, wanted.currency)
            assert billed(app, sale) == Billed(money, wanted.discount_minor, wanted.tax, wanted.text, wanted.codes)

        same()


def test_a_shop_without_a_file_charges_the_amount_and_nothing_else(cafe: Household) -> None:
    opening = open_app(None, Wanted("cafe", None, tty=False))
    plain = TypedSale("38.00", "noodles")
    assert billing_of(plain)(opening.app, None) is None
    assert billed(opening.app, plain) == Billed(Money(3800, "EUR"), what="noodles")
    less = billed(opening.app, plain._replace(discount="10% regular"))
    assert (less.money.amount_minor, less.discount_minor, less.tax) == (3420, 380, ())
    with pytest.raises(NotFound):
        billed(opening.app, plain._replace(items=("fw",)))
    opening.app.machine.close()


def test_the_default_class_is_the_first_and_an_amount_may_have_no_name(cafe: Household) -> None:
    with shop(cafe, WITH) as app:
        assert billed(app, TypedSale("10.70")) == Billed(Money(1070, "EUR"), 0, (("A", 70_000, 1070, 70),))
        noodles = billed(app, TypedSale("11.90", "noodles", tax_class="B"))
        assert noodles == Billed(Money(1190, "EUR"), 0, (("B", 190_000, 1190, 190),), "noodles 11.90 B")


def test_the_same_goods_under_a_key_are_what_they_were_though_the_file_changed(cafe: Household) -> None:
    sales = [
        TypedSale("38.00", "noodles"), TypedSale("38.00"), TypedSale("5", "2x tea", "B", ("fw",)),
        TypedSale(items=("fw", f"2x{MUG}", "2x l")), TypedSale(items=("fw", "FW"), discount="10%"),
        TypedSale("4", "tea", discount="1.50 dented"),
    ]  # fmt: skip
    others = [*sales, TypedSale("38.01"), TypedSale(items=(f"2x{MUG}", "fw", "2x l")), TypedSale(items=("3xfw",))]
    changed = (
        WITH.replace("3.50", "4.00").replace("7%", "8%"), WITHOUT, UNTAXED, f"tax,B,19%,A,7%\n{ITEMS}",
        f"tax,A,7%,B,19%\n{ITEMS}".replace("fw,Flat white", "fw,Flat White 0.2"), "code,name,price\ntea,Tea,1.00\n",
    )  # fmt: skip
    for first in (WITH, WITHOUT):
        with shop(cafe, first) as app:
            before = [billed(app, sale) for sale in sales]
        with Misses() as misses:
            for text in changed:
                with shop(cafe, text) as app:
                    for then, sale in zip(before, sales, strict=True):
                        with misses.of((text, sale)):
                            assert billed(app, sale, then) == then
                        for other in others:
                            if other != sale:
                                with misses.of((text, sale, other)):
                                    assert not is_taken_for(app, other, then)


def is_taken_for(app: OpenedApp, sale: TypedSale, then: Billed) -> bool:
    try:
        return billed(app, sale, then) is then
    except (Usage, NotFound):
        return False


@pytest.mark.parametrize(
    ("sale", "says"),
    [
        (TypedSale(), "neither an amount nor an item"), (TypedSale(items=("2xl",)), "can mean two things"),
        (TypedSale(MUG), "is a code, and never an amount"), (TypedSale("5", items=("fw",)), "has no name"),
        (TypedSale("5", "tea", "C"), "There is no tax class C: the shop has A, B"),
        (TypedSale(tax_class="A", items=("fw",)), "of an amount"), (TypedSale(items=("201xfw",)), "1 to 200"),
        (TypedSale(items=("200xfw", "fw")), "1 to 200"), (TypedSale(items=("0xfw",)), "1 to 200"),
        (TypedSale(items=("fw",), discount="3.51"), "more than the 3.50"), (TypedSale(items=("zz",)), "no item zz"),
        (TypedSale(items=("fw",), discount="101%"), "more than 0% and at most 100%"),
        (TypedSale(items=("fw",), discount="100%"), "nothing to pay"),
        (TypedSale("4", "x", discount="0"), "not an amount"),
        (TypedSale(items=("4006381333930",)), "no item 4006381333930"), (TypedSale("5CHF", "tea", "A"), "CHF"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(cafe: Household, sale: TypedSale, says: str) -> None:
    with shop(cafe, WITH) as app, pytest.raises((Usage, NotFound)) as refused:
        billed(app, sale)
    assert says in str(refused.value)
