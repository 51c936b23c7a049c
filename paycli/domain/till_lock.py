"""The lock of a till: while somebody is away from the counter, only the till's PIN makes it take lines again."""

from typing import NamedTuple, Protocol

from paycli.domain.goods import has_check_digit
from paycli.domain.pins import PinTries, check_digits
from paycli.errors import PinInvalid, PinOfGoods


class LockState(NamedTuple):
    """How the lock of a till stands: whether it is locked, and the tries of PINs."""

    is_locked: bool
    tries: PinTries


class TillLock(Protocol):
    """The lock of one till, whose PIN is kept sealed on this machine. Each raises Misconfigured where it is damaged.

    What cannot be written down is not done, be it a lock or a try: then each raises PermissionRefused, Unavailable.
    """

    def state(self) -> LockState | None:
        """Give how it stands; None where the till has no PIN."""
        ...

    def choose(self, pin: str) -> bool:
        """Keep another PIN durably, which unlocks the till too; tells whether it had one. Damage is no hindrance."""
        ...

    def remove(self) -> bool:
        """Forget the PIN, which unlocks the till; tells whether there was one. Damage is no hindrance."""
        ...

    def lock(self) -> None:
        """Lock the till, durably; raises TillPinMissing."""
        ...

    def check_tries(self, time: int) -> None:
        """Return where a PIN may be tried; raises TillPinBlocked."""
        ...

    def check(self, pin: str, time: int, *, unlocks: bool) -> None:
        """Return where the PIN is right, or where there is none any more; `unlocks` makes it unlock the till too.

        A PIN is counted as wrong, durably, before it is looked at. Raises TillPinWrong, TillPinBlocked.
        """
        ...


def is_try(typed: str) -> bool:
    """Tell whether a line at a locked till can be its PIN: a scan is no try of one."""
    try:
        check_digits(typed)
    except PinInvalid:
        return False
    return not has_check_digit(typed)


def check_new_pin(typed: str) -> str:
    """Refuse what cannot be the PIN of a till; raises PinInvalid, PinOfGoods, neither of which repeats it."""
    if has_check_digit(check_digits(typed)):
        raise PinOfGoods
    return typed
