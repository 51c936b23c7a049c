"""Questions: asked on a terminal only, written to stderr, and each can be answered by an option instead."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.console.sanitise import isolated, printable, safe, width
from paycli.console.stream import can_ask, encoding_of, is_tty, size_of, why_nobody, write_err
from paycli.errors import AnswerEnded, AnswerMissing, Cancelled, TextInvalid, Usage

if TYPE_CHECKING:
    from typing import TextIO

_YES, _NO = ("y", "yes"), ("n", "no")
# A confirmation repeats the whole order; an error need not.
_CONFIRMATION = "the confirmation"
# A secret is a code or a passphrase; whatever is longer is a wrong file.
SECRET_LENGTH_MOST = 4096
# Where termios.tcgetattr has what a terminal does with keys, such as showing them.
_LOCAL_MODES = 3


def confirm(question: str, *, default: bool = True, option: str = "--yes") -> None:
    """Ask a yes-or-no question and return on yes; `--yes` answers it. Enter takes the default.

    Raises Cancelled on no, AnswerMissing where nobody can be asked, AnswerEnded when the input ends.
    """
    if options().yes:
        return
    _need_somebody(_CONFIRMATION, option)
    choices = "[Y/n]" if default else "[y/N]"
    while True:
        answer = _answer(f"{question} {choices} ").strip().casefold()
        if answer in _YES or (not answer and default):
            return
        if answer in _NO or not answer:
            raise Cancelled
        write_err("Please type y or n.\n")


def ask(question: str, *, default: str | None = None, option: str) -> str:
    """Ask for one line, without the spaces around it; Enter takes the default, and asks again where there is none.

    `option` names the option that answers it instead. Raises AnswerMissing where nobody can be asked (a default is
    for people who see it, so it does not answer then), AnswerEnded when the input ends.
    """
    _need_somebody(question, option)
    prompt = f"{question}: " if default is None else f"{question} [{default}]: "
    while True:
        answer = _answer(prompt).strip()
        if answer or default is not None:
            return answer or default or ""


def ask_hidden(question: str, *, option: str, empty: bool = False) -> str:
    """Ask for one line that is not shown while it is typed; asks again when it is empty, unless that is an answer.

    The terminal is put back as it was, also on Ctrl-C. Raises AnswerMissing where nobody can be asked,
    AnswerEnded when the input ends.
    """
    _need_somebody(question, option)
    import termios

    stdin = sys.stdin.fileno()
    before = termios.tcgetattr(stdin)
    silent = termios.tcgetattr(stdin)
    silent[_LOCAL_MODES] &= ~termios.ECHO
    try:
        # What was typed before the question stood there was shown, so it is thrown away and never becomes a secret.
        termios.tcsetattr(stdin, termios.TCSAFLUSH, silent)
        while True:
            answer = _answer(f"{question}: ")
            # The Enter that ended it was not shown either.
            write_err("\n")
            if answer or empty:
                return answer
    finally:
        termios.tcsetattr(stdin, termios.TCSADRAIN, before)


def read_secret(source: str | None, question: str, *, option: str) -> str:
    """Get a secret or a bearer code: `-` reads one line from stdin, None asks for it hidden.

    Anything else is the secret itself on the command line, where others can read it: Usage, without repeating it.
    Raises AnswerMissing when there is none, Usage when it is longer than a secret can be.
    """
    if source is None or (source == "-" and is_tty(sys.stdin)):
        return ask_hidden(question, option=option)
    if source != "-":
        raise Usage(problem="Others can read an argument, so paycli takes no secret there", help=f"give {option}")
    stdin: TextIO | None = sys.stdin
    line = "" if stdin is None else _read_line(stdin, SECRET_LENGTH_MOST + 2)
    secret = line.rstrip("\r\n")
    if not secret:
        raise AnswerMissing(question=question, why=", since stdin is empty", option=option)
    if len(secret) > SECRET_LENGTH_MOST:
        raise Usage(problem="The text on stdin is too long for a secret", help=f"give {option}")
    return secret


def read_word(*, twice: bool) -> str:
    """Get a spoken word: hidden on a terminal, `twice` so that a slip is noticed, else one line from stdin.

    Raises AnswerMissing, AnswerEnded, and Usage when the two differ.
    """
    if not can_ask():
        return read_secret("-", "the word", option="the word on stdin")
    word = ask_hidden("The word", option="the word on stdin")
    if twice and ask_hidden("The same word again", option="the word on stdin") != word:
        raise Usage(problem="The two words differ", help="run the command again")
    return word


def read_line(question: str, *, option: str) -> str:
    """Read one line from stdin for an argument `-`: a scanner's QR text, which is no secret.

    Raises AnswerMissing when there is none, Usage when it is longer than a code can be.
    """
    stdin: TextIO | None = sys.stdin
    line = "" if stdin is None else _read_line(stdin, SECRET_LENGTH_MOST + 2).strip()
    if not line:
        raise AnswerMissing(question=question, why=", since stdin is empty", option=option)
    if len(line) > SECRET_LENGTH_MOST:
        raise Usage(problem="The text on stdin is too long for a code", help=f"give {option}")
    return line


def _need_somebody(question: str, option: str) -> None:
    if not can_ask():
        raise AnswerMissing(question=question, why=why_nobody(), option=option)


def _answer(prompt: str) -> str:
    """Write a prompt and read one line, without its end; Ctrl-C goes through, on a line of its own."""
    # Imported before the question stands there: Ctrl-C in the middle of an import may be swallowed.
    import select  # noqa: F401  for _wait_for_keys
    import signal  # noqa: F401  for _wait_for_keys

    from paycli.console.progress import stop_progress

    stop_progress()
    try:
        # Inside the try: Ctrl-C may come as soon as the question stands there, before the reading has begun.
        write_prompt(prompt)
        _wait_for_keys(sys.stdin)
        line = _read_line(sys.stdin)
    except KeyboardInterrupt:
        write_err("\n")
        raise KeyboardInterrupt(Cancelled().message) from None
    if not line.endswith("\n"):
        # Ctrl-D, also behind half a word: that is no answer.
        write_err("\n")
        raise AnswerEnded
    return line[:-1]


def write_prompt(prompt: str) -> None:
    """Write what somebody is asked, broken between words where it is longer than a line of the terminal."""
    encoding = encoding_of(sys.stderr)
    lines = _wrapped(printable(safe(prompt), encoding), size_of(sys.stderr)[0]).split("\n")
    write_err("\n".join(isolated(line, encoding) for line in lines))


def _wait_for_keys(stdin: TextIO) -> None:
    """Wait until there is something to read, or until Ctrl-C, also when it comes just before the waiting begins.

    A signal that arrives between two steps of Python interrupts no read that begins a moment later. So the signal
    itself writes into a pipe, and both are waited for.
    """
    import select
    import signal

    noticed, notice = os.pipe()
    os.set_blocking(notice, False)
    before = signal.set_wakeup_fd(notice, warn_on_full_buffer=False)
    try:
        while stdin.fileno() not in select.select([stdin.fileno(), noticed], [], [])[0]:
            # The handler of Ctrl-C has raised by now; whatever other signal it was is of no interest here.
            os.read(noticed, 64)
    finally:
        signal.set_wakeup_fd(before)
        os.close(noticed)
        os.close(notice)


def _wrapped(prompt: str, columns: int) -> str:
    """Break a prompt that is longer than a line between its words, the question itself on a line of its own."""
    if width(prompt) <= columns:
        return prompt
    import textwrap

    facts, _, question = prompt.rstrip().rpartition("  ")
    lines = textwrap.wrap(facts, columns) + textwrap.wrap(question, columns - 1)
    return "\n".join(lines) + " "


def _read_line(stream: TextIO, most: int = -1) -> str:
    try:
        return stream.readline(most)
    except UnicodeDecodeError:
        raise TextInvalid(field="answer", reason="it is not text in this terminal's encoding") from None
