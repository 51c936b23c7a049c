"""What a sealed file asks a person for, and what is known of one that is unlocked for a while."""

from typing import Literal, NamedTuple

LASTS_MS = 15 * 60 * 1000
"""For how long a sealed file is unlocked unless somebody says otherwise."""

LASTS_MOST_MS = 24 * 60 * 60 * 1000

LENGTH_LEAST = 8
"""How many characters a new passphrase has at least."""

TRIES_MOST = 3
"""How often a person is asked for one passphrase: again when the two differ, when it is too short or wrong."""

Purpose = Literal["choose", "repeat", "open"]
Slip = Literal["", "differ", "short", "wrong"]


class Question(NamedTuple):
    """A passphrase is wanted: to choose a new one, to repeat it, or to open what is there.

    `slip` says what was wrong with the answer before; `no_keyring` that there is a sealed file only for want of a
    keyring. A surface has the words.
    """

    purpose: Purpose
    slip: Slip = ""
    no_keyring: bool = False


Serves = Literal["login", "terminal", "user"]
"""Whose programs need no passphrase: those of the login session, of one terminal's session, or all of the user's."""


class Unlocked(NamedTuple):
    """A sealed file that is unlocked: who holds its data key, for how much longer, and whose programs get it."""

    holder: Literal["kernel", "process"]
    left_ms: int
    serves: Serves


class UnlockedNow(NamedTuple):
    """What people are told of it: until when (ms since 1970), in which time zone, and whose keys are in the file."""

    unlocked: Unlocked
    until: int
    zone: str
    handles: tuple[str, ...]
