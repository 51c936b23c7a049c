"""QR text (protocol, section 7): a place on a ledger, never an amount; and codes that people type."""

import re
import unicodedata
from typing import NamedTuple

from paycli.domain.ids import ALPHABET, SHORT_LENGTH, crockford, from_crockford, short
from paycli.errors import CodeElsewhere, CodeWrong, OtherLedgerCode, QrMalformed, TextInvalid, step

_TEXT = re.compile(rf"PAYCLI:1/([SWGJT])/([{ALPHABET}]{{26}})/([{ALPHABET}]{{12,26}})")
SECRET_BYTES = 16
_SECRET_LENGTH = 26
SALE, WALLET, GIFT, JOIN, TAB = "S", "W", "G", "J", "T"
_BEGINNING = "PAYCLI:1/"
_RECEIPT = f"{_BEGINNING}R/"
_TAILS = {SALE: SHORT_LENGTH, WALLET: SHORT_LENGTH, GIFT: _SECRET_LENGTH, JOIN: _SECRET_LENGTH, TAB: _SECRET_LENGTH}
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
    return _secret_text(GIFT, ledger, secret)


def tab_text(ledger: str, secret: bytes) -> str:
    """Write the code of a tab: whoever has it may spend at that one shop what the tab allows."""
    return _secret_text(TAB, ledger, secret)


def _secret_text(kind: str, ledger: str, secret: bytes) -> str:
    tail = crockford(int.from_bytes(secret, "big"), _SECRET_LENGTH)
    return f"{_BEGINNING}{kind}/{crockford(int(ledger, 16), 26)}/{tail}"


def bearer_secret(code: Code) -> bytes:
    """Give the secret of an envelope's link or of a tab, whose kinds are GIFT and TAB."""
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


def parse_text(text: str, what: str = "code") -> Code:
    """Read a QR text; raises QrMalformed with the reason, which never repeats the text: it may be a secret.

    Raises CodeElsewhere for the code of a receipt on paper. `what` is what somebody was asked for: a code, or the link
    of an envelope.
    """
    text = text.strip().upper()[:200]
    if text.startswith(_RECEIPT):
        raise CodeElsewhere(what="the code of a receipt on paper", help=step("check_receipt"))
    match = _TEXT.fullmatch(text)
    if match is None:
        raise QrMalformed(what=what, reason=_why_none(text))
    number = from_crockford(match[2]) or 0
    if len(match[3]) < _TAILS[match[1]]:
        raise QrMalformed(what=what, reason=_NO_END)
    if (
        number >> 128
        or len(match[3]) > _TAILS[match[1]]
        or (match[1] in {GIFT, TAB} and (from_crockford(match[3]) or 0) >> 128)
    ):
        raise QrMalformed(what=what, reason="has a wrong letter, or one too many")
    return Code(match[1], f"{number:032x}", match[3])


_NO_END = "is not complete: its end is missing"


def _why_none(text: str) -> str:
    """Say what is wrong with a text that has not the form of a code."""
    if not text.startswith(_BEGINNING):
        cut = _BEGINNING.startswith(text) or text.startswith(_BEGINNING[1:]) or ends_like_code(text)
        return "is not complete: its beginning is missing" if cut else f"does not begin with {_BEGINNING}"
    letters = text.removeprefix(_BEGINNING).replace("/", "")
    if not set(letters) <= set(ALPHABET):
        return "has a letter that is in none: I, L, O and U never are, 1 and 0 are"
    parts = text.removeprefix(_BEGINNING).split("/")
    short = len(parts) < len(("kind", "ledger", "tail")) or len(parts[-1]) < SHORT_LENGTH
    return _NO_END if short else "has a wrong letter, or one too many"


def check_ledger(code: Code, ledger: str, what: str = "code") -> None:
    """Refuse a code of another ledger than this; raises OtherLedgerCode. One wrong letter makes such a code, too."""
    if code.ledger != ledger:
        theirs, ours = code.ledger[:8], ledger[:8]
        other = f", or it is from another ledger (it says {theirs}, yours is {ours})" if theirs != ours else ""
        raise OtherLedgerCode(what=what, other=other, ledger=ledger, other_ledger=code.ledger)


def ends_like_code(text: str) -> bool:
    """Tell whether a text could be the end of a code whose beginning was not copied."""
    return re.search(rf"[{ALPHABET}]{{12,26}}$", text.strip().upper()) is not None


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
