"""What commands of a till cost: on a long log beside a short one, with many items beside few, and beside a `send`.

Whole processes on one core, in processor time, by the key of a till, so that no passphrase is worked out. The long log
has days of 200 sales each, one after the other; as many of them wait for ever or were cancelled as in a busy shop.
"""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import paycli
from bench.measure import Spread, interleave, kept_in, on_one_core, ratio, table
from bench.shop import have_days
from bench.startup import PROGRAM, WAIT_S, found_town, own_home, program
from bench.walk import used

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CHARGE, SEND = "pos charge --no-wait", "send"
FLAT = ("pos x", CHARGE, "pos receipt")
WITH_ITEMS = ("pos", "pos cash", "item list --limit 20", "item list a17 --limit 20")
FLAT_AIM, SEND_AIM, ITEMS_AIM = 1.5, 1.2, 1.5
_MANDATE = "mandate new payroll --can send --to li --until 2099-12-31 --as ming --yes --out"


class Size(NamedTuple):
    """How much is measured: rounds, the sales on a short and on a long log, and the items of a small and a big shop."""

    rounds: int = 15
    few: int = 200
    many: int = 200_000
    few_items: int = 50
    many_items: int = 50_000


class Row(NamedTuple):
    """A command, what it is compared with, the ratio of both, and what that may be at most."""

    name: str
    beside: str
    ratio: Spread
    most: float


class _Ways(NamedTuple):
    """How a till's commands and those of a mandate that pays are run: in which home, by which file."""

    home: Path
    till: Mapping[str, str]
    payer: Mapping[str, str]


def run(size: Size | None = None, folder: Path | None = None) -> list[Row]:
    """Measure in interleaved rounds; the round before them fills the caches and does not count."""
    size = size or Size()
    compileall.compile_dir(str(Path(str(paycli.__file__)).parent), quiet=1)
    with kept_in(folder) as place, own_home(place):
        home = place / "home"
        found_town()
        program(*["cash", "in", "li", "5000", "--no-key", "--yes", "--as", "ming"])
        till, payer = place / "till.key", place / "payroll.mandate"
        program(*["pos", "setup", "1", "--yes", "--as", "cafe", "--out"], str(till))
        program(*_MANDATE.split(), str(payer))
        environ = dict(os.environ)
        by_till, by_payer = ({**environ, "PAYCLI_MANDATE_FILE": str(file)} for file in (till, payer))
        ways = _Ways(home, by_till, by_payer)
        homes = _make_homes(ways, size, place)
        cores = on_one_core()
        try:
            found = interleave(_cases(ways, homes, size), size.rounds + 1)
        finally:
            if cores:
                os.sched_setaffinity(0, cores)
            shutil.rmtree(home, ignore_errors=True)
    return _rows({name: times[1:] for name, times in found.items()}, size)


def _make_homes(ways: _Ways, size: Size, place: Path) -> dict[str, tuple[Path, list[str]]]:
    """Make the homes of a short and a long log, and of shops with items; gives them with the sales that wait there."""
    homes, made = {}, 0
    for sales in (size.few, size.many):
        waiting = have_days(sales - made, waiting=size.rounds + 1)
        made = sales
        # Each account looks at all of the log once, as it did from the first day on.
        _by(ways.till, "pos", "x")
        _by(ways.payer, SEND, "li", "0.01", "--no-key", "--yes")
        homes[_sales(sales)] = shutil.copytree(ways.home, place / f"home-{sales}"), waiting
        if sales == size.few:
            for items in (size.few_items, size.many_items):
                copy = shutil.copytree(ways.home, place / f"items-{items}")
                homes[_items(items)] = copy, waiting
    shutil.rmtree(ways.home)
    for items in (size.few_items, size.many_items):
        file = place / "items.csv"
        rows = (f"a{at},Article number {at},{1 + at % 90}.50\n" for at in range(items))
        file.write_text("".join(("code,name,price\n", *rows)), encoding="utf-8")
        copy, _ = homes[_items(items)]
        copy.rename(ways.home)
        program("item", "import", str(file), "--as", "cafe")
        ways.home.rename(copy)
    return homes


def _by(environ: Mapping[str, str], *words: str) -> None:
    subprocess.run(
        [PROGRAM, *words], env=dict(environ), check=True, capture_output=True, stdin=subprocess.DEVNULL,
        timeout=60 * WAIT_S,
    )  # fmt: skip


def _cases(ways: _Ways, homes: Mapping[str, tuple[Path, list[str]]], size: Size) -> dict[str, Callable[[], float]]:
    def command(name: str, of: str) -> Callable[[], float]:
        copy, sales = homes[of]
        waiting = iter(sales)

        def measure() -> float:
            words = {
                CHARGE: [*CHARGE.split(), "0.01", "tea", "--no-key"],
                SEND: ["send", "li", "0.01", "tea", "--no-key", "--yes"],
                "pos receipt": ["pos", "receipt", "1-000100"],
            }.get(name) or ([*name.split(), next(waiting)] if name == "pos cash" else name.split())
            environ = ways.payer if name == SEND else ways.till
            copy.rename(ways.home)
            try:
                return used(lambda: _by(environ, *words))
            finally:
                ways.home.rename(copy)

        return measure

    named = [(name, _sales(sales)) for sales in (size.few, size.many) for name in FLAT]
    named += [(SEND, _sales(size.few))]
    named += [(name, _items(items)) for items in (size.few_items, size.many_items) for name in WITH_ITEMS]
    return {_case(*each): command(*each) for each in named}


def _rows(found: Mapping[str, list[float]], size: Size) -> list[Row]:
    def row(name: str, of: str, other: str, beside: str, most: float) -> Row:
        these, those = found[_case(name, of)], found[_case(other, beside)]
        return Row(_case(name, of), beside if name == other else other, ratio(these, those), most)

    few, many = _sales(size.few), _sales(size.many)
    rows = [row(name, many, name, few, FLAT_AIM) for name in FLAT]
    rows.append(row(CHARGE, few, SEND, few, SEND_AIM))
    small, big = _items(size.few_items), _items(size.many_items)
    return rows + [row(name, big, name, small, ITEMS_AIM) for name in WITH_ITEMS]


def _sales(count: int) -> str:
    return f"{count:,} sales"


def _items(count: int) -> str:
    return f"{count:,} items"


def _case(name: str, of: str) -> str:
    return f"{name}, {of}"


def show(rows: list[Row]) -> str:
    """Lay out what was found."""
    cells = [(row.name, row.beside, str(row.ratio), f"{row.most:.1f}") for row in rows]
    return table("Commands of a till", ("", "beside", "median (middle half)", "at most"), cells)


if __name__ == "__main__":
    print(show(run()))
