"""`paycli item`: a file is taken over wholly or not at all, and each line that is wrong is named."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.app.opening import Wanted, open_app
from paycli.errors import ItemsWrong
from paycli.services.goods import items as items_service
from paycli.services.goods.items import open_goods
from tests.support.inside import in_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.goods import Goods
    from tests.support.inside import Household

HEADER = "code,name,price\n"


@pytest.fixture
def cafe(empty_house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    monkeypatch.chdir(tmp_path)
    house = empty_house.begin(shops=["cafe"])
    monkeypatch.setenv("PAYCLI_AS", "cafe")
    return house


def lay(text: str, name: str = "items.csv") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


@contextmanager
def goods() -> Iterator[Goods]:
    opening = open_app(None, Wanted("cafe", None, tty=False))
    try:
        with closing(open_goods(opening.app)) as found:
            yield found
    finally:
        opening.app.machine.close()


def count() -> int:
    with goods() as found:
        return found.count()


def price(code: str) -> int | None:
    with goods() as found:
        item = found.find(code)
    return None if item is None else item.price_minor


def test_a_shop_without_a_file_sells_nothing_and_states_no_tax(cafe: Household) -> None:
    with goods() as found:
        assert (found.count(), found.find("fw"), found.pricing.classes) == (0, None, ())
    assert cafe.json("item", "list")["items"] == []
    assert cafe.json("item", "check", status=4)["code"] == "items_missing"


def test_a_file_is_taken_over_and_sold_by(cafe: Household) -> None:
    text = f"tax,A,7%\ncash,0.05\n{HEADER}fw,Flat white,3.50\n"
    first = cafe.json("item", "import", lay(text))
    assert (first["items"], first["changed"], first["with_tax"], first["cash_step"]) == (1, True, True, "0.05")
    assert first["tax_classes"] == [{"tax_class": "A", "rate": "7%"}]
    assert cafe.json("item", "import", "items.csv")["changed"] is False
    assert price("FW") == 350
    assert cafe.json("item", "check")["path"] == first["path"]
    assert Path(first["path"]).read_text() == text


def test_a_file_with_any_wrong_line_changes_nothing(cafe: Household) -> None:
    cafe.json("item", "import", lay(f"{HEADER}fw,Flat white,3.50\n"))
    error = cafe.json("item", "import", lay(f'{HEADER}fw,Flat white,4\nmug,Mug,"1,200"\npay,Tea,1\n'), status=65)
    assert error["code"] == "items_wrong"
    assert [(each["line"], each["column"]) for each in error["details"]] == [(3, "price"), (4, "code")]
    assert error["message"].startswith("Nothing was changed. items.csv, line 3: price: 1,200 is not an amount")
    assert price("fw") == 350


def test_people_are_told_every_wrong_line(cafe: Household) -> None:
    del cafe
    lay(HEADER + "".join(f"c{at},Thing,x\n" for at in range(30)))
    ended = in_process("item", "check", "items.csv")
    assert [line.split(",")[0] for line in ended.err.splitlines()][:30] == [f"line {at}" for at in range(2, 32)]
    assert ended.out == ""
    assert "Nothing was changed. items.csv, line 2: price: " in ended.err
    assert "29 more are wrong" in ended.err


def test_a_dry_run_says_what_would_be(cafe: Household) -> None:
    lay(f"{HEADER}fw,Flat white,3.50\n")
    assert cafe.json("item", "import", "items.csv", "--dry-run")["dry_run"] is True
    assert count() == 0


def test_an_edit_is_noticed_even_with_the_same_length_and_time(cafe: Household) -> None:
    path = Path(cafe.json("item", "import", lay(f"{HEADER}fw,Flat white,3.50\n"))["path"])
    before = path.stat()
    path.write_text(f"{HEADER}fw,Flat white,4.50\n", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert price("fw") == 450


def test_a_file_that_an_editor_left_open_to_others_is_read(cafe: Household) -> None:
    path = Path(cafe.json("item", "import", lay(f"{HEADER}fw,Flat white,3.50\n"))["path"])
    path.chmod(0o644)
    assert price("fw") == 350


def test_a_wrong_edit_keeps_a_till_from_starting(cafe: Household) -> None:
    path = Path(cafe.json("item", "import", lay(f"{HEADER}fw,Flat white,3.50\n"))["path"])
    path.write_text(f"{HEADER}fw,Flat white,3,50\n", encoding="utf-8")
    with pytest.raises(ItemsWrong):
        count()


def test_a_file_is_read_once_and_then_only_its_index(cafe: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    cafe.json("item", "import", lay(f"{HEADER}fw,Flat white,3.50\n"))

    def read_again(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr(items_service, "read_items", read_again)
        assert price("fw") == 350
    index = Path(cafe.json("item", "check")["path"]).with_name("items.index")
    index.unlink()
    assert price("fw") == 350


def test_two_shops_of_one_account_have_their_own_items(cafe: Household) -> None:
    cafe.run("wallet", "new", "bar", "--shop", "--as", "ming")
    cafe.json("item", "import", lay(f"{HEADER}fw,Flat white,3.50\n"))
    assert cafe.json("item", "list", "--as", "bar")["items"] == []


def test_a_list_has_the_exact_code_first_and_goes_on_behind_a_code(cafe: Household) -> None:
    cafe.json("item", "import", lay(f"{HEADER}teapot,Pot,9\ntea,Green tea,2\nmate,Mate tea,3\nfw,Flat white,3.50\n"))
    assert [row["item"] for row in cafe.json("item", "list", "TEA")["items"]] == ["tea", "teapot", "mate"]
    page = cafe.json("item", "list", "--limit", "2")
    assert [row["item"] for row in page["items"]] == ["teapot", "tea"]
    rest = cafe.json("item", "list", "--after", page["next"])
    assert ([row["item"] for row in rest["items"]], rest["next"]) == (["mate", "fw"], None)
    part = cafe.json("item", "list", "TEA", "--limit", "2")
    assert ([row["item"] for row in part["items"]], part["next"]) == (["tea", "teapot"], "teapot")
    part = cafe.json("item", "list", "TEA", "--limit", "2", "--after", "teapot")
    assert ([row["item"] for row in part["items"]], part["next"]) == (["mate"], None)
    assert cafe.json("item", "list", "--limit", "4")["next"] is None
