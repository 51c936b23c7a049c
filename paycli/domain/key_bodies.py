"""The bodies of orders about a wallet's keys."""

from typing import NamedTuple

from paycli.domain.scopes import Scope


class KeyAddBody(NamedTuple):
    """Give the wallet another key: a full one, or with a scope a mandate."""

    public: str
    scope: Scope | None
    proof: str


class KeyRevokeBody(NamedTuple):
    """Take a key out of force, by its id."""

    key: str
