"""How a failure is told: a sentence and what helps for people, one line of JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.options import has_key, options
from paycli.console.output import Line, aside, json_line, with_globals
from paycli.console.sanitise import cut, safe
from paycli.console.stream import write_err

if TYPE_CHECKING:
    from paycli.errors import PaycliError


def show_error(error: PaycliError) -> None:
    """Write a failure to stderr: its sentence and its hint, or one JSON line; stdout stays as it is.

    Foreign values in it are made safe and cut, since they may be of any length. Never raises for what they hold.
    """
    from paycli.console.hints import hint_of
    from paycli.console.taming import facts_of, tamed

    shown = tamed(error)
    hint = hint_of(shown)
    if options().machine:
        fields: dict[str, object] = {
            "code": error.code,
            "exit": error.exit_status,
            # Without a key the same command would be one more.
            "retry": "resume" if error.retry == "same_key" and not has_key() else error.retry,
            "message": shown.message,
            "hint": hint or None,
        }
        # What a program would otherwise have to read out of a sentence.
        write_err(json_line({"error": fields | facts_of(error)}))
        return
    lines = [*_traceback(error), Line(shown.message, "bad")]
    if hint:
        hint = with_globals(hint)
        lines.append(Line(f"  try: {hint}" if hint.startswith("paycli ") else f"  {hint}"))
    aside(*lines)


def _traceback(error: PaycliError) -> list[Line]:
    """Give where it happened, for `--debug`: file, line and function names, never the values of variables."""
    if not options().debug:
        return []
    import traceback

    from paycli.console.taming import SENTENCE_WIDTH_MOST

    text = "".join(traceback.format_exception(error))
    most = SENTENCE_WIDTH_MOST
    return [Line(cut(safe(line[: 8 * most]), most), "dim") for line in text.rstrip("\n").split("\n")]
