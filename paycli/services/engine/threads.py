"""Work that releases the GIL, such as verifying signatures, in two threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Given = TypeVar("Given")
Answer = TypeVar("Answer")

# Below this many, starting a thread costs more than it saves.
_WORTH_A_THREAD = 16


def map_in_two(work: Callable[[Given], Answer], items: Sequence[Given]) -> list[Answer]:
    """Give `work(item)` for each item, in order; the second half of many items runs in a second thread.

    Each thread takes its half at one go: a task for each item would cost nearly as much as verifying it.
    """
    if len(items) < _WORTH_A_THREAD:
        return [work(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor

    half = len(items) // 2
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(lambda: [work(item) for item in items[half:]])
        return [work(item) for item in items[:half]] + second.result()
