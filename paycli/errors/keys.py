"""Refusals about the keys of a wallet's devices."""

from __future__ import annotations

from paycli.errors.base import named
from paycli.errors.refusals import Gone
from paycli.errors.rights import NotAllowed, WrongSigner


class KeyRevoked(WrongSigner):
    """A full key of the wallet was taken out of force from another of its devices."""

    code = "key_revoked"
    message_template = "The key of this device was revoked."


class KeyWaits(NotAllowed):
    """A device has asked for a key of its own, and no other one of the wallet has added it yet."""

    code = "key_waits"
    message_template = "Nothing was done: {who} does not know the key {fingerprint} of this device yet."
    facts = named("fingerprint", "request_code", handle="who")


class KeyRequestOver(Gone):
    """A request for a key is used within a day, and once; `why` says what became of it."""

    code = "key_request_over"
    message_template = "The request for the key {fingerprint} {why}."
    facts = named("fingerprint", reason="why")


class KeyRequestBad(NotAllowed):
    """What lies beside the ledger under the code of a request is not that request, or is for others."""

    code = "key_request_bad"
    message_template = "This request for a key cannot be used: {reason}."
    facts = named("reason")
