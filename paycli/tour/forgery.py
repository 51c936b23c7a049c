"""A home with a forged ledger: what somebody has on whose machine the file was exchanged."""

from __future__ import annotations

import shutil
from pathlib import Path

from paycli.app import LocalMachine, forged_copy


def forged_home(home: Path, target: Path, address: str, extra_minor: int) -> tuple[int, int]:
    """Copy a home to a new folder with a forged copy of its ledger in it; the original is only read.

    Gives the place of the changed entry and its true amount. Each wallet in the copy knows what the original knew,
    and looks at the forged file.
    """
    ledger = Path(address)
    shutil.copytree(home, target, ignore=shutil.ignore_patterns(f"{ledger.name}*"))
    forged = forged_copy(address, target / ledger.name, extra_minor)
    machine = LocalMachine({"PAYCLI_HOME": str(target)}, None)
    for profile in machine.profiles():
        if profile.address == address:
            machine.save_profile(profile._replace(address=str(target / ledger.name)))
    return forged
