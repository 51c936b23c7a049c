"""The document of what is in the inbox."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Fingerprint, Handle, Id, Kind, State, Time, WalletId


class Waiting(NamedTuple):
    """Something in the inbox: what waits, what came in, and what came back."""

    n: int
    what: str
    """The news in words: `envelope`, `came in`."""
    id: Id | None
    kind: Kind
    state: State
    wallet: WalletId | None
    """The wallet that asks to be admitted."""
    text: str
    amount: Amount | None
    currency: Currency | None
    time: Time | None
    opens_at: Time | None
    by: str | None
    fingerprint: Fingerprint | None
    note: str | None
    who: tuple[Handle, ...]
    pay_by: Time | None
    late: bool
    due: Time | None
    try_: str
    """The line to type."""
