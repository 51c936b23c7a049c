"""Orders as the client has them: pending ones, and those of which nobody was shown yet what became of them."""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import name_of

if TYPE_CHECKING:
    from paycli.domain.texts import Text


class PendingOrder(NamedTuple):
    """An order whose bytes are kept before it is posted, so that a retry posts the very same ones."""

    order: bytes
    signature: str
    public: str
    texts: "tuple[Text, ...]"


class Unreported(NamedTuple):
    """An order whose outcome nobody was shown yet, noted before it was posted; nothing of it is a secret.

    `wallet` is whose command it was, and `owner` whom the order's name is bound to. `said` is a state that was shown,
    such as `pending`, and that was not the last one.
    """

    ledger: str
    wallet: str
    id: str
    owner: str
    kind: str
    said: str = ""

    @property
    def name(self) -> str:
        """The name of the order, and of what it makes."""
        return name_of(self.id, self.owner)


class LeftUnreported(NamedTuple):
    """A note that is there, and whether the process that wrote it still runs."""

    note: Unreported
    runs: bool
