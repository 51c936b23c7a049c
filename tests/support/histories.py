"""What random histories are made of: what orders are about, what is limited, what happens often."""

from __future__ import annotations

from typing import Any

# What an order of a kind is about.
ABOUT = {
    "envelope.grab": ("envelope",), "settle": ("envelope", "batch"), "sale.pay": ("sale",), "refund": ("sale",),
    "cancel": ("sale", "envelope", "batch"), "batch.row": ("batch",), "sale.take": ("sale",),
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
    "most_join_requests",
)  # fmt: skip
# These happen more often than the others.
OFTEN = [
    "wallet.admit", "cash.in", "cash.in", "send", "envelope.send", "envelope.send", "envelope.grab", "envelope.grab",
    "envelope.grab", "sale.new", "sale.pay", "refund", "batch.new", "batch.row", "batch.row", "batch.send",
    "shift.open", "sale.new", "sale.new", "sale.pay", "sale.take", "sale.take", "refund", "tips.send",
]  # fmt: skip


def members_of(thing: Any) -> tuple[str, ...]:
    """Give the members of a group; what is no group has none."""
    members: tuple[str, ...] = getattr(thing.detail, "members", ())
    return members
