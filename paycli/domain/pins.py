"""A PIN of few digits that is typed at a till; and its tries, so that nobody types one after the other."""

from typing import NamedTuple

from paycli.errors import PinInvalid

DIGITS_LEAST, DIGITS_MOST = 4, 12
TRIES_MOST = 3
LOCKED_MS = 10 * 60 * 1000


class PinTries(NamedTuple):
    """How many PINs were wrong since the last right one, until when none is tried, and the latest time seen (ms)."""

    tries: int = 0
    locked_until: int = 0
    seen: int = 0

    @property
    def left(self) -> int:
        """How many more may be tried before none is for a while."""
        return TRIES_MOST - self.tries

    @property
    def minutes(self) -> int:
        """For how many more minutes none is tried, seen from the latest time."""
        return -(-(self.locked_until - self.seen) // 60_000)

    def at(self, time: int) -> "PinTries":
        """Give how it stands at a time: no clock that was set back makes a lock end sooner, and one that is over ends.

        A time before the latest one that was seen counts as that one.
        """
        now = max(time, self.seen)
        return PinTries(seen=now) if self.locked_until and now >= self.locked_until else self._replace(seen=now)

    def begun(self) -> "PinTries":
        """Count one more PIN as wrong before it is looked at; the last one that is allowed locks."""
        tries = self.tries + 1
        return self._replace(tries=tries, locked_until=self.seen + LOCKED_MS if tries >= TRIES_MOST else 0)

    def forgotten(self) -> "PinTries":
        """Give how it stands behind the right PIN."""
        return PinTries(seen=self.seen)


def check_digits(typed: str) -> str:
    """Refuse what cannot be a PIN; raises PinInvalid, which never repeats it."""
    if not (typed.isascii() and typed.isdigit() and DIGITS_LEAST <= len(typed) <= DIGITS_MOST):
        raise PinInvalid
    return typed
