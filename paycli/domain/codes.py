"""QR text (protocol, section 7): a place on a ledger, never an amount; and codes that people type."""

import re
import unicodedata
from typing import NamedTuple

from paycli.domain.ids import ALPHABET, SHORT_LENGTH, crockford, from_crockford, short
from paycli.errors import CodeWrong, QrMalformed, TextInvalid

_TEXT = re.compile(rf"PAYCLI:1/([SWGJ])/([{ALPHABET}]{{26}})/([{ALPHABET}]{{12,26}})")
SECRET_BYTES = 16
_SECRET_LENGTH = 26
SALE, WALLET, GIFT, JOIN = "S", "W", "G", "J"
_TAILS = {SALE: SHORT_LENGTH, WALLET: SHORT_LENGTH, GIFT: _SECRET_LENGTH, JOIN: _SECRET_LENGTH}
WORD_LENGTH_LEAST = 4


class Code(NamedTuple):
    """What a QR text names: the kind of thing, the ledger (32 hex digits) and 12 characters or a secret."""

    kind: str
    ledger: str
    tail: str


def sale_text(ledger: str, sale: str) -> str:
    """Write the QR text of a sale: 50 characters of the alphanumeric mode."""
    return f"PAYCLI:1/S/{crockford(int(ledger, 16), 26)}/{short(sale).upper()}"


def gift_text(ledger: str, secret: bytes) -> str:
    """Write the link of an envelope: whoever has it may grab, so it is as good as the money in it."""
    return f"PAYCLI:1/G/{crockford(int(ledger, 16), 26)}/{crockford(int.from_bytes(secret, 'big'), _SECRET_LENGTH)}"


def gift_secret(code: Code) -> bytes:
    """Give the secret of an envelope's link, whose kind is GIFT."""
    return (from_crockford(code.tail) or 0).to_bytes(SECRET_BYTES, "big")


def fold_word(typed: str) -> str:
    """Bring a spoken word to the form that its secret is made of: case, width and spaces do not matter.

    Raises TextInvalid, which never repeats it, when it is too short or no text.
    """
    word = " ".join(unicodedata.normalize("NFKC", typed).casefold().split())
    if len(word) < WORD_LENGTH_LEAST:
        raise TextInvalid(field="word", reason=f"it needs {WORD_LENGTH_LEAST} characters or more")
    try:
        word.encode()
    except UnicodeEncodeError:
        raise TextInvalid(field="word", reason="it has characters that are no text") from None
    return word


def parse_text(text: str) -> Code:
    """Read a QR text; raises QrMalformed with the reason, which never repeats the text: it may be a secret."""
    match = _TEXT.fullmatch(text.strip().upper()[:200])
    if match is None:
        raise QrMalformed(reason="it does not begin with PAYCLI:1/ and the right parts")
    number = from_crockford(match[2]) or 0
    if number >> 128:
        raise QrMalformed(reason="its ledger is not one")
    if len(match[3]) != _TAILS[match[1]]:
        raise QrMalformed(reason="a part of it is missing or too long")
    if match[1] == GIFT and (from_crockford(match[3]) or 0) >> 128:
        raise QrMalformed(reason="its secret is not one")
    return Code(match[1], f"{number:032x}", match[3])


def is_qr_text(text: str) -> bool:
    """Tell whether a word claims to be a QR text rather than an id."""
    return text.strip().upper().startswith("PAYCLI:")


def code_of_secret(secret: bytes) -> str:
    """Write a 16-byte secret as a code in groups of four, for an invitation."""
    letters = crockford(int.from_bytes(secret, "big"), _SECRET_LENGTH)
    return "-".join(letters[i : i + 4] for i in range(0, _SECRET_LENGTH, 4))


def secret_of_code(code: str) -> bytes:
    """Read a typed code back; case, spaces and dashes do not matter. Raises CodeWrong."""
    letters = re.sub(r"[\s-]", "", code)
    number = from_crockford(letters) if len(letters) == _SECRET_LENGTH else None
    if number is None or number >> 128:
        raise CodeWrong
    return number.to_bytes(SECRET_BYTES, "big")
