"""Receipts that prove themselves: where one comes from, who of it is known here, and the ledger that is asked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.domain.paper_codes import code_within, is_paper_text
from paycli.domain.receipts import BYTES_MOST
from paycli.errors import FileNotRead, HomeUnusable
from paycli.flows.files import not_read
from paycli.flows.session import machine, opened

if TYPE_CHECKING:
    from paycli.domain.ports import Contact
    from paycli.domain.receipts import ReceiptFile
    from paycli.domain.registry import Registry
    from paycli.services.sales.paper_codes import CheckedPaper
    from paycli.services.sales.receipt_checks import CheckedReceipt

_LINE_FEED = 1
_PAPER_BYTES_MOST = 64 * 1024


def read_bytes(typed: str) -> bytes:
    """Read a receipt, `-` for stdin, but no more of it than a receipt may have; raises FileNotRead."""
    most = BYTES_MOST + _LINE_FEED + 1
    if is_paper_text(typed):
        return b""
    if typed == "-":
        binary = getattr(sys.stdin, "buffer", None)
        # Who runs us inside of another program may have laid a text there.
        data = sys.stdin.read().encode() if binary is None else bytes(binary.read(most))
    else:
        try:
            with Path(typed).open("rb") as file:
                data = file.read(most)
        except OSError as error:
            raise not_read(typed, error) from None
    if not data.strip():
        raise FileNotRead(path="stdin" if typed == "-" else typed, reason="it is empty")
    return data


def save(typed: str, file: str) -> tuple[ReceiptFile, str]:
    """Make the receipt of a sale and write it to a new file; gives the path too.

    Raises AlreadyThere, PermissionRefused, and what `receipt_file` raises.
    """
    from paycli.app.exports import check_new, exported_bytes
    from paycli.domain.receipts import encode
    from paycli.services.reading.reader import reading
    from paycli.services.sales.receipt_files import receipt_file, sale_to_prove

    with opened() as app, reading(app) as reader:
        sale = sale_to_prove(reader, typed)
        # Signing may ask for a passphrase.
        check_new(file)
        made = receipt_file(app, reader, sale)
        return made, exported_bytes(file, encode(made))


def paper_of(data: bytes, typed: str) -> str | None:
    """Give the code of a paper receipt, where it was typed in the place of a file or stands in one; None for a file."""
    if is_paper_text(typed):
        return typed
    text = data[:_PAPER_BYTES_MOST].decode(errors="replace")
    # In a file that proves itself such a text is something that was sold.
    return None if text.lstrip().startswith("{") else code_within(text)


def contact_of(ledger: str, handle: str) -> Contact | None:
    """Give who is known here under a handle on a ledger; None for nobody, as without any home. Raises Misconfigured."""
    try:
        contacts = machine().contacts(ledger)
    except HomeUnusable as error:
        # An account of a service has none, and a receipt needs none. A folder that is there is another matter.
        if error.values.get("path"):
            raise
        return None
    return contacts.known().get(handle)


def is_asked(*, here: bool) -> bool:
    """Tell whether a ledger is to be asked: because that was said, or one was named."""
    return here or options().ledger is not None


def held_against_ledger(checked: CheckedReceipt) -> CheckedReceipt:
    """Ask the ledger in force what it knows of a receipt; raises ReceiptInvalid."""
    from paycli.services.reading.reader import reading
    from paycli.services.sales.receipt_since import since

    with opened(copies=True, strangers=True) as app, reading(app) as reader:
        return checked._replace(since=since(reader, app.profile.ledger, checked.file))


def paper_held_against_ledger(text: str, key: str | None) -> tuple[CheckedPaper, Registry]:
    """Hold the code of a paper receipt against the ledger in force; raises ReceiptInvalid, QrMalformed."""
    from paycli.services.reading.reader import reading
    from paycli.services.sales.paper_codes import check_paper

    with opened(copies=True, strangers=True) as app, reading(app) as reader:
        return check_paper(reader, app.profile.ledger, text, key), reader.registry
