"""The checks that every rule is built from: a condition, a hash under a tag, a signature."""

from __future__ import annotations

from hashlib import sha256

from nacl.signing import VerifyKey


def need(holds: object, otherwise: str) -> None:
    """Refuse what does not hold.

    Raises:
        ValueError: it does not hold; the message says what is wrong.
    """
    if not holds:
        raise ValueError(otherwise)


def within(number: int, limit: int | None) -> bool:
    """Tell whether a number is not above a limit, if there is one."""
    return limit is None or number <= limit


def tagged(tag: str, data: bytes) -> bytes:
    """Put the domain tag in front of bytes (protocol, section 8)."""
    return f"paycli {tag} v1\n".encode() + data


def hashed(tag: str, data: bytes) -> str:
    """Hash bytes under a domain tag."""
    return sha256(tagged(tag, data)).hexdigest()


def key_name(public: str) -> str:
    """Name a public key (protocol, section 1)."""
    return sha256(bytes.fromhex(public)).hexdigest()


def check_signature(public: str, signature: str | None, tag: str, data: bytes) -> None:
    """Refuse an Ed25519 signature that does not fit; libsodium refuses weak keys and other spellings, too.

    Raises:
        BadSignatureError: it is not a signature of this key over these bytes.
        ValueError: the key or the signature has another length.
    """
    VerifyKey(bytes.fromhex(public)).verify(tagged(tag, data), bytes.fromhex(signature or ""))


def check_claim(public: str, proof: str | None, thing: str, wallet: str) -> None:
    """Refuse a proof that a wallet does not know the secret of an object (protocol, section 5).

    Raises:
        BadSignatureError: it is not a proof for this object and this wallet.
        ValueError: the key or the proof has another length.
    """
    check_signature(public, proof, "claim", bytes.fromhex(thing + wallet))
