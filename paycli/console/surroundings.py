"""What the console has to know of the person and the machine: it is handed in, since what draws looks nothing up.

`main.run` hands it in before anything is shown. Each part is a function or a live mapping, so that a run which needs
none of them, such as one with `--json`, reads no file and imports nothing for it.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple


def _unknown(_name: str) -> None:
    return None


def _nobody() -> None:
    return None


def _nowhere() -> str:
    return ""


class Surroundings(NamedTuple):
    """Where a run takes place; the defaults are a place of which nothing is known.

    `setting` gives the person's setting of a name, None where there is none; `current_handle` the handle that
    `paycli use` chose, None for nobody. Neither may raise: they decide how errors look. `zone` gives the machine's time
    zone by its IANA name, empty where it has none. `now_ms` gives the time in ms since 1970 UTC; without it nothing
    that is shown depends on the time of now.
    """

    environ: Mapping[str, str] = {}
    setting: Callable[[str], str | None] = _unknown
    current_handle: Callable[[], str | None] = _nobody
    zone: Callable[[], str] = _nowhere
    now_ms: Callable[[], int] | None = None


class _Place:
    """The one place of a run; a class, so that handing it in needs no global statement."""

    here = Surroundings()


def hand_in(surroundings: Surroundings) -> None:
    """Say where the rest of the run takes place."""
    _Place.here = surroundings


def surroundings() -> Surroundings:
    """Give what was handed in."""
    return _Place.here
