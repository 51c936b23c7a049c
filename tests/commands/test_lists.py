"""Every list: its parts come to the whole, whatever is added meanwhile; programs get lines as they are read."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.flows import lists
from paycli.services.reading import pages
from tests.support.catalogue import parameters
from tests.support.devices import lay_request
from tests.support.inside import Household, in_process
from tests.support.misses import Misses
from tests.support.surroundings import live_in
from tests.support.tampering import tampering
from tests.support.town import have_tab

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


pytestmark = pytest.mark.xdist_group("lists")


class Listed(NamedTuple):
    """A list, whose it is, and the field of its rows that is their place; what makes one row more, if anything does."""

    line: str
    place: str = "n"
    who: str | None = "zoe"
    more: tuple[str, ...] = ()


LISTS = (
    Listed("log", more=("send li 0.01 --as zoe",)),
    Listed("log --all", who="ming", more=("send li 0.01 --as zoe",)),
    Listed("log --kind sent", more=("send li 0.01 --as zoe",)),
    Listed("inbox", who="li", more=("send li 0.01 --as zoe", "envelope send li 0.01 --as zoe")),
    Listed("inbox", who="ming"),
    Listed("envelope list", more=("envelope send li 0.01 --as zoe",)),
    Listed("envelope list --mine --open --since today", more=("envelope send li 0.01 --as zoe",)),
    Listed("request list", more=("request new li 0.01 --as zoe",)),
    Listed("request list --open", who="li"),
    Listed("batch list"),
    Listed("pos list", who="cafe", more=("pos charge 1 --as cafe",)),
    Listed("pos report", who="cafe"),
    Listed("pos report --lines", who="cafe"),
    Listed("wallet list"),
    Listed("wallet key list"),
    Listed("group list"),
    Listed("group list --all"),
    Listed("contact list", "handle"),
    Listed("card list", "card"),
    Listed("mandate list", "name"),
    Listed("tab list", "at"),
    Listed("pos tab list", "guest", "cafe"),
    Listed("ledger list", "address", None),
    Listed("item list", "item", "cafe"),
    Listed("config list", "name", None),
)
OF_ENTRIES = tuple(each for each in LISTS if each.place == "n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a household in which every list has five rows or more, but for the two ledgers."""
    folder = tmp_path_factory.mktemp("lists") / "house"
    with pytest.MonkeyPatch.context() as patch:
        live_in(folder.parent / "empty", patch)
        house = Household(folder, patch)
        house.begin("zoe", "li", "bo", "an", shops=("cafe",), cash={"zoe": "100", "li": "50"}, bank={"zoe": "9"})
        fill(house.without_rights("zoe", "li", "bo", "cafe"))
    return folder


@pytest.fixture
def house(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    """Give that household; what a test adds to it, it leaves there."""
    return Household(folder, monkeypatch)


def fill(house: Household) -> None:
    for each in ("li", "bo", "an", "cafe", "ming"):
        house.run("send", each, "1", "--as", "zoe")
        house.run("request", "new", each, "1", "-m", "tea", "--as", "zoe")
        if each != "li":
            house.run("request", "new", "li", "1", "-m", "tea", "--as", each)
        house.run("envelope", "send", each, "1", "--as", "zoe")
        house.run("group", "new", f"with-{each}", each, "--as", "zoe")
        house.run("withdraw", "1", "--cash", "--as", "zoe" if each == "ming" else "li")
        house.run("config", "set", f"alias.{each}", "balance")
    rows = house.ledger.parent / "rows.csv"
    rows.write_text("to,amount,id\nli,0.01,a1\n", encoding="utf-8")
    for number in range(5):
        house.run("batch", "pay", str(rows), "--name", f"rows {number}", "--as", "zoe")
        sale = house.json("pos", "charge", "1", "--as", "cafe")["id"]
        if number < 4:
            house.run("pay", sale, "--as", "zoe")
            house.run("refund", sale, "0.50", "--as", "cafe")
        house.run("pos", "open", "--float", "5", "--till", "1", "--as", "cafe")
        house.run("pos", "close", "--counted", "5", "--as", "cafe")
    goods = house.ledger.parent / "items.csv"
    goods.write_text("code,name,price\n" + "".join(f"tea{number},Tea,1\n" for number in range(5)), encoding="utf-8")
    house.run("item", "import", str(goods), "--as", "cafe")
    for name in "abcde":
        out = str(house.ledger.parent.parent / f"{name}.mandate")
        terms = ("--can", "send", "--to", "li", "--until", "2099-12-31", "--out", out)
        house.run("mandate", "new", name, *terms, "--as", "zoe")
    for number in range(4):
        house.run("wallet", "key", "add", lay_request("zoe", bytes([number]) * 32), "--as", "zoe")
    for guest in ("zoe", "li", "bo", "an", "ming"):
        have_tab(guest, "cafe")
    for shop in ("kiosk", "bakery", "bar", "deli"):
        house.run("wallet", "new", shop, "--shop")
        house.run("tab", "join", shop, "--max", "5/day", "--as", "zoe")
    house.run("group", "new", "closed", "--as", "zoe")
    house.run("group", "close", "closed", "--as", "zoe")
    house.run("send", "zoe", "1", "--as", "li")
    for card in ("mastercard", "slow", "lost", "declined"):
        house.run("card", "bind", "--test", card, "--as", "zoe")
    other = str(house.ledger.parent / "other.db")
    house.run("init", "--handle", "eve", "--currency", "EUR", "--play", "--vault", "sealed", "--ledger", other)
    house.run("use", "ming")


def words(each: Listed, *more: str) -> list[str]:
    return [*each.line.split(), *(() if each.who is None else ("--as", each.who)), *more]


def items(house: Household, each: Listed, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.json(*words(each, *more))["items"]
    return found


def by_next(house: Household, each: Listed, limit: int = 2, after: object = None) -> Iterator[list[dict[str, Any]]]:
    """Give a list part by part, as a program reads it."""
    while True:
        begins = () if after is None else (f"--after={after}",)
        part = house.json(*words(each, "--limit", str(limit), *begins))
        yield part["items"]
        after = part["next"]
        if after is None:
            return


def test_every_list_takes_a_limit_and_a_cursor() -> None:
    lists = {name for name in parameters() if name.split()[-1] == "list" or name in {"log", "inbox", "pos report"}}
    assert {each.line.partition(" --")[0] for each in LISTS} == lists
    assert [name for name in lists if not {"--limit", "--after"} <= parameters()[name]] == []


@pytest.mark.slow
def test_the_parts_of_a_list_come_to_the_whole_of_it(house: Household) -> None:
    with Misses() as misses:
        for each in LISTS:
            with misses.of(*each):
                whole = items(house, each)
                assert len(whole) >= (2 if each.place == "address" else 5), (
                    "the house gives every list something to say"
                )
                places = [item[each.place] for item in whole]
                assert len(set(places)) == len(places)
                for limit in (1, 2, 3, len(whole), len(whole) + 1):
                    parts = list(by_next(house, each, limit))
                    assert [item for part in parts for item in part] == whole
                    assert {len(part) for part in parts[:-1]} <= {limit}
                    assert parts[-1], "the last part says that nothing follows"
                assert house.json(*words(each, "--limit", "1"))["next"] == places[0]


@pytest.mark.slow
def test_lines_and_ids_are_those_of_the_document(house: Household) -> None:
    with Misses() as misses:
        for each in LISTS:
            for more in ((), ("--limit", "2"), ("--after", str(items(house, each)[0][each.place]))):
                with misses.of(*each, more):
                    whole = items(house, each, *more)
                    lines = in_process(*words(each, *more, "--jsonl")).out.splitlines()
                    assert [json.loads(line) for line in lines] == [{"paycli": 1, **item} for item in whole]
                    ids = in_process(*words(each, *more, "--quiet")).out.splitlines()
                    assert len(ids) == len([item for item in whole if item.get("id", "") is not None])


def test_people_are_told_the_line_for_what_follows(house: Household) -> None:
    with Misses() as misses:
        for each in LISTS:
            with misses.of(*each):
                first = str(items(house, each)[0][each.place])
                out = in_process(*words(each, "--limit=1")).out
                assert out.splitlines()[-1].startswith(f"more: paycli {each.line} --limit=1 --after {first}")
                # Typed again, the line of the part before is not heaped up.
                out = in_process(*words(each, "--after", first, "--limit=1")).out
                assert out.count("--after") == out.count("more: ")


@pytest.mark.slow
def test_each_row_is_seen_once_while_others_are_added(house: Household) -> None:
    with Misses() as misses:
        for each in (each for each in LISTS if each.more):
            with misses.of(*each):
                before = [item["n"] for item in items(house, each)]
                seen = []
                for place, part in enumerate(by_next(house, each)):
                    seen += [item["n"] for item in part]
                    house.run(*each.more[place % len(each.more)].split())
                # The inbox has its news below what waits, so what came in meanwhile may stand there.
                assert [n for n in seen if n in set(before)] == before
                assert len(set(seen)) == len(seen)


# --- places that are none --------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_a_limit_or_a_place_that_is_none_is_refused(house: Household) -> None:
    wrong = ["--limit 0", "--limit -1", "--limit x", "--limit 1.5", "--limit", "--after"]
    of_numbers = ["--after x", "--after 0", "--after -3", "--after 1.5", "--after=", "--after 999", f"--after {10**30}"]
    of_names = ["--after nobody-here", "--after=", "--after 7"]
    with Misses() as misses:
        for each in LISTS:
            for more in (*wrong, *(of_numbers if each.place == "n" else of_names)):
                for mode in ("--json", "--jsonl", "--quiet"):
                    with misses.of(*each, more, mode):
                        ended = in_process(*words(each, *more.split(), mode))
                        assert (ended.status, ended.out) == (2, "")


def test_a_place_that_the_ledger_does_not_have_is_told(house: Household) -> None:
    """A cursor of another ledger, or of this one before it was put back, must not begin anew in silence."""
    error = house.json("log", "--after", "999", "--as", "zoe", status=2)
    assert (error["code"], error["message"]) == ("cursor_unknown", "This list has no place 999 to go on from.")
    assert error["cursor"] == 999
    error = house.json("card", "list", "--after", "c77", "--as", "zoe", status=2)
    assert (error["code"], error["hint"]) == ("cursor_unknown", "begin at the top of the list again")
    assert error["cursor"] == "c77"


def test_a_place_whose_row_is_not_in_the_list_any_more_is_one_still(house: Household) -> None:
    new = house.json("envelope", "send", "li", "1", "--as", "zoe")["id"]
    line = next(each for each in LISTS if each.line.startswith("envelope list --mine --open"))
    first, *rest = items(house, line)
    assert first["id"] == new
    house.run("cancel", new, "--as", "zoe")
    assert items(house, line, "--after", str(first["n"])) == rest
    waits = Listed("inbox", who="li")
    whole = items(house, waits)
    at = next(at for at, row in enumerate(whole) if row["what"] == "envelope")
    house.run("grab", whole[at]["id"], "--as", "li")
    assert items(house, waits, "--after", str(whole[at]["n"])) == whole[at + 1 :]


# --- streams ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page look at three places only, and a stream take two rows at once."""
    monkeypatch.setattr(pages, "LOOKED_AT_MOST", 3)
    monkeypatch.setattr(lists, "_AT_ONCE", 2)


@pytest.mark.slow
@pytest.mark.usefixtures("few_at_once")
def test_a_list_of_many_pages_is_the_same(house: Household) -> None:
    with Misses() as misses:
        for each in (*OF_ENTRIES, Listed("log --text nothing-has-it"), Listed("log --kind sent --with bo")):
            with misses.of(*each):
                whole = items(house, each)
                lines = in_process(*words(each, "--jsonl")).out.splitlines()
                assert [json.loads(line) for line in lines] == [{"paycli": 1, **item} for item in whole]
                assert [item for part in by_next(house, each) for item in part] == whole


@pytest.mark.usefixtures("few_at_once")
def test_what_was_written_before_a_row_that_is_not_proven_stands_and_the_rest_is_missing(house: Household) -> None:
    whole = items(house, LISTS[0])
    # Which entries are there depends on the tests before; rows are read two at a time. No other row is about a `send`.
    wrong = next(place for place, item in enumerate(whole) if place >= 4 and item["kind"] == "send")
    before = wrong - wrong % 2
    with changed_by(house, 1, whole[wrong]["n"]):
        ended = in_process(*words(LISTS[0], "--jsonl"))
        assert in_process(*words(LISTS[0], "--json")).out == "", "a document is whole or not there"
    assert ended.status == 70
    assert [json.loads(line)["n"] for line in ended.out.splitlines()] == [item["n"] for item in whole[:before]]


@contextmanager
def changed_by(house: Household, minor: int, n: int) -> Iterator[None]:
    """Let an entry have moved another amount for a while."""
    for sign in (1, -1):
        with tampering(house.ledger) as connection:
            connection.execute("UPDATE transfers SET amount_minor = amount_minor + ? WHERE n = ?", (sign * minor, n))
        if sign > 0:
            yield
