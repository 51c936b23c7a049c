"""The file of a job for a printer: what its name says, which others are remembered, and the bytes in it."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, NamedTuple, cast

from paycli.domain.printing import JOB_BYTES_MOST, MARKS_MOST, PULSE, job_key
from paycli.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.printing import JobState

_KEY = "[a-z0-9]+(?:-[0-9a-z]+)*"
# Its place among all, since a clock can be set back; when it was wanted; its key, how it stands, how often it was sent.
_named = re.compile(
    rf"(?P<place>[0-9]{{9}})-(?P<wanted>[0-9]{{13}})-(?P<key>{_KEY})"
    r"\.(?P<state>waiting|sent|held|done)(?P<tries>[0-9])"
).fullmatch
_KEY_LENGTH_MOST = 60
PLACE_MOST = 999_999_999
"""The last place that a name has room for; what comes behind it stands there too."""

FILE_BYTES_MOST = 3 * JOB_BYTES_MOST
"""So long a file can be: the bytes of a job as text, and those of its copy."""


class JobFile(NamedTuple):
    """A job by its file alone: `place` counts the jobs of a printer, and `wanted` is a time in ms."""

    place: int
    wanted: int
    key: str
    state: JobState
    tries: int

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.place:09d}-{self.wanted:013d}-{self.key}.{self.state}{self.tries}"

    @property
    def is_pulse(self) -> bool:
        """Tell whether it opens a drawer."""
        return self.key.startswith(PULSE)


def job_file(name: str) -> JobFile | None:
    """Read the name of a file; None where it is none of a job."""
    found = _named(name)
    if found is None:
        return None
    return JobFile(
        place=int(found["place"]),
        wanted=int(found["wanted"]),
        key=found["key"],
        state=cast("JobState", found["state"]),
        tries=int(found["tries"]),
    )


def check_key(key: str) -> None:
    """Raise Misconfigured unless a job can have this key."""
    if len(key) > _KEY_LENGTH_MOST or re.fullmatch(_KEY, key) is None:
        raise Misconfigured(problem="Nothing is printed under such a key", help="")


def is_known(key: str, files: Sequence[JobFile]) -> bool:
    """Tell whether a key is among files, or is so old that nobody knows."""
    if any(each.key == key for each in files):
        return True
    family, number = job_key(key)
    if number is None:
        return False
    marks = marks_of(files, family)
    return len(marks) >= MARKS_MOST and number < (job_key(marks[0].key).number or 0)


def marks_of(files: Sequence[JobFile], family: str) -> list[JobFile]:
    """Give what is over of a family, the oldest first: by the numbers of its sales or days, which no clock moves."""
    marks = [each for each in files if each.state == "done" and job_key(each.key).family == family]
    return sorted(marks, key=lambda each: (job_key(each.key).number or 0, each.place))


def text_of(data: bytes) -> str:
    """Write bytes as text."""
    # A picture is mostly white.
    return b64encode(zlib.compress(data)).decode()


def data_of(text: str) -> bytes:
    """Read bytes, and no more of them than a job may have; raises ValueError, zlib.error."""
    reading = zlib.decompressobj()
    data = reading.decompress(b64decode(text, validate=True), JOB_BYTES_MOST + 1)
    if len(data) > JOB_BYTES_MOST or not reading.eof:
        raise ValueError
    return data
