"""Scenes that are built once in a run, whatever the number of workers: each worker looks at a copy of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest


def built_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """Give this worker's copy of a folder that the first worker who wants it built; `build` gets an empty folder."""
    base = factory.getbasetemp()
    # With pytest-xdist the folder of a worker is beside those of the others.
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "scenes"
    shared.mkdir(mode=0o700, exist_ok=True)
    with _alone(shared / f"{name}.lock"):
        made = shared / name
        if not made.exists():
            # Under a name of its own until it stands, so that nobody takes half a scene.
            begun = shared / f"{name}.begun"
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir(mode=0o700)
            build(begun)
            begun.rename(made)
    copy = factory.mktemp(name) / name
    shutil.copytree(made, copy)
    return copy


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock that the workers of a run share."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
