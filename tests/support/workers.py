"""Which tests stay together on one worker: all of a file that is marked with `xdist_group`, as its story is built once.

pytest-xdist groups by a mark that it hangs behind the name of a test, and pytest keeps names as they are since 9.2, so
that `--dist loadgroup` spreads such files over all workers, silently, and each builds the story.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from xdist.scheduler.loadscope import LoadScopeScheduling

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def by_story(config: pytest.Config, log: Any) -> Any:
    """Give a file with a story to one worker, the ones with most tests first, and other tests to whoever is free."""

    def scope_of(nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if has_story(config.rootpath / file) else nodeid

    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = scope_of
    return scheduler


@cache
def has_story(path: Path) -> bool:
    """Tell whether a file of tests is marked to stay together."""
    return path.is_file() and "mark.xdist_group(" in path.read_text(encoding="utf-8")
