"""Personal text beside the log: what people wrote, its commitment, and the rules for handles, names and notes."""

import re
import unicodedata
from hashlib import sha256
from typing import NamedTuple

from paycli.errors import HandleInvalid, TextInvalid, step

NOTE_LENGTH_MOST, NAME_LENGTH_MOST, LINES_LENGTH_MOST, LABEL_LENGTH_MOST = 500, 100, 20_000, 200
_HANDLE = re.compile(r"[a-z][a-z0-9_-]{1,31}")
_RESERVED = frozenset({"all", "me", "world", "operator"})
_SALT_DIGITS = 64
# What stands around a word in a text, and in no handle.
_AROUND = "@.,:;<>()'\"`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb "
# What nobody sees in a name, and what comes with it out of files: marks of byte order and blanks of no width.
_UNSEEN = "\ufeff\u200b\u2060"
_NOT_WRITTEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_LONGEST = {
    "note": NOTE_LENGTH_MOST,
    "name": NAME_LENGTH_MOST,
    "lines": LINES_LENGTH_MOST,
    "handle": 32,
    "label": LABEL_LENGTH_MOST,
}


class Text(NamedTuple):
    """One personal text of an order: which body field it opens, the salt (64 hex digits) and the text itself."""

    field: str
    salt: str
    text: str


def text_commitment(salt: str, text: str) -> str:
    """Commit to a text (protocol, section 2): SHA-256 over tag, 32-byte salt and the text in UTF-8 NFC.

    Raises ValueError for a salt of another length: with a longer one, the text's beginning would pass for salt.
    """
    if len(salt) != _SALT_DIGITS:
        raise ValueError(salt)
    return sha256(b"paycli text v1\n" + bytes.fromhex(salt) + text.encode()).hexdigest()


def _longest(field: str) -> int:
    # The note of a row is `note:0`.
    return _LONGEST[field.partition(":")[0]]


def clean_text(field: str, typed: str) -> str:
    """Bring a typed text to the form that is committed (NFC); raises TextInvalid if too long or not encodable."""
    text = unicodedata.normalize("NFC", typed)
    if len(text) > _longest(field):
        raise TextInvalid(field=field, reason=f"it has {len(text)} characters, {_longest(field)} are allowed")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise TextInvalid(field=field, reason="it has characters that are no text") from None
    return text


def clean_note(typed: str | None) -> str | None:
    """Bring a typed note to the form that is committed, None for no note; raises TextInvalid."""
    return clean_text("note", typed) if typed else None


def clean_label(typed: str, what: str = "name") -> str:
    """Bring a name that a script gives to something to the form that counts: a key, a batch's name, a row's id.

    It is compared byte by byte for ever, so what nobody sees may not tell two of them apart. Raises TextInvalid where
    it is empty or has more than 200 characters, a control character, or a blank at either end.
    """
    label = unicodedata.normalize("NFC", typed)
    if not label:
        reason = "it is empty"
    elif len(label) > LABEL_LENGTH_MOST:
        reason = f"it has {len(label)} characters, {LABEL_LENGTH_MOST} are allowed"
    elif any(unicodedata.category(sign) in _NOT_WRITTEN for sign in label):
        reason = "it has a control character, perhaps from a file with Windows line ends"
    elif label != label.strip().strip(_UNSEEN):
        reason = "there is a blank at one end"
    else:
        return label
    raise TextInvalid(field=what, reason=reason)


def clean_handle(typed: str) -> str:
    """Read a handle, with or without @; raises HandleInvalid."""
    handle = typed.removeprefix("@")
    if handle in _RESERVED:
        raise HandleInvalid(typed=typed[:40], reason="that word is reserved")
    if not _HANDLE.fullmatch(handle):
        raise _no_handle(typed)
    return handle


def _no_handle(typed: str) -> HandleInvalid:
    """Say why a text is no handle, and which one it nearly is: in capitals, in quotes, with a point behind it."""
    from shlex import quote

    lower = typed.removeprefix("@").lower()
    bare = lower.strip(_AROUND)
    if not _HANDLE.fullmatch(bare) or bare in _RESERVED:
        return HandleInvalid(typed=typed[:40], reason="it does not have the form of one")
    help_ = step("type_instead", wrong=quote(typed), right=f"@{bare}" if typed.startswith("@") else bare)
    why = "handles are lower case, " if bare == lower else ""
    return HandleInvalid(typed=typed[:40], reason=f'{why}try "{bare}"', help=help_)


def is_clean(field: str, text: str) -> bool:
    """Tell whether a received text has the committed form, and a handle that of a handle: the door asks this."""
    if len(text) > _longest(field) or not unicodedata.is_normalized("NFC", text):
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return field != "handle" or (bool(_HANDLE.fullmatch(text)) and text not in _RESERVED)
