"""`make bench`: measure start-up, lists, posting, Python, batches, people, mandates, grabs, audit, walk, prompts.

`python -m bench posting` measures one of them. `till` and `screen` are measured only so, which take minutes.
"""

from __future__ import annotations

import sys

from bench import (
    api,
    audit,
    batches,
    beside,
    between,
    grabs,
    lists,
    mandates,
    paper,
    posting,
    prompt,
    screen,
    startup,
    till,
    walk,
)

_PARTS = {
    "startup": startup, "lists": lists, "posting": posting, "api": api, "batches": batches, "beside": beside,
    "between": between, "mandates": mandates, "grabs": grabs, "audit": audit, "walk": walk, "prompt": prompt,
    "till": till, "paper": paper, "screen": screen,
}  # fmt: skip
_ONLY_BY_NAME = frozenset({"till", "screen"})


def main(names: list[str]) -> int:
    """Run the named parts, or all that take a minute or less each."""
    unknown = [name for name in names if name not in _PARTS]
    if unknown:
        print(f"There is no part {unknown[0]}: {', '.join(_PARTS)}", file=sys.stderr)
        return 2
    for name in names or [name for name in _PARTS if name not in _ONLY_BY_NAME]:
        part = _PARTS[name]
        print(part.show(part.run()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
