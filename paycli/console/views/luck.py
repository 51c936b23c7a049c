"""The view of whether an envelope's luck was fair."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from paycli.console.documents.luck import Verdict as VerdictDocument
from paycli.console.output import Document, Line
from paycli.domain.money import format_minor

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.envelopes.verify import Verdict

_SHARES_MOST, _COLUMNS = 100, 80
_PROVES = (
    "It proves: the shares were fixed before the first grab and not changed after,",
    "and each packet went to somebody it was addressed to, in the order of the grabs.",
)
_DOES_NOT = (
    "It does not prove: that the sender took the first seed that came,",
    "that nobody looked into the file, or that one person has one wallet.",
)


def verdict(result: Verdict, registry: Registry) -> Document:
    """Show whether an envelope's luck was fair or what differs, and what that proves."""
    exponent = registry.currencies.get(result.currency, 0)
    shares = [format_minor(share, exponent) for share in result.shares]
    fair = not result.differences
    data = VerdictDocument(
        id=result.id,
        fair=fair,
        rule=result.rule,
        commitment=result.commitment,
        seed=result.seed,
        shares=tuple(shares),
        currency=result.currency,
        differences=result.differences,
    )
    lines: list[Line | str] = [
        Line(f"{result.short} {'FAIR' if fair else 'NOT FAIR'}  rule {result.rule}", "good" if fair else "bad")
    ]
    if result.seed:
        lines += [f"commitment  {result.commitment}", f"seed        {result.seed}"]
    if shares:
        lines += _wrapped(shares, result.currency)
    lines += [Line(difference, "bad") for difference in result.differences]
    if fair:
        lines += [Line(text, "dim") for text in (*_PROVES, *_DOES_NOT)]
    return Document(data, tuple(lines), "FAIR" if fair else "NOT FAIR")


def _wrapped(shares: list[str], currency: str) -> list[str]:
    """Write the shares below each other where they do not fit into a line; --json has them all."""
    more = len(shares) - _SHARES_MOST
    tail = f"{currency}, and {more} more" if more > 0 else currency
    text = " ".join([*shares[:_SHARES_MOST], tail])
    return wrap(text, _COLUMNS, initial_indent="shares      ", subsequent_indent=" " * 12)
