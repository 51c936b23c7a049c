"""What a till notes beside the ledger: which of its sales it has shown the end of, and codes for guests. Pure values.

Numbers of sales have no gaps, so a note needs one number and the exceptions below it, however many sales there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


# Of a till that somebody else sells at too, no more than the last sales are looked at.
_LEFT_MOST = 200


class TillNote(NamedTuple):
    """The end of each sale up to number `through` was shown at the till, but for those that are `left`."""

    through: int
    left: tuple[int, ...] = ()

    def without(self, number: int) -> TillNote:
        """Give the note once the end of a sale was shown, or somebody else has taken it over."""
        if number <= self.through:
            return self._replace(left=tuple(each for each in self.left if each != number))
        return TillNote(number, self.not_shown(number - 1))

    def not_shown(self, last: int) -> tuple[int, ...]:
        """Give the numbers of which no end was shown up to the `last` sale; of many, those of the newest."""
        newest = range(max(self.through, last - _LEFT_MOST) + 1, last + 1)
        return (*self.left, *newest)[-_LEFT_MOST:]


class TillNotes(Protocol):
    """Keeps the notes of a shop's tills on this account."""

    def read(self) -> Mapping[int, TillNote]:
        """Give the notes by the numbers of the tills; raises Misconfigured for a damaged one, PermissionRefused."""
        ...

    def begin(self, till: int, through: int) -> None:
        """Keep a first note durably, unless there is one; raises PermissionRefused, Unavailable."""
        ...

    def shown(self, till: int, number: int) -> None:
        """Note that the end of a sale was shown; where that cannot be noted, or gets lost, it is shown again."""
        ...


class GuestCode(NamedTuple):
    """An invitation's code that lies at the till: a secret, until it is shown. `shown_at` is in ms."""

    code: str
    shown_at: int | None = None


class GuestCodes(Protocol):
    """Keeps the codes for guests of a shop on this account, in the order in which they were added."""

    def read(self) -> Sequence[GuestCode]:
        """Give them all; raises Misconfigured for a damaged file, PermissionRefused."""
        ...

    def change(self, decide: Callable[[Sequence[GuestCode]], Sequence[GuestCode]]) -> Sequence[GuestCode]:
        """Let the codes be what `decide` makes of them, durably and while nobody else changes them; gives them.

        Raises Misconfigured, PermissionRefused, Unavailable, and what `decide` raises.
        """
        ...
