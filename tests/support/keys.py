"""What a test says that runs a command without a terminal, and is not about keys: that each run is one more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# A repeat of these would move money again, or charge again; tests/commands/test_keys.py compares them with the tree.
WANT_KEY = frozenset({
    "send", "give-back", "topup", "withdraw", "refund", "cash in", "envelope send", "pos charge", "pos in", "pos out",
    "pos drawer", "pos tips", "request new", "split",
})  # fmt: skip
_SAYS_SO = frozenset({"-k", "--idempotency-key", "--no-key", "--dry-run", "--help", "-h"})
_WITH_VALUE = frozenset({"--as", "--ledger", "--color"})


def keyed(words: Sequence[str]) -> list[str]:
    """Put `--no-key` into a command line that wants a key and says nothing of it."""
    line = list(words)
    end = line.index("--") if "--" in line else len(line)
    if _command(line) in WANT_KEY and not any(word.partition("=")[0] in _SAYS_SO for word in line[:end]):
        line.insert(end, "--no-key")
    return line


def line_to_copy(error: Mapping[str, Any]) -> str | None:
    """Give what an error says helps, without what was put in by `keyed`."""
    hint = error.get("hint")
    return None if hint is None else str(hint).replace(" --no-key", "")


def _command(line: Sequence[str]) -> str:
    """Give the command of a line, `send` or `cash in`, behind its global options."""
    at = 0
    while at < len(line) and line[at].startswith("-"):
        at += 2 if line[at] in _WITH_VALUE else 1
    first, second = (*line[at : at + 2], "", "")[:2]
    if first == "request" and second not in {"new", "list"}:
        # The verb may be left out.
        second = "new"
    return f"{first} {second}" if f"{first} {second}" in WANT_KEY else first
