"""The bytes of the sealed file: canonical JSON of hex fields, Argon2id and XChaCha20-Poly1305 (PyNaCl).

    {"entries": {NAME: BOX}, "header": {"kdf", "mem_bytes", "ops", "salt", "sealed"}, "seal": BOX, "wrapped": BOX}

A BOX is a 24-byte nonce and the ciphertext. Its associated data are the header's bytes and what the box is for, so
that neither a header nor an entry can be put in another's place. `seal` is a box of nothing over all the rest: no
entry can be renamed or dropped unnoticed. What is not noticed: a whole older file put in the place of a newer one.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.disk.json_file import has_fields
from paycli.domain.shapes import is_hex, is_text, is_whole
from paycli.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Mapping


class KdfProfile(NamedTuple):
    """What Argon2id may cost: passes over the memory, and bytes of memory."""

    name: str
    ops: int
    mem_bytes: int


SENSITIVE = KdfProfile("sensitive", 3, 64 * 1024 * 1024)
"""What files are made with, about 0.15 s on a small machine; a file that asks for less is refused."""

CHEAPEST = KdfProfile("cheapest", 1, 8 * 1024)
"""For tests alone."""

# A changed header could otherwise ask for all the memory, or for hours.
_OPS_MOST, _MEM_BYTES_MOST = 20, 1024 * 1024 * 1024
_FORMAT, _KDF = 1, "argon2id13"
_NONCE_BYTES, _SALT_BYTES = 24, 16
_encode_text = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class Header(NamedTuple):
    """How the passphrase becomes a key: Argon2id's passes, bytes of memory, and the 16-byte salt."""

    ops: int
    mem_bytes: int
    salt: bytes

    def data(self) -> bytes:
        """Give the bytes that every box is bound to."""
        return _encode_text(self.fields()).encode()

    def fields(self) -> dict[str, object]:
        """Give the header as it stands in the file."""
        return {
            "kdf": _KDF,
            "mem_bytes": self.mem_bytes,
            "ops": self.ops,
            "salt": self.salt.hex(),
            "sealed": _FORMAT,
        }


class Sealed(NamedTuple):
    """The content of a sealed file: its boxes are closed still."""

    header: Header
    wrapped: bytes
    entries: Mapping[str, bytes]
    seal: bytes


def key_of(phrase: bytes, header: Header) -> bytes:
    """Derive the 32-byte key of a passphrase; raises Misconfigured when the machine has too little memory."""
    import nacl.exceptions
    import nacl.pwhash.argon2id

    try:
        return nacl.pwhash.argon2id.kdf(32, phrase, header.salt, opslimit=header.ops, memlimit=header.mem_bytes)
    except (MemoryError, nacl.exceptions.RuntimeError):
        raise Misconfigured(
            problem=f"Opening the sealed file needs {header.mem_bytes // 1024 // 1024} MiB of memory",
            help="end other programs, or raise this one's limit",
        ) from None


def close(key: bytes, secret: bytes, header: Header, purpose: str) -> bytes:
    """Put a secret into a box under a 32-byte key, bound to the header and to what it is for."""
    return _close(key, secret, _bound(header, purpose))


def open_with(key: bytes, box: bytes, header: Header, purpose: str) -> bytes | None:
    """Open a box; None if the key, the header or the purpose is another, or a bit of it changed."""
    return _open(key, box, _bound(header, purpose))


def close_file(key: bytes, sealed: Sealed) -> Sealed:
    """Renew the seal over the whole content."""
    return sealed._replace(seal=_close(key, b"", _sealed_part(sealed)))


def is_closed(key: bytes, sealed: Sealed) -> bool:
    """Tell whether the content is as it was when it was sealed."""
    return _open(key, sealed.seal, _sealed_part(sealed)) is not None


def encode(sealed: Sealed) -> bytes:
    """Write the file's bytes."""
    fields = {
        "entries": {name: box.hex() for name, box in sealed.entries.items()},
        "header": sealed.header.fields(),
        "seal": sealed.seal.hex(),
        "wrapped": sealed.wrapped.hex(),
    }
    return _encode_text(fields).encode() + b"\n"


def decode(data: bytes, kdf: KdfProfile) -> tuple[Sealed | None, str]:
    """Read the file's bytes; None and a reason for anything but what `encode` writes.

    Parameters below SENSITIVE are refused, so that nobody can make guessing cheaper for a file that is written next;
    a `kdf` below it (in tests) lowers that bound to itself.
    """
    try:
        fields = json.loads(data)
        again = _encode_text(fields).encode() + b"\n"
    except (ValueError, RecursionError):
        return None, "it is not JSON"
    if again != data:
        return None, "it is not in the form that paycli writes"
    if not _has_shape(fields):
        return None, "it does not have the fields of a sealed file"
    header = fields["header"]
    if header["ops"] < min(SENSITIVE.ops, kdf.ops) or header["mem_bytes"] < min(SENSITIVE.mem_bytes, kdf.mem_bytes):
        return None, "its key derivation is weaker than paycli ever makes it"
    if header["ops"] > _OPS_MOST or header["mem_bytes"] > _MEM_BYTES_MOST:
        return None, "its key derivation is costlier than paycli ever makes it"
    return Sealed(
        header=Header(header["ops"], header["mem_bytes"], bytes.fromhex(header["salt"])),
        wrapped=bytes.fromhex(fields["wrapped"]),
        entries={name: bytes.fromhex(box) for name, box in fields["entries"].items()},
        seal=bytes.fromhex(fields["seal"]),
    ), ""


def _is_int(value: Any) -> bool:  # noqa: ANN401  it came out of JSON
    return type(value) is int


def _are_boxes(value: Any) -> bool:  # noqa: ANN401  it came out of JSON
    return isinstance(value, dict) and all(_is_box(box) for box in value.values())


_is_box = is_text(r"(?:[0-9a-f]{2})+")
_is_header = has_fields(
    {
        "kdf": lambda name: name == _KDF,
        "mem_bytes": _is_int,
        "ops": _is_int,
        "salt": is_hex(2 * _SALT_BYTES),
        "sealed": is_whole(_FORMAT, _FORMAT),
    }
)
_has_shape = has_fields({"entries": _are_boxes, "header": _is_header, "seal": _is_box, "wrapped": _is_box})


def _bound(header: Header, purpose: str) -> bytes:
    # JSON holds no newline, so header and purpose cannot run into each other.
    return header.data() + b"\n" + purpose.encode(errors="surrogatepass")


def _sealed_part(sealed: Sealed) -> bytes:
    return b"seal\n" + encode(sealed._replace(seal=b""))


def _close(key: bytes, secret: bytes, bound: bytes) -> bytes:
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt

    nonce = os.urandom(_NONCE_BYTES)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(secret, bound, nonce, key)


def _open(key: bytes, box: bytes, bound: bytes) -> bytes | None:
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt
    from nacl.exceptions import CryptoError

    if len(box) < _NONCE_BYTES:
        return None
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(box[_NONCE_BYTES:], bound, box[:_NONCE_BYTES], key)
    except CryptoError:
        return None
