"""Whether a word is the name of somebody on the ledger in force, for a line to copy: nothing is done on a guess."""

from __future__ import annotations

from paycli.errors import PaycliError
from paycli.flows.session import looking
from paycli.services.reading.names import is_handle, known_owner
from paycli.services.reading.reader import reading


def are_somebody(words: list[str]) -> list[bool]:
    """Tell of each word whether it names a wallet or group that the wallet in force may know; none where none is."""
    names = [word.strip(",").removeprefix("@").lower() for word in words]
    try:
        with looking() as app, reading(app) as reader:
            return [is_handle(name) and known_owner(reader, name) is not None for name in names]
    except PaycliError:
        return [False] * len(words)
