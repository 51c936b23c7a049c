"""The rows of the authority table for what goes on between people."""

from typing import Any

from paycli.domain import asking_bodies as bodies
from paycli.domain import shapes
from paycli.domain.kind import Kind
from paycli.domain.parties import MANDATE
from paycli.domain.shapes import null_or, text_commitment

RECEIVE, REQUESTS = "receive", "requests"
ALL, ASKED, TRUSTED, NONE = "all", "asked", "trusted", "none"

CHOICES = {RECEIVE: (ALL, ASKED), REQUESTS: (ALL, TRUSTED, NONE)}
"""What a wallet can set, with the values that each may have; the first is the one in force before it is set."""

RECALLS_PAYMENTS = frozenset({"send.back"})
"""The kinds of orders whose rule asks what an earlier order paid."""

SHARES_MOST = 500
"""So many wallets one request asks at most."""

_money = {"amount": shapes.amount, "currency": shapes.currency}


def _are_shares(value: Any) -> bool:  # noqa: ANN401  out of JSON
    return (
        isinstance(value, list)
        and 1 <= len(value) <= SHARES_MOST
        and all(map(_is_share, value))
        and len({wallet for wallet, _ in value}) == len(value)
        and shapes.amount(sum(amount for _, amount in value))
    )


def _is_share(value: Any) -> bool:  # noqa: ANN401  out of JSON
    if not isinstance(value, list) or len(value) != len(bodies.Share._fields):
        return False
    wallet, amount = value
    return bool(shapes.wallet(wallet) and shapes.amount(amount))


WAITING = (
    Kind(
        "send.wait",
        bodies.SendWaitBody,
        {
            "to": shapes.wallet,
            **_money,
            "note": text_commitment,
            "arrives_ms": null_or(shapes.duration),
            "expires_ms": null_or(shapes.duration),
        },
        ("owner", MANDATE),
        "payer's main, to a hold",
        texts=("note",),
        nothing="Nothing was sent.",
        noun="wait",
        spends=True,
    ),
    Kind(
        "accept",
        bodies.AcceptBody,
        {"of": shapes.object_id},
        ("owner", MANDATE),
        "the object",
        nothing="Nothing was accepted.",
    ),
    Kind(
        "decline",
        bodies.DeclineBody,
        {"of": shapes.object_id, "note": text_commitment},
        ("owner", MANDATE),
        "the object / -",
        texts=("note",),
        nothing="Nothing was declined.",
    ),
    Kind(
        "send.back",
        bodies.SendBackBody,
        {"of": shapes.object_id, "to": shapes.wallet, **_money, "note": text_commitment},
        ("owner", MANDATE),
        "payee's main",
        texts=("note",),
        nothing="Nothing was given back.",
        spends=True,
    ),
)

REQUESTING = (
    Kind(
        "request.new",
        bodies.RequestNewBody,
        {
            "currency": shapes.currency,
            "shares": _are_shares,
            "note": text_commitment,
            "due_at": null_or(shapes.moment),
            "expires_ms": shapes.duration,
            "about": null_or(shapes.object_id),
        },
        ("owner", MANDATE),
        texts=("note",),
        nothing="Nobody was asked.",
        noun="request",
    ),
    Kind(
        "request.pay",
        bodies.RequestPayBody,
        {"request": shapes.object_id, "to": shapes.wallet, **_money},
        ("owner", MANDATE),
        "payer's main",
        nothing="Nothing was paid.",
        noun="request",
        spends=True,
    ),
)

CONTACTS = (
    Kind(
        "wallet.set",
        bodies.WalletSetBody,
        {
            "name": shapes.is_text("|".join(CHOICES)),
            "value": null_or(shapes.is_text(f"{ALL}|{ASKED}|{TRUSTED}|{NONE}")),
        },
        ("owner",),
        nothing="Nothing was set.",
        counted=True,
        tells_of=("owner",),
    ),
    Kind(
        "contact.trust",
        bodies.ContactTrustBody,
        {"wallet": shapes.wallet, "trusted": shapes.is_bool},
        ("owner",),
        nothing="Nobody was trusted.",
        counted=True,
        tells_named=False,
        tells_of=("owner",),
    ),
)
