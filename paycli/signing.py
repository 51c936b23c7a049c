"""Ed25519 for orders and claims (PyNaCl), fingerprints, and the values derived from a signing seed.

libsodium refuses small-order and non-canonical keys and signatures, which `cryptography` does not (design, section 6).
PyNaCl is imported when first used, since commands that only read never need it. Keys and signatures are hex.
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from paycli.domain.ids import claim_message, order_message

if TYPE_CHECKING:
    from types import ModuleType

    from paycli.domain.orders import Order


def fingerprint(key: str) -> str:
    """Shorten a key id for people who compare it aloud: four bytes, `5e:9a:01:7c`."""
    return ":".join(key[i : i + 2] for i in range(0, 8, 2))


@lru_cache(maxsize=1)
def _libsodium() -> tuple[ModuleType, type[Exception]]:
    """Give PyNaCl's bindings and what they raise; imported here once, not in each call."""
    from nacl import bindings
    from nacl.exceptions import BadSignatureError

    return bindings, BadSignatureError


def is_ready() -> bool:
    """Tell whether PyNaCl was imported already, so that one more signature costs only itself."""
    return _libsodium.cache_info().currsize > 0


@lru_cache(maxsize=64)
def _pair(seed: bytes) -> tuple[bytes, bytes]:
    public, secret = _libsodium()[0].crypto_sign_seed_keypair(seed)
    return public, secret


def public_of(seed: bytes) -> str:
    """Give the public key of a 32-byte signing seed."""
    return _pair(seed)[0].hex()


def sign(seed: bytes, message: bytes) -> str:
    """Sign a message; the answer has 128 hex digits."""
    signature: bytes = _libsodium()[0].crypto_sign(message, _pair(seed)[1])[:64]
    return signature.hex()


def verify(public: str, message: bytes, signature: str) -> bool:
    """Tell whether a signature fits; False also for weak keys, non-canonical signatures and what is no hex."""
    bindings, bad_signature = _libsodium()
    try:
        signed, key = bytes.fromhex(signature) + message, bytes.fromhex(public)
    except ValueError:
        return False
    if len(key) != 32 or len(signature) != 128:
        return False
    try:
        bindings.crypto_sign_open(signed, key)
    except bad_signature:
        return False
    return True


def sign_order(seed: bytes, order: Order) -> str:
    """Sign the bytes of an order under its domain tag."""
    return sign(seed, order_message(order.data))


def verify_order(public: str, order: Order, signature: str) -> bool:
    """Tell whether a signature fits the bytes of an order."""
    return verify_bytes(public, order.data, signature)


def verify_bytes(public: str, data: bytes, signature: str) -> bool:
    """Tell whether a signature fits an order that is at hand as its bytes alone."""
    return verify(public, order_message(data), signature)


# --- values derived from a signing seed, so that a repeat of a command gives the same body ---------------------------
def derive(seed: bytes, field: str, order_id: str) -> bytes:
    """Derive the 32 bytes of a salt, a draw's seed or a secret for one field of one order (protocol, section 2)."""
    return hmac.digest(seed, b"paycli salt v1\n" + field.encode() + b"\x00" + bytes.fromhex(order_id), "sha256")


# --- bearer secrets --------------------------------------------------------------------------------------------------
def claim_seed(secret: bytes) -> bytes:
    """Give the seed of the claim key that a bearer secret stands for (protocol, section 5)."""
    return sha256(b"paycli secret v1\n" + secret).digest()


def tab_secret(seed: bytes, shop: str, number: int) -> bytes:
    """Derive the 16-byte secret of a wallet's tab at a shop, the `number`-th there: so its code can be shown again."""
    return derive(seed, f"tab:{number}", shop)[:16]


def tab_seed(secret: bytes) -> bytes:
    """Give the seed of the key that the secret of a tab stands for (protocol, section 7)."""
    return sha256(b"paycli tab v1\n" + secret).digest()


def word_secret(word: str, ledger: str) -> bytes:
    """Give the 32-byte secret of a spoken word that was folded: Argon2id 1.3, 2 passes, 64 MiB; about 0.1 s.

    The work is what a reader of the ledger's file has with each word that they guess.
    """
    from nacl.pwhash import argon2id

    secret: bytes = argon2id.kdf(32, word.encode(), bytes.fromhex(ledger), opslimit=2, memlimit=64 * 1024 * 1024)
    return secret


def claim_proof(secret: bytes, object_id: str, wallet: str) -> str:
    """Prove knowledge of a bearer secret on behalf of one wallet."""
    return sign(claim_seed(secret), claim_message(object_id, wallet))


def sandbox_seed(ledger: str) -> bytes:
    """Give the seed of the sandbox rail's key: public knowledge, so that any client may be the bank of play money."""
    return sha256(b"paycli sandbox v1\n" + bytes.fromhex(ledger)).digest()


class Ed25519:
    """What the rules may ask of signatures (`domain.state.Crypto`)."""

    def verify(self, public: str, message: bytes, signature: str) -> bool:
        """Tell whether a signature fits a message."""
        return verify(public, message, signature)

    def sandbox_public(self, ledger: str) -> str:
        """Give the public key of a ledger's sandbox rail."""
        return public_of(sandbox_seed(ledger))


CRYPTO = Ed25519()
