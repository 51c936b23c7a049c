"""The view of `paycli doctor`: one line for each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import checks
from paycli.console.hints import words_of
from paycli.console.output import Document, Line
from paycli.services.doctor import FAIL, OK, WARN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.console.output import Style
    from paycli.services.doctor import Finding

_STYLES: dict[str, Style] = {OK: "good", WARN: "warn", FAIL: "bad"}


def report(findings: Sequence[Finding]) -> Document:
    """Show all findings; the last line says whether all is well."""
    lines: list[Line] = []
    for each in findings:
        lines.append(Line(f"{each.state:4}  {each.subject:8}  {each.text}", _STYLES[each.state]))
        if help_ := words_of(each.help):
            lines.append(Line(f"                {help_}"))
    bad = sum(each.state == FAIL for each in findings)
    warned = sum(each.state == WARN for each in findings)
    if not bad:
        lines.append(Line("All is well." if not warned else f"Nothing is broken, {warned} to look at.", "head"))
    return Document(checks.Checked(not bad, data(findings)), tuple(lines), "ok" if not bad else "fail")


def data(findings: Sequence[Finding]) -> tuple[checks.Finding, ...]:
    """Give the findings as JSON."""
    return tuple(checks.Finding(each.subject, each.state, each.text, words_of(each.help) or None) for each in findings)
