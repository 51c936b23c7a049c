"""A second opinion on what paycli writes.

`python contrib/verify LEDGER.db [--operator FINGERPRINT]` checks a ledger, `python contrib/verify receipt FILE` a file
that a shop gave (`-` reads it from standard input), for which no ledger is needed, and `python contrib/verify paper
LEDGER.db TEXT` the code on a paper receipt.

This folder shares no code with paycli and needs only PyNaCl. It reads docs/protocol.md in its own way: signatures,
authority, transfers, luck, sums, the root of RFC 6962 and the file's own schema; names, and tables that only repeat
the log, are left to `paycli ledger audit`. It prints each fault, or GOOD; compare the root with others: a cut tail
leaves no trace. Of a receipt it names the first fault, or what is proven.

Read `ledger.py` first, then `replay.py`. The rules of a kind of order are in the file of what it is about. Receipts
begin in `receipts.py`.
"""

from __future__ import annotations

import argparse
import io
import sqlite3
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ledger import Log, faults_of, verify
from paper import check_paper
from receipt_lines import harmless, lines_of
from receipt_shape import BYTES_MOST
from receipts import check_receipt
from schema import faults_of_files, faults_of_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_LEDGER = (sqlite3.Error, TypeError, ValueError, AttributeError)


def main() -> int:
    """Verify what the command line names; 0 if all is well."""
    what, *rest = sys.argv[1:] or [""]
    if what == "receipt" and rest:
        return receipt(rest)
    return paper(rest) if what == "paper" and rest else ledger()


def ledger() -> int:
    """Verify a ledger."""
    parser = argparse.ArgumentParser(
        description="Check a paycli ledger without paycli.",
        epilog="`receipt FILE` checks the file of a receipt, `paper LEDGER TEXT` the code on a paper receipt.",
    )
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--operator", default="", metavar="FINGERPRINT", help="like 5e:9a:01:7c, or the whole key id")
    asked = parser.parse_args()
    summary = ""
    try:
        faults = list(faults_of_files(asked.ledger.resolve()))
        if not faults:
            with opened(asked.ledger) as base:
                *faults, summary = verify(base, asked.operator.replace(":", "").lower())
    except NO_LEDGER as error:
        faults = [f"the file cannot be read as a ledger: {error}"]
    # A forger names accounts, so what is printed must not reach the terminal as it is.
    print(*(line.encode("unicode_escape").decode() for line in faults or [summary]), sep="\n")
    return 1 if faults else 0


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a ledger's file for reading."""
    base = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True, isolation_level=None)
    # All that is read belongs to one moment, although others may write.
    base.execute("BEGIN")
    yield base


def receipt(args: list[str]) -> int:
    """Verify a receipt's file."""
    parser = argparse.ArgumentParser(prog="verify receipt", description="Check a receipt's file without a ledger.")
    parser.add_argument("file", help="the file; - for standard input")
    name = parser.parse_args(args).file
    try:
        # One byte too many is enough to refuse it, however much there is.
        if name == "-":
            data = sys.stdin.buffer.read(BYTES_MOST + 2)
        else:
            with Path(name).open("rb") as file:
                data = file.read(BYTES_MOST + 2)
        return say(0, list(lines_of(*check_receipt(data))))
    except (OSError, ValueError) as error:
        return say(1, [f"this is not a receipt that can be believed: {error}"])


def paper(args: list[str]) -> int:
    """Verify the code on a paper receipt."""
    parser = argparse.ArgumentParser(prog="verify paper", description="Check the code on a paper receipt by a ledger.")
    parser.add_argument("ledger", type=Path)
    parser.add_argument("text", help="PAYCLI:1/R/...")
    asked = parser.parse_args(args)
    try:
        faults = list(faults_of_files(asked.ledger.resolve()))
        if faults:
            return say(1, faults)
        with opened(asked.ledger) as base:
            faults = list(faults_of_schema(base))
            if faults:
                return say(1, faults)
            log = Log(base)
            faults = list(faults_of(log, ""))
    except NO_LEDGER as error:
        return say(1, [f"the file cannot be read as a ledger: {error}"])
    if faults:
        return say(1, faults)
    try:
        return say(0, list(check_paper(log.state, asked.text)))
    except ValueError as error:
        return say(1, [f"this is not a receipt that can be believed: {error}"])


def say(status: int, lines: list[str]) -> int:
    """Print lines, whatever stands in them, and give the status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    print(*map(harmless, lines), sep="\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
