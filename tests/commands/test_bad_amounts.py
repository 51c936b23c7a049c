"""What is no amount, no handle or no order of words gets a clear error, status 2, and changes nothing."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Town, refused

# Every command that takes an amount; X stands where it goes.
AMOUNTS = {
    "send": ("send", "li", "X", "--yes", "--as", "ming"),
    "topup": ("topup", "X", "--yes", "--as", "ming"),
    "withdraw": ("withdraw", "X", "--yes", "--as", "ming"),
    "withdraw --cash": ("withdraw", "X", "--cash", "--yes", "--as", "ming"),
    "envelope": ("envelope", "send", "X", "--yes", "--as", "ming"),
    "envelope for li": ("envelope", "send", "li", "X", "--yes", "--as", "ming"),
    "charge": ("pos", "charge", "X", "--yes", "--as", "cafe"),
    "refund": ("refund", "PAID", "X", "--yes", "--as", "cafe"),
    "cash in": ("cash", "in", "li", "X", "--yes", "--as", "ming"),
    "credit": ("ledger", "credit", "li", "X", "--as", "ming"),
    "limit": ("ledger", "set", "most-per-order", "X", "--as", "ming"),
    "tip": ("pay", "SALE", "--tip", "X", "--yes", "--as", "li"),
}
BAD = (
    "12.345",
    "1,000",
    "12,50",
    "1.000.000",
    "1e3",
    "1E3",
    "\uff11\uff12",  # full-width digits
    "\u0661\u0662",  # Arabic digits
    "12\u066b50",
    "\u00bd",
    "NaN",
    "inf",
    "0x10",
    "1_000",
    "+5",
    "-5",
    "--5",
    "12.",
    ".5",
    "12eur",
    "12.50Eur",
    "12.50EURO",
    "12.50 EUR ",
    "EUR12.50EUR",
    "$12.50",
    "12.50\u20ac",
    "12.50XYZ",
    "5 5",
    "5\n",
    "5\x00",
    "\x1b[2J5",
    " ",
    "",
    "1000000000000000",
    "9" * 30,
    "9" * 10_000,
)
ZERO_IS_FINE = {"credit", "tip"}


def words_for(name: str, town: Town, amount: str) -> list[str]:
    places = {"X": amount, "PAID": town.paid, "SALE": town.sale}
    return [places.get(word, word) for word in AMOUNTS[name]]


@pytest.mark.parametrize("amount", BAD, ids=lambda amount: ascii(amount)[:20])
@pytest.mark.parametrize("name", AMOUNTS)
def test_what_is_no_amount_is_refused(
    name: str, amount: str, unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, 2, *words_for(name, unchanged, amount))
    assert len(said.err) < 1000, "an error is short, whatever was typed"
    if amount in {"1,000", "1e3", "\uff11\uff12", "NaN", "-5", "12.345"}:
        # A lone word that is no amount could be a name whose amount was forgotten: then the whole form is shown.
        assert "12.50" in said.err or "envelope send li 8.88" in said.err, "the error shows the right form"


@pytest.mark.parametrize("name", sorted(AMOUNTS.keys() - ZERO_IS_FINE))
@pytest.mark.parametrize("amount", ["0", "0.00", "0EUR", "000"])
def test_nothing_is_no_amount_to_move(
    name: str, amount: str, unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "more than zero" in refused(capsys, 2, *words_for(name, unchanged, amount)).err


HANDLES = ("Bo", "LI", "b", "5", "12", "5EUR", "all", "me", "world", "operator", "@", "@@li", "li!", "l i", "l\u00ef",
           "\u0430\u0431", "li\n", "", "../li", "x" * 33, "x" * 10_000, "\x1b[2Jli", "-li", "_li")  # fmt: skip
NAMING = {
    "send": ("send", "X", "5", "--yes", "--as", "ming"),
    "envelope": ("envelope", "send", "X", "5", "--yes", "--as", "ming"),
    "cash in": ("cash", "in", "X", "5", "--yes", "--as", "ming"),
    "credit": ("ledger", "credit", "X", "5", "--as", "ming"),
    "new": ("wallet", "new", "X", "--as", "ming"),
    "show": ("wallet", "show", "X", "--as", "ming"),
    "invite": ("wallet", "invite", "X", "--as", "ming"),
    "admit": ("wallet", "admit", "X", "--as", "ming"),
    "balance": ("balance", "X", "--as", "ming"),
}


@pytest.mark.parametrize("handle", HANDLES, ids=lambda handle: ascii(handle)[:20])
@pytest.mark.parametrize("name", NAMING)
def test_what_is_no_handle_is_refused(
    name: str, handle: str, unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [handle if word == "X" else word for word in NAMING[name]]
    if name == "envelope" and handle[:1].isdigit():
        # An amount at that place is the amount, and what follows is the message.
        words.insert(2, "@")
    assert len(refused(capsys, 2, *words).err) < 1000


@pytest.mark.parametrize("name", sorted(NAMING.keys() - {"new", "invite"}))
def test_a_handle_that_nobody_has_is_not_found(name: str, unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    # One letter away from @li: a payee is never corrected by itself.
    words = ["lii" if word == "X" else word for word in NAMING[name]]
    assert "@lii" in refused(capsys, 4, *words).err


@pytest.mark.parametrize("handle", ["li", "ming", "cafe"])
def test_a_handle_that_somebody_has_is_not_invited(
    handle: str, unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(capsys, 5, "wallet", "invite", handle, "--as", "ming")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("send 5 bo", "paycli send bo 5"),
        ("send 5EUR @li rent march", "paycli send @li 5EUR rent march"),
        ("send 5 nobody", "paycli send nobody 5"),
        ("cash in 20 li", "paycli cash in li 20"),
        ("ledger credit 20 li", "paycli ledger credit li 20"),
        ("envelope send 8.88 li", "paycli envelope send li 8.88"),
    ],
)
def test_a_swapped_order_gets_the_line_to_copy(
    typed: str, right: str, unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert right in refused(capsys, 2, *typed.split(), "--yes", "--as", "ming").err


def test_nobody_pays_themselves(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Nobody pays themselves" in refused(capsys, 6, "send", "ming", "5", "--yes", "--as", "ming").err
    assert "Nobody pays themselves" in refused(capsys, 6, "pay", unchanged.sale, "--yes", "--as", "cafe").err


@pytest.mark.parametrize("words", [("send", "li"), ("send",), ("topup",), ("grab", "a", "b"), ("nonsense",),
                                   ("send", "li", "5", "--nonsense"), ("wallet", "nonsense"), ("--as",), ("pay",),
                                   ("send", "li", "5", "x", "-m", "y"), ("envelope", "send", "hello")])  # fmt: skip
def test_a_wrong_command_line_is_status_2(
    words: tuple[str, ...], unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(capsys, 2, *words)
