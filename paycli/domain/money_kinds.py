"""The rows of the authority table for what moves money: payments, the edge, envelopes, endings."""

from paycli.domain import bodies, shapes
from paycli.domain.kind import NOBODY, Kind
from paycli.domain.parties import MANDATE, OPERATOR
from paycli.domain.shapes import null_or, text_commitment

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

ENDINGS = (
    Kind("cancel", bodies.CancelBody, _of, ("owner", MANDATE), "the object", nothing="Nothing was cancelled."),
    Kind("settle", bodies.SettleBody, _of, (NOBODY,), "the object", is_signed=False),
)
