"""What the tests want of the second verifier, whose files are no package: pyproject.toml puts them in the path."""

from __future__ import annotations

from draws import draw_shares
from kinds import ROWS
from ledger import Log, faults_of, verify
from mandates import check_scope
from paper import check_paper
from reading import read
from receipt_lines import lines_of
from receipts import check_receipt
from replay import moves
from state import State
from till_rows import row_of
from tree import root_by

__all__ = [
    "ROWS",
    "Log",
    "State",
    "check_paper",
    "check_receipt",
    "check_scope",
    "draw_shares",
    "faults_of",
    "lines_of",
    "moves",
    "read",
    "root_by",
    "row_of",
    "verify",
]
