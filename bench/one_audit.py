"""One audit in a process that imports little else: `python -m bench.one_audit LEDGER one|all` of the cores.

It writes the entries in a second and the most memory that it held, in MB.
"""

from __future__ import annotations

import os
import sys
import time

from bench.memory import held_mb
from paycli.services.audit.replay import Replay
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook


def main(path: str, cores: str) -> None:
    """Audit a ledger and say what it took; raises RuntimeError for a fault."""
    if cores == "one" and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    book = SqliteBook(path, CRYPTO)
    began = time.perf_counter()
    with book.view() as view:
        replay = Replay(view)
        replay.faults.extend(view.faults())
        for _ in replay.run():
            pass
        replay.finish(view.registry.ledger, None)
    duration = time.perf_counter() - began
    book.close()
    if replay.faults.count:
        raise RuntimeError(replay.faults.named[0])
    print(replay.head.size / duration, held_mb())


if __name__ == "__main__":
    main(*sys.argv[1:])
