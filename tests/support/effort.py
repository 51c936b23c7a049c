"""How often tests kill, race and repeat: a fifth as often on a laptop and in CI as in `make soak`.

What must hold is exact in every single round, so a few rounds find what is broken as a rule, and many what is broken
rarely. PAYCLI_EFFORT=large asks for many.
"""

from __future__ import annotations

import os

LARGE = os.environ.get("PAYCLI_EFFORT") == "large"


def often(large: int) -> int:
    """Give how often something is to be done of which `large` times are many."""
    return large if LARGE else large // 5


KILLS = often(100)
ROUNDS = often(200)
REPEATS = often(100)
