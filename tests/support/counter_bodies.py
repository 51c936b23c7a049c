"""Bodies of orders at a shop's counter, as they are on the wire."""

from __future__ import annotations

from typing import Any

SEVEN, NINETEEN = 70_000, 190_000


def tax(amount_minor: int, rate_ppm: int = SEVEN, name: str = "A") -> list[Any]:
    """Give a sum of one tax class: the class, its rate, the gross, and the tax in it."""
    return [name, rate_ppm, amount_minor, amount_minor * rate_ppm // (1_000_000 + rate_ppm)]


def sale(amount_minor: int, **other: Any) -> dict[str, Any]:
    """Give a sale at the shop's own till, open for ten minutes unless said."""
    return {
        "amount": amount_minor, "currency": "EUR", "discount": 0, "lines": None, "tax": [], "till": 0, "shift": None,
        "expires_ms": 600_000, **other,
    }  # fmt: skip


def pay(of: str, to: object, amount_minor: int, **other: Any) -> dict[str, Any]:
    """Give a payment of a sale without a tip."""
    return {"sale": of, "to": to, "amount": amount_minor, "currency": "EUR", "tip": 0, **other}


def take(of: str, amount_minor: int, **other: Any) -> dict[str, Any]:
    """Give an order that takes a sale at till 1 by cash, of which just the amount was handed over."""
    return {
        "of": of, "till": 1, "tender": "cash", "amount": amount_minor, "currency": "EUR", "rounding": 0,
        "given": amount_minor, "note": None, **other,
    }  # fmt: skip


def gift(of: str, amount_minor: int, **other: Any) -> dict[str, Any]:
    """Give an order that makes a sale a gift of the house at till 1."""
    return take(of, amount_minor, tender="gift", **{"given": 0, **other})


def refund(of: str, to: object, amount_minor: int, **other: Any) -> dict[str, Any]:
    """Give a refund to a wallet by the shop's own key."""
    return {
        "of": of, "till": 0, "shift": None, "to": to, "amount": amount_minor, "tip": 0, "currency": "EUR",
        "tender": "wallet", "rounding": 0, "tax": [], "note": None, **other,
    }  # fmt: skip


def cash_refund(of: str, shift: str, amount_minor: int, **other: Any) -> dict[str, Any]:
    """Give a refund out of the drawer of till 1."""
    return refund(of, None, amount_minor, **{"tender": "cash", "till": 1, "shift": shift, **other})


def begin(counted_minor: int, **other: Any) -> dict[str, Any]:
    """Give the opening of a shift at till 1."""
    return {"till": 1, "date": "2026-11-29", "counted": counted_minor, "currency": "EUR", **other}


def close(of: str, counted_minor: int, **other: Any) -> dict[str, Any]:
    """Give the closing of a shift at till 1."""
    return {"of": of, "till": 1, "counted": counted_minor, "currency": "EUR", "note": None, **other}


def drawer(of: str, amount_minor: int, *, out: bool = False, **other: Any) -> dict[str, Any]:
    """Give what is put into the drawer of till 1, or taken out."""
    return {"of": of, "till": 1, "amount": amount_minor, "currency": "EUR", "out": out, "note": None, **other}
