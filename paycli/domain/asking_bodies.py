"""The bodies of what goes on between people: money that waits, requests, what is given back, what a wallet sets."""

from typing import NamedTuple


class SendWaitBody(NamedTuple):
    """Set an amount aside for a wallet: for so long (ms) until it arrives, or until it comes back unanswered.

    Exactly one of both is not None. The note is a commitment.
    """

    to: str
    amount_minor: int
    currency: str
    note: str | None
    arrives_ms: int | None
    expires_ms: int | None


class AcceptBody(NamedTuple):
    """Take a transfer that waits for an answer."""

    of: str


class DeclineBody(NamedTuple):
    """Give up a transfer that waits, or say no to a request; the note is a commitment."""

    of: str
    note: str | None


class SendBackBody(NamedTuple):
    """Give a wallet back some of what it paid by the order `of`; the note is a commitment."""

    of: str
    to: str
    amount_minor: int
    currency: str
    note: str | None


class Share(NamedTuple):
    """What a request asks of one wallet."""

    wallet: str
    amount_minor: int


class RequestNewBody(NamedTuple):
    """Ask wallets for an amount each, for so long (ms); the note is a commitment.

    `due_at` (ms) and `about`, the name of an order, are for people: no rule reads them.
    """

    currency: str
    shares: tuple[Share, ...]
    note: str | None
    due_at: int | None
    expires_ms: int
    about: str | None

    @property
    def total_minor(self) -> int:
        """What all shares come to."""
        return sum(share.amount_minor for share in self.shares)


class RequestPayBody(NamedTuple):
    """Pay the own share of a request to its maker, whole."""

    request: str
    to: str
    amount_minor: int
    currency: str


class WalletSetBody(NamedTuple):
    """Set what strangers may do with the own wallet, or with None give it back to its default."""

    name: str
    value: str | None


class ContactTrustBody(NamedTuple):
    """Trust a wallet, or no longer."""

    wallet: str
    trusted: bool
