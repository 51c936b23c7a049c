"""Rows of the catalogue of commands: what a counter does, a shop's items, and the tabs of its regulars."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.catalogue import Case


def shop_cases(case: type[Case]) -> tuple[Case, ...]:
    """Give the rows."""
    return (
        case("pos charge", "5 tea --no-wait", "cafe", amount="5", signs=True, other="5 soup --no-wait",
             bad=(("5 --as li", 6), ("5 --pin -", 2))),
        case("pos receipt", "PAID", "cafe", id="PAID", strange="ENVELOPE",
             bad=(("PAID --out r.doc", 2), ("PAID --out r.png --columns 30", 2), ("PAID --out /no/r.txt", 78))),
        case("pos printer set", "/dev/null --columns 32", "cafe",
             bad=(("host:0", 2), ("/dev/null --columns 80", 2), ("/d/n --code-page utf-8", 2), ("/d/n --as li", 6))),
        case("pos printer show", "", "cafe", bad=(("--as li", 6),)),
        case("pos printer test", "", "bar", bad=(("--till 9", 78), ("--as li", 6))),
        case("pos printer off", "", "cafe", bad=(("--as li", 6),)),
        case("pos pin set", "", "cafe", question="A new PIN of till 1, 4 to 12 digits: ", signs=True,
             bad=(("--pin 4711", 2), ("--as li", 6))),
        case("pos pin off", "", "cafe", signs=True, bad=(("--as li", 6),)),
        case("pos setup", "7", "cafe", signs=True, asks=("Make the mandate till-7? [y/N]",), bad=(("7 --as li", 6),)),
        case("pos open", "--till 3 --float 20", "cafe", signs=True, other="--till 4 --float 20",
             bad=(("--float x", 2),)),
        case("pos x", "", "bar", bad=(("--till 9", 5),)), case("pos z", "", "bar", bad=(("9", 4),)),
        case("pos in", "5 change", "bar", amount="5", signs=True, other="6 change", bad=(("5 --till 9", 5),)),
        case("pos out", "5 bank", "bar", amount="5", signs=True, other="6 bank", bad=(("500 bank", 3),)),
        case("pos drawer", "change", "bar", signs=True, other="again", bad=(("--till 9", 5),)),
        case("pos close", "--counted 59 a coin", "bar", signs=True, other="--counted 60", bad=(("--counted x", 2),)),
        case("pos cash", "WAITING 10", "cafe", id="WAITING", strange="ENVELOPE", signs=True, other="WAITING 20",
             bad=(("WAITING 5", 3),)),
        case("pos gift", "WAITING nice", "cafe", id="WAITING", strange="ENVELOPE", signs=True, other="WAITING so",
             bad=(("WAITING --till 9", 5),)),
        case("pos guest", "--add /dev/null", "cafe", bad=(("--add /no/such.txt", 65), ("--add /dev/null --as li", 6))),
        case("pos list", "", "cafe"), case("pos report", "", "bar"),
        case("pos tips", "li 0.10 thanks", "cafe", amount="0.10", handle="li", moves=True, other="li 0.20 thanks",
             asks=("Pay out? [Y/n]",), bad=(("li 50", 3),)),
        case("item check", "ITEMS", "cafe", bad=(("/no/such.csv", 65), ("WAGES", 65), ("", 4))),
        case("item import", "ITEMS", "cafe", bad=(("/no/such.csv", 65), ("WAGES", 65), ("ITEMS --as li", 6))),
        case("item list", "white", "cafe"),
        case("receipt save", "PAID /no/r.json", "cafe", id="PAID", strange="ENVELOPE",
             bad=(("PAID /no/r.json", 78), ("PAID RECEIPT", 5), ("WAITING new.json", 6))),
        case("receipt code", "PAID", "cafe", id="PAID", strange="ENVELOPE", signs=True, bad=(("WAITING", 6),)),
        case("receipt verify", "RECEIPT", None,
             bad=(("/no/such.json", 65), ("ITEMS", 65), ("RECEIPT --key 00:00:00:00", 65))),
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
