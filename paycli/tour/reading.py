"""Reading a QR code back off the screen: what a terminal shows is painted to pixels, and a decoder looks at them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from paycli.tour.paint import DARK, LIGHT, Theme, paint

if TYPE_CHECKING:
    from collections.abc import Sequence

THEMES: dict[str, Theme] = {"dark": DARK, "light": LIGHT}
# What to install for it. It is no dependency of paycli: a shop's till draws codes, the guest's phone reads them.
DECODER = "zxing-cpp"


def has_decoder() -> bool:
    """Tell whether a decoder is installed."""
    return find_spec("zxingcpp") is not None


def read_back(lines: Sequence[str], theme: Theme) -> str | None:
    """Decode the one QR code among lines as a terminal of a theme shows them; None if there is not exactly one.

    Inverted colours count as unreadable, as they are for many phones.
    """
    import zxingcpp

    rows = paint(list(lines), theme)
    if not rows or not rows[0]:
        return None
    picture = memoryview(b"".join(rows)).cast("B", [len(rows), len(rows[0])])
    found = zxingcpp.read_barcodes(picture, try_invert=False)
    return str(found[0].text) if len(found) == 1 else None
