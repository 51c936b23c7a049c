"""A second opinion on a paycli ledger: `python contrib/verify LEDGER.db [--operator FINGERPRINT]`.

This folder shares no code with paycli and needs only PyNaCl. It reads docs/protocol.md in its own way: signatures,
authority, transfers, luck, sums, the root of RFC 6962 and the file's own schema; names, and tables that only repeat
the log, are left to `paycli ledger audit`. It prints each fault, or GOOD; compare the root with others: a cut tail
leaves no trace.

Read `ledger.py` first, then `replay.py`. The rules of a kind of order are in the file of what it is about.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from pathlib import Path

from ledger import verify
from schema import faults_of_files


def main() -> int:
    """Verify the ledger that the command line names; 0 if all is well."""
    parser = argparse.ArgumentParser(description="Check a paycli ledger without paycli.")
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--operator", default="", metavar="FINGERPRINT", help="like 5e:9a:01:7c, or the whole key id")
    asked = parser.parse_args()
    summary = ""
    try:
        faults = list(faults_of_files(asked.ledger.resolve()))
        if not faults:
            base = sqlite3.connect(asked.ledger.resolve().as_uri() + "?mode=ro", uri=True, isolation_level=None)
            # All that is read belongs to one moment, although others may write.
            base.execute("BEGIN")
            *faults, summary = verify(base, asked.operator.replace(":", "").lower())
    except (sqlite3.Error, TypeError, ValueError, AttributeError) as error:
        faults = [f"the file cannot be read as a ledger: {error}"]
    # A forger names accounts, so what is printed must not reach the terminal as it is.
    print(*(line.encode("unicode_escape").decode() for line in faults or [summary]), sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
