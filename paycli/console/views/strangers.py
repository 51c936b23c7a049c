"""What a wallet lets strangers do, in words and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from paycli.domain.asking_kinds import ALL, ASKED, NONE, TRUSTED

if TYPE_CHECKING:
    from paycli.console.documents.forms import Receive, Requests


def as_receive(value: str) -> Receive:
    """Take a choice, which is a plain text in the rules, for one of those that programs read."""
    return cast("Receive", value)


def as_requests(value: str) -> Requests:
    """Take a choice, which is a plain text in the rules, for one of those that programs read."""
    return cast("Requests", value)


_REQUESTS = {TRUSTED: "requests from trusted wallets only", NONE: "no requests"}


def strangers_text(receive: str, requests: str) -> str | None:
    """Say what a wallet keeps strangers from; None where it lets anybody do all."""
    parts = ["wants to be asked before a stranger pays"] if receive == ASKED else []
    parts += [_REQUESTS[requests]] if requests != ALL else []
    return ", ".join(parts) or None
