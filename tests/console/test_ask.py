from __future__ import annotations

import os
import subprocess
import sys

import pytest

from paycli.console.ask import ask, ask_hidden, confirm, read_secret
from paycli.console.hints import hint_of
from paycli.console.options import Options, use
from paycli.console.stream import can_ask
from paycli.errors import AnswerMissing
from tests.console.hostile import PAYLOADS, harm_in
from tests.console.screen import Session, terminal

# What main.run does around a command.
PROGRAM = """
from paycli.errors import PaycliError
from paycli.console.ask import *
from paycli.console.options import *
from paycli.console.failures import show_error
use(Options(OPTIONS))
try:
    print("got", repr(CALL))
except PaycliError as error:
    show_error(error)
    raise SystemExit(error.exit_status)
except KeyboardInterrupt:
    raise SystemExit(130)
"""
CONFIRM = 'confirm("Send?")'
HIDDEN = 'ask_hidden("Code", option="-")'
ASK = 'ask("Currency", default="EUR", option="--currency")'


def program(call: str, options: str = "") -> str:
    return PROGRAM.replace("CALL", call).replace("OPTIONS", options)


def answered(call: str, keys: str, prompt: str, options: str = "") -> tuple[int, str, str]:
    with Session(program(call, options)) as session:
        session.until(prompt)
        session.type(keys)
        return session.end()


# --- on a terminal -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("keys", ["y\n", "Y\n", "yes\n", " YES \n", "\n"])
def test_yes_goes_on(keys: str) -> None:
    assert answered(CONFIRM, keys, "Send? [Y/n] ")[:2] == (0, "got None\n")


@pytest.mark.parametrize("keys", ["n\n", "No\n"])
def test_no_exits_1_and_nothing_was_done(keys: str) -> None:
    status, out, screen = answered(CONFIRM, keys, "Send? [Y/n] ")

    assert (status, out) == (1, "")
    assert screen.endswith("Cancelled: nothing was done.\x1b[0m\n")


def test_where_no_is_the_default_enter_means_no() -> None:
    assert answered('confirm("Send?", default=False)', "\n", "Send? [y/N] ")[0] == 1


def test_any_other_word_is_asked_again() -> None:
    with Session(program(CONFIRM)) as session:
        session.until("[Y/n] ")
        session.type("perhaps\n")
        session.until("Please type y or n.\nSend? [Y/n] ")
        session.type("y\n")
        assert session.end()[0] == 0


@pytest.mark.parametrize(("keys", "answer"), [("\n", "EUR"), ("  CHF \n", "CHF"), ("\u00e9\u4f60\n", "\u00e9\u4f60")])
def test_a_line_is_asked_for_and_enter_takes_the_default(keys: str, answer: str) -> None:
    assert answered(ASK, keys, "Currency [EUR]: ")[:2] == (0, f"got {answer!r}\n")


def test_without_a_default_an_empty_answer_is_asked_again() -> None:
    assert answered('ask("Handle", option="--handle")', "\n\nming\n", "Handle: ")[:2] == (0, "got 'ming'\n")


def test_a_hidden_answer_is_never_shown_and_the_terminal_is_put_back() -> None:
    with Session(program(HIDDEN)) as session:
        session.until("Code: ")
        assert not session.terminal.shows_echo()
        session.type("7F3K-Q2PD\n")
        status, out, screen = session.end()
        assert session.terminal.shows_echo()

    assert (status, out) == (0, "got '7F3K-Q2PD'\n")
    assert screen == "Code: \n"


def test_a_secret_from_stdin_is_asked_hidden_when_stdin_is_a_terminal() -> None:
    status, out, screen = answered('read_secret("-", "Code", option="-")', "7F3K\n", "Code: ")

    assert (status, out, screen) == (0, "got '7F3K'\n", "Code: \n")


@pytest.mark.parametrize("call", [CONFIRM, ASK, HIDDEN])
def test_ctrl_c_at_a_prompt_exits_130_with_the_terminal_put_back(call: str) -> None:
    with Session(program(call)) as session:
        session.until("[Y/n] " if call == CONFIRM else ": ")
        session.type("\x03")
        status, out, screen = session.end()
        assert session.terminal.shows_echo()

    assert (status, out) == (130, "")
    assert screen.endswith("\n")
    assert "Traceback" not in screen


@pytest.mark.parametrize("call", [CONFIRM, ASK, HIDDEN])
@pytest.mark.parametrize("keys", ["\x04", "y\x04\x04"])
def test_ctrl_d_at_a_prompt_is_no_answer_and_exits_2(call: str, keys: str) -> None:
    with Session(program(call)) as session:
        session.until("[Y/n] " if call == CONFIRM else ": ")
        session.type(keys)
        status, out, screen = session.end()
        assert session.terminal.shows_echo()

    assert (status, out) == (2, "")
    assert "Cancelled: nothing was done." in screen
    assert "--yes" not in screen, "who has just left the question needs no advice on how to answer it"


def test_prompts_go_to_stderr_so_that_stdout_stays_clean() -> None:
    _, out, screen = answered(ASK, "\n", "Currency [EUR]: ")

    assert out == "got 'EUR'\n"
    assert screen.startswith("Currency [EUR]: ")


@pytest.mark.parametrize("options", ["mode='json'", "mode='jsonl'", "no_input=True"])
@pytest.mark.parametrize("call", [CONFIRM, ASK, HIDDEN])
def test_json_and_no_input_never_ask_even_on_a_terminal(call: str, options: str) -> None:
    with Session(program(call, options)) as session:
        status, out, screen = session.end()

    assert (status, out) == (2, "")
    assert "Send? [Y/n]" not in screen
    assert "Code:" not in screen


def test_an_answer_that_is_no_text_exits_2() -> None:
    with Session(program(ASK)) as session:
        session.until(": ")
        os.write(session.terminal.master, b"\xff\n")
        status, out, screen = session.end()

    assert (status, out) == (2, "")
    assert "it is not text in this terminal's encoding" in screen


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_a_hostile_name_in_a_question_is_harmless(monkeypatch: pytest.MonkeyPatch, payload: str) -> None:
    with terminal() as screen:
        monkeypatch.setattr("sys.stdin", open(screen.slave, encoding="utf-8", closefd=False))  # noqa: SIM115
        monkeypatch.setattr("sys.stderr", screen.stream)
        # The answer lies there before the question. Nobody empties the terminal meanwhile, and it holds about 4 KiB.
        os.write(screen.master, b"y\n")
        confirm(f"Send 5.00 EUR to {payload[:300]}?")
        assert harm_in(screen.read()) == []


# --- without a terminal --------------------------------------------------------------------------------------------
def piped(call: str, given: str | None, options: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program(call, options)],
        stdin=subprocess.DEVNULL if given is None else None,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("call", [CONFIRM, ASK, HIDDEN])
@pytest.mark.parametrize("given", [None, "", "y\n"])
def test_without_a_terminal_nothing_is_asked_and_it_exits_2(call: str, given: str | None) -> None:
    answer = piped(call, given)

    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("Nothing was done: ")


def test_a_closed_stdin_exits_2() -> None:
    answer = subprocess.run(
        ["sh", "-c", '"$0" -c "$1" <&-', sys.executable, program(CONFIRM)], capture_output=True, text=True, check=False
    )

    assert (answer.returncode, answer.stdout) == (2, "")
    assert "Traceback" not in answer.stderr


def test_a_missing_answer_names_the_option_that_gives_it() -> None:
    with pytest.raises(AnswerMissing) as caught:
        ask("Handle", option="--handle HANDLE")

    assert hint_of(caught.value) == "give --handle HANDLE"
    assert caught.value.values["question"] == "Handle"


@pytest.mark.parametrize("options", ["yes=True", "yes=True, mode='json'", "yes=True, no_input=True"])
def test_yes_answers_a_confirmation_anywhere(options: str) -> None:
    answer = piped(CONFIRM, None, options)

    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "got None\n", "")


@pytest.mark.parametrize(
    ("given", "secret"), [("7F3K-Q2PD\n", "7F3K-Q2PD"), ("7F3K\r\n", "7F3K"), (" a b \nsecond\n", " a b "), ("x", "x")]
)
def test_a_secret_comes_from_one_line_of_stdin(given: str, secret: str) -> None:
    answer = piped('read_secret("-", "Code", option="-")', given)

    assert (answer.returncode, answer.stdout) == (0, f"got {secret!r}\n")


@pytest.mark.parametrize("given", [None, "", "\n", "n" * 5000, "n" * 5000 + "\n"])
def test_no_secret_or_one_that_is_far_too_long_exits_2(given: str | None) -> None:
    answer = piped('read_secret("-", "Code", option="-")', given)

    assert (answer.returncode, answer.stdout) == (2, "")
    assert "nnnn" not in answer.stderr


def test_a_secret_on_the_command_line_is_refused_and_not_repeated() -> None:
    answer = piped('read_secret("7F3K-Q2PD", "Code", option="- and write it to stdin")', None)

    assert answer.returncode == 2
    assert answer.stderr == (
        "Others can read an argument, so paycli takes no secret there.\n  give - and write it to stdin\n"
    )  # fmt: skip


def test_nobody_can_be_asked_in_a_pipe() -> None:
    use(Options())
    assert not can_ask()
    with pytest.raises(AnswerMissing):
        ask_hidden("Code", option="-")
    with pytest.raises(AnswerMissing):
        read_secret(None, "Code", option="-")
