"""Views of a till's PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents.till_pins import TillPinChanged
from paycli.console.output import Document, Line

if TYPE_CHECKING:
    from paycli.services.sales import till_lock


def pin_changed(change: till_lock.TillPinChanged) -> Document:
    """Show a PIN that was chosen, or is no more; never which."""
    data = TillPinChanged(till=change.till, pin_set=change.has_pin, changed=change.has_pin or change.had_pin)
    if change.has_pin:
        another = "another PIN" if change.had_pin else "a PIN"
        line = Line(f"Till {change.till} has {another}: lock (F12) locks it, the PIN unlocks it", "good")
    elif change.had_pin:
        line = Line(f"Till {change.till} has no PIN any more, and is not locked", "good")
    else:
        line = Line(f"Till {change.till} had no PIN")
    return Document(data, (line,), "set" if change.has_pin else "off")
