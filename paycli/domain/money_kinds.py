"""The rows of the authority table for what moves money: payments, the edge, envelopes, sales, endings."""

from paycli.domain import bodies, shapes
from paycli.domain.kind import NOBODY, Kind
from paycli.domain.parties import MANDATE, OPERATOR
from paycli.domain.shapes import null_or, text_commitment

SALE_PAY = "sale.pay"

_money = {"amount": shapes.amount, "currency": shapes.currency}
_of = {"of": shapes.object_id}

TRANSFERS = (
    Kind(
        "send",
        bodies.SendBody,
        {"to": shapes.wallet, **_money, "note": text_commitment},
        ("owner", MANDATE),
        "payer's main",
        texts=("note",),
        nothing="Nothing was sent.",
        spends=True,
    ),
)

RAILS = (
    Kind(
        "topup.ask",
        bodies.RailAskBody,
        {"rail": shapes.rail, **_money},
        ("owner",),
        nothing="Nothing was charged.",
        noun="topup",
        spends=True,
    ),
    Kind(
        "withdraw.ask",
        bodies.RailAskBody,
        {"rail": shapes.rail, **_money},
        ("owner",),
        "payer's main, to a hold",
        nothing="Nothing was withdrawn.",
        noun="withdrawal",
        spends=True,
    ),
    Kind(
        "rail.done",
        bodies.RailAnswerBody,
        {**_of, "reference": shapes.reference},
        ("rail",),
        "world / the hold",
        nothing="Nothing was booked.",
    ),
    Kind("rail.failed", bodies.RailAnswerBody, {**_of, "reference": shapes.reference}, ("rail",), "- / the hold"),
    Kind(
        "cash.in",
        bodies.CashInBody,
        {"wallet": shapes.wallet, **_money, "note": text_commitment},
        (OPERATOR,),
        "world",
        texts=("note",),
        nothing="Nothing was booked.",
    ),
)

ENVELOPES = (
    Kind(
        "envelope.send",
        bodies.EnvelopeSendBody,
        {
            **_money,
            "count": shapes.packets,
            "draw": shapes.is_draw,
            "audience": shapes.is_audience,
            "opens_at": null_or(shapes.moment),
            "expires_ms": shapes.duration,
            "note": text_commitment,
        },
        ("owner", MANDATE),
        "payer's main",
        texts=("note",),
        nothing="Nothing was sent.",
        noun="envelope",
        spends=True,
        draws=True,
    ),
    Kind(
        "envelope.grab",
        bodies.EnvelopeGrabBody,
        {"envelope": shapes.object_id, "proof": null_or(shapes.proof)},
        ("owner",),
        "the envelope",
        nothing="Nothing was grabbed.",
        noun="envelope",
    ),
)

SALES = (
    Kind(
        "sale.new",
        bodies.SaleNewBody,
        {**_money, "lines": text_commitment, "expires_ms": shapes.duration},
        ("shop", MANDATE),
        texts=("lines",),
        nothing="Nothing was charged.",
        noun="sale",
    ),
    Kind(
        SALE_PAY,
        bodies.SalePayBody,
        {"sale": shapes.object_id, "to": shapes.wallet, **_money, "tip": shapes.amount_or_zero},
        ("owner", MANDATE),
        "payer's main",
        nothing="Nothing was paid.",
        noun="sale",
        spends=True,
    ),
    Kind(
        "refund",
        bodies.RefundBody,
        {**_of, "to": shapes.wallet, **_money, "note": text_commitment},
        ("shop", MANDATE),
        "the shop's main",
        texts=("note",),
        nothing="Nothing was refunded.",
        noun="sale",
    ),
)

ENDINGS = (
    Kind("cancel", bodies.CancelBody, _of, ("owner", MANDATE), "the object", nothing="Nothing was cancelled."),
    Kind("settle", bodies.SettleBody, _of, (NOBODY,), "the object", is_signed=False),
)
