"""Other devices of a person: homes of their own for a wallet that is there, and the requests that they lay."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paycli.app.machine import LocalMachine
from paycli.domain.ids import claim_message, key_id, name_of, uuid7
from paycli.domain.key_requests import KeyRequest
from paycli.signing import fingerprint, public_of, sign
from paycli.store.sqlite.key_requests import KeyRequestFiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.ports import Profile
    from tests.support.inside import Household


def request_of(profile: Profile, seed: bytes, made_at: int) -> KeyRequest:
    """Make the request of a device that has a key of this seed."""
    number = uuid7(made_at, os.urandom(10))
    proof = sign(seed, claim_message(name_of(number, profile.wallet), profile.wallet))
    return KeyRequest(profile.ledger, wallet=profile.wallet, id=number, public=public_of(seed), proof=proof)


def lay_request(handle: str, seed: bytes) -> str:
    """Let a device ask for a key of a wallet of this home; gives the code of its request."""
    machine = LocalMachine(os.environ, None)
    profile = machine.store.find(handle)
    request = request_of(profile, seed, machine.clock.now_ms())
    KeyRequestFiles(profile.address).lay(request)
    return request.code


def fingerprint_of(seed: bytes) -> str:
    """Give the fingerprint of the key of a seed."""
    return fingerprint(key_id(public_of(seed)))


@contextmanager
def at(home: Path | str) -> Iterator[None]:
    """Be at another device of the same person: a home of its own."""
    Path(home).parent.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYCLI_HOME", str(home))
        yield


def ask_as_li(house: Household, home: Path) -> dict[str, Any]:
    """Ask from another device for a key of @li's; gives the document."""
    with at(home):
        return house.json("join", str(house.ledger), "--wallet", "li", "--vault", "sealed")


def waiting_code(home: Path) -> str:
    """Give the code that a device of @li's waits with."""
    [profile] = home.glob("profiles/*/li.json")
    return str(json.loads(profile.read_text())["waits"])
