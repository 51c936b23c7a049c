"""The table of all kinds of orders. Each row stands in the file of what it is about, beside its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asking
import batches
import circles
import contacts
import envelopes
import money
import people
import rails
import sales
import settings
import tills
import waiting

if TYPE_CHECKING:
    from rules import Kind

ROWS: tuple[Kind, ...] = (
    *settings.KINDS,
    *people.KINDS,
    *contacts.KINDS,
    *circles.KINDS,
    *money.KINDS,
    *waiting.KINDS,
    *asking.KINDS,
    *rails.KINDS,
    *envelopes.KINDS,
    *sales.KINDS,
    *tills.KINDS,
    *batches.KINDS,
)
KINDS = {kind.name: kind for kind in ROWS}
