"""Rows of the catalogue of commands: wallets, contacts, groups, mandates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.catalogue import Case


def people_cases(case: type[Case]) -> tuple[Case, ...]:
    """Give the rows."""
    return (
        case(
            "wallet new", "zoe", handle="zoe", free=True, signs=True,
            bad=(("li --shop", 5), (f"zoe --name {'x' * 101}", 2)),
        ),
        case("wallet list"),
        case("wallet show", "li", handle="li"),
        case("wallet rename", "The Old Li", signs=True, bad=((f"{'x' * 101}", 2), ("", 2), ("x --none", 2))),
        case(
            "wallet set", "receive asked", signs=True,
            bad=(("receive never", 2), ("colour red", 2), ("receive trusted", 2)),
        ),
        case("wallet invite", "zoe", handle="zoe", free=True, signs=True, bad=(("li", 5),)),
        case("wallet admit", "li", handle="li", bad=(("nobody", 4),)),
        case("wallet reject", "li", handle="li", bad=(("nobody", 4),)),
        case(
            "wallet key add", "REQUEST", signs=True,
            asks=("may then spend all money of @ming (PLAY), and add and revoke keys.", "Add it? [y/N]"),
            bad=(("zzzz", 2), ("ZZZZZZZZZZZZ", 4), ("REQUEST --as li", 6)),
        ),
        case("wallet key list"),
        case(
            "wallet key revoke", "OTHERKEY", signs=True,
            asks=("may then do nothing any more, for good.  Revoke it? [y/N]",),
            bad=(("zz", 2), ("00:00:00:00", 4), ("OTHERKEY --as li", 4)),
        ),
        case("contact verify", "li", handle="li", question="[y/N] "),
        case("contact block", "li", handle="li", signs=True, bad=(("ming", 2), ("nobody", 4))),
        case("contact unblock", "li", handle="li"),
        case("contact trust", "li", handle="li", signs=True, bad=(("ming", 2), ("nobody", 4))),
        case("contact untrust", "li", handle="li"),
        case("contact remove", "bo", handle="bo", bad=(("nobody", 4),)),
        case("contact list"),
        case("group new", "family li", signs=True, bad=(("li cafe", 5), ("family nobody", 4))),
        case("group add", "family li", bad=(("nothere li", 4),)),
        case("group remove", "family li"),
        case("group list"),
        case("group leave", "family", bad=(("nothere", 4),)),
        case("group close", "family"),
        case(
            "mandate new", "wages --can send --to li --per-order 50 --total 500 --until 2099-12-31 --out OUT",
            handle="li", amount="50", signs=True,
            asks=(
                "Anybody who has the file may send to @li: 50.00 EUR an order, 500.00 EUR in all, until ",
                "Make the mandate wages? [y/N]",
            ),
            bad=(
                ("x --can fly --to li --until +1d --out OUT", 2), ("x --can send --until +1d --out OUT", 2),
                ("X --can send --to li --until +1d --out OUT", 2),
                ("x --can send --to li --until 2020-01-01 --out OUT", 2),
                ("x --can send --to nobody --until +1d --out OUT", 4),
                ("x --can send --to li --max 5 --until +1d --out OUT", 2),
            ),
        ),
        case("mandate list"), case("mandate show", "payroll", bad=(("nothere", 4),)),
        case("mandate revoke", "payroll", bad=(("nothere", 4),)),
    )  # fmt: skip
