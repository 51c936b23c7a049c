"""Rows of the catalogue of commands: a shop's items, and the tabs of its regulars."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.catalogue import Case


def shop_cases(case: type[Case]) -> tuple[Case, ...]:
    """Give the rows."""
    return (
        case("item check", "ITEMS", "cafe", bad=(("/no/such.csv", 65), ("WAGES", 65), ("", 4))),
        case("item import", "ITEMS", "cafe", bad=(("/no/such.csv", 65), ("WAGES", 65))),
        case("item list", "white", "cafe"),
        case("pos report", "--lines", "cafe", bad=(("--csv /no/such/month.csv", 78), ("--csv - --json", 2))),
        case("pos tab add", "", "cafe", question="The code of the tab: "),
        case("pos tab list", "", "cafe", bad=(("--as li", 6),)),
        case("pos tab pay", "WAITING ming", "cafe", handle="ming", id="WAITING", strange="ENVELOPE",
             question="@ming pays 7.00 EUR (PLAY) to @cafe.  PIN: "),
        case(
            "tab join", "cafe --max 20/day", "li", signs=True,
            asks=("Anybody who has the code may pay at @cafe: 20.00 EUR a day, until ", "Make the tab? [y/N]"),
            bad=(
                ("cafe --max 20", 2), ("cafe --max 20/month", 2), ("cafe --max x/day", 2), ("nobody --max 20/day", 4),
                ("ming --max 20/day", 6), ("cafe --max 20/day --until 2020-01-01", 2),
                ("cafe --max 20/day --as ming", 5),
            ),
        ),
        case("tab list"),
        case("tab leave", "cafe", bad=(("nobody", 4), ("bar", 4))),
    )  # fmt: skip
