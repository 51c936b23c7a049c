"""What this process may do, as the system has it: how many files it may open."""

from __future__ import annotations

import errno
import os

# A ledger and what lies beside it, the bank's book, a program that gives the passphrase, what is imported meanwhile.
FILES_LEAST = 12


def refuse_too_few_files() -> None:
    """Refuse to begin what could not be ended: without descriptors imports and locks fail anywhere.

    Raises TooFewFiles. To look at one costs less than a microsecond.
    """
    held: list[int] = []
    try:
        while len(held) < FILES_LEAST:
            held.append(os.dup(0))
    except OSError as problem:
        if problem.errno not in {errno.EMFILE, errno.ENFILE}:
            return
        from paycli.errors import TooFewFiles

        raise TooFewFiles(free=len(held), needed=FILES_LEAST) from None
    finally:
        for each in held:
            os.close(each)
