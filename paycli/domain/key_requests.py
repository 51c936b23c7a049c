"""What another device of the same person lays beside the ledger, so that the wallet's owner lets its key in.

Nothing of it is believed but what its code commits to: the person types that code from the one screen to the other.
"""

import re
from hashlib import sha256
from typing import NamedTuple

from paycli.domain import canonical
from paycli.domain.ids import SHORT_LENGTH, crockford, from_crockford
from paycli.domain.shapes import is_hex
from paycli.errors import OrderMalformed

LASTS_MS = 24 * 3600 * 1000
"""For how long a request is open: a day from when it was made."""
BYTES_MOST = 1_024
_TAG = b"paycli device v1\n"
_CODE_BITS = 60
_VERSION = 1
_checks = {"id": is_hex(32), "ledger": is_hex(32), "proof": is_hex(128), "public": is_hex(64), "wallet": is_hex(40)}


class KeyRequest(NamedTuple):
    """A request for another key of a wallet: the order that adds it would have this id, and carry this proof.

    When it was made stands in the id, which is a UUIDv7.
    """

    ledger: str
    wallet: str
    id: str
    public: str
    proof: str

    @property
    def data(self) -> bytes:
        """The bytes that lie beside the ledger."""
        return canonical.encode({**self._asdict(), "paycli_key_request": _VERSION})

    @property
    def code(self) -> str:
        """The 12 letters that people type: 60 bits of the hash of all that is in it."""
        return crockford(int(sha256(_TAG + self.data).hexdigest()[: _CODE_BITS // 4], 16), SHORT_LENGTH)

    @property
    def made_at(self) -> int:
        """When it was made (ms)."""
        return int(self.id[:12], 16)

    @property
    def until(self) -> int:
        """From when on (ms) nobody may use it."""
        return self.made_at + LASTS_MS


class Laid(NamedTuple):
    """A request that lies beside the ledger, and the name of the account that laid it there."""

    request: KeyRequest
    account: str


def read_request(data: bytes) -> KeyRequest | None:
    """Read the bytes of a request strictly; None for any others, whoever laid them there."""
    if len(data) > BYTES_MOST:
        return None
    try:
        fields = canonical.decode(data)
    except OrderMalformed:
        return None
    if not isinstance(fields, dict) or fields.pop("paycli_key_request", None) != _VERSION:
        return None
    if fields.keys() != _checks.keys() or not all(fits(fields[name]) for name, fits in _checks.items()):
        return None
    # An id of another version could be the one that an idempotency key of the wallet stands for.
    return KeyRequest(**fields) if fields["id"][12] == "7" else None


def read_code(typed: str) -> str | None:
    """Read a typed code back, in either case, with or without dashes; None for what is none."""
    letters = re.sub(r"[\s-]", "", typed)
    number = from_crockford(letters) if len(letters) == SHORT_LENGTH else None
    return None if number is None else crockford(number, SHORT_LENGTH)


def shown_code(code: str) -> str:
    """Write a code in groups of four."""
    return "-".join(code[i : i + 4] for i in range(0, SHORT_LENGTH, 4))
