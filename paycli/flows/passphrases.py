"""Asking a person for the passphrase of the sealed file, and saying what it is before they choose one."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

from paycli.console.ask import ask_hidden
from paycli.console.progress import stop_progress
from paycli.console.stream import size_of, write_err
from paycli.domain.unlocking import LENGTH_LEAST

if TYPE_CHECKING:
    from paycli.domain.unlocking import Question

_OPTION = "PAYCLI_PASSPHRASE_FILE"
_NO_KEYRING = "No keyring found, so keys go into an encrypted file. Choose a passphrase:\n"
_SEALED = "Keys go into an encrypted file. Choose a passphrase:\n"
_ABOUT = (
    "This sealed file is opened with it at each payment, or once for a while by: paycli unlock. To never type it, start"
    f" a desktop keyring first, or set {_OPTION}. Nobody can reset it: without it, the money in your wallets is lost."
)
_PROMPTS = {
    "choose": f"New passphrase, {LENGTH_LEAST} characters or more",
    "repeat": "The same passphrase again",
    "open": "Passphrase of the sealed file",
}
_SLIPS = {
    "differ": "The two differ. Please type it again.\n",
    "short": f"Too short: {LENGTH_LEAST} characters or more.\n",
    "wrong": "This passphrase does not open the sealed file. Please try again.\n",
}


def ask_passphrase(question: Question) -> str:
    """Ask for a passphrase, hidden; raises AnswerMissing, AnswerEnded."""
    stop_progress()
    if question.slip:
        write_err(_SLIPS[question.slip])
    elif question.purpose == "choose":
        columns, _ = size_of(sys.stderr)
        about = textwrap.fill(_ABOUT, columns - 1, initial_indent="  ", subsequent_indent="  ")
        write_err(f"{_NO_KEYRING if question.no_keyring else _SEALED}{about}\n")
    return ask_hidden(_PROMPTS[question.purpose], option=_OPTION)
