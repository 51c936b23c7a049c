"""What random histories are made of: what orders are about, what is limited, what happens often."""

from __future__ import annotations

from typing import Any

# What an order of a kind is about.
ABOUT = {
    "envelope.grab": ("envelope",), "settle": ("envelope", "batch", "wait"), "sale.pay": ("sale",), "refund": ("sale",),
    "cancel": ("sale", "envelope", "batch", "wait", "request"), "accept": ("wait",), "decline": ("wait", "request"),
    "request.pay": ("request",), "batch.row": ("batch",), "sale.take": ("sale",),
    "shift.close": ("shift",), "drawer.move": ("shift",),
    "rail.done": ("topup", "withdrawal"), "rail.failed": ("topup", "withdrawal"),
    "wallet.admit": ("invite",), "group.add": ("group",), "group.remove": ("group",), "group.close": ("group",),
}  # fmt: skip
# Only the maker of what they are about may order these.
BY_MAKER = {
    "cancel", "refund", "batch.row", "group.add", "group.close", "sale.take", "shift.close", "drawer.move",
}  # fmt: skip
LIMITS = (
    "most_per_order:EUR", "most_per_order:XYZ", "most_per_packet:EUR", "most_packets", "most_envelopes_per_day",
    "most_join_requests", "most_open_requests", "most_requests_per_day",
)  # fmt: skip
# These happen more often than the others.
OFTEN = [
    "wallet.admit", "cash.in", "cash.in", "send", "envelope.send", "envelope.send", "envelope.grab", "envelope.grab",
    "envelope.grab", "sale.new", "sale.pay", "refund", "batch.new", "batch.row", "batch.row", "batch.send",
    "shift.open", "sale.new", "sale.new", "sale.pay", "sale.take", "sale.take", "refund", "tips.send",
    "send.wait", "send.wait", "request.new", "request.new", "request.pay", "accept", "accept", "decline", "settle",
    "send.back", "shift.close",
]  # fmt: skip


ANSWERS = {"accept", "decline", "request.pay"}
"""Only whom an object asks may order these."""


def members_of(thing: Any) -> tuple[str, ...]:
    """Give the members of a group; what is no group has none."""
    members: tuple[str, ...] = getattr(thing.detail, "members", ())
    return members
