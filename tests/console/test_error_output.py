from __future__ import annotations

import json

import pytest

from paycli.console.failures import show_error
from paycli.console.options import Mode, Options, use
from paycli.console.sanitise import width
from paycli.errors import (
    InsufficientFunds,
    InternalError,
    LedgerBusy,
    Misconfigured,
    NotAllowed,
    NotFound,
    PaycliError,
    RailPending,
    SaleExpired,
    Usage,
    step,
)
from tests.console.hostile import PAYLOADS, harm_in

SHORT = InsufficientFunds(
    money="Nothing was sent.",
    who="@ming",
    balance="412.30",
    needed="9999.00",
    currency="EUR",
    help="paycli topup 9586.70",
)


def reported(error: PaycliError, capsys: pytest.CaptureFixture[str], mode: Mode = "human", **more: bool) -> str:
    use(Options(mode=mode, **more))  # type: ignore[arg-type]
    show_error(error)
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def of(text: str) -> tuple[PaycliError, ...]:
    """Give errors that hold a text in each of their places."""
    return (
        NotFound(what="sale", typed=text, help=text),
        InsufficientFunds(money=text, who=text, balance="1.00", needed="2.00", currency="EUR", help=text),
        Usage(problem=f"it has {text}", help=f"paycli send {text} 5"),
        InternalError(reason=text),
        NotFound(what="sale", typed="x", help=step("look_at_thing", thing=text)),
        NotAllowed(reason=text, then=step("wait_for_rail")),
    )


@pytest.mark.parametrize("mode", ["human", "quiet"])
def test_people_read_first_what_happened_to_the_money_then_what_to_do(
    capsys: pytest.CaptureFixture[str], mode: Mode
) -> None:
    assert reported(SHORT, capsys, mode) == (
        "Nothing was sent. @ming has 412.30 EUR, but needs 9999.00 EUR.\n  try: paycli topup 9586.70\n"
    )


def test_a_hint_that_is_no_command_stands_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert reported(SaleExpired(), capsys) == (
        "This sale expired before it was paid.\n  the shop charges again: paycli pos charge\n"
    )  # fmt: skip


def test_a_hint_without_its_value_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert reported(Misconfigured(problem="HOME is not set"), capsys) == "HOME is not set.\n"
    assert json.loads(reported(Misconfigured(problem="HOME is not set"), capsys, "json"))["error"]["hint"] is None


def test_a_step_that_helps_is_written_as_a_line_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    error = NotFound(what="wallet", typed="@lo", help=step("take_near_wallet", near="@li"))

    hint = "did you mean @li? All of them: paycli wallet list"
    assert reported(error, capsys) == f"There is no wallet @lo here.\n  {hint}\n"
    assert json.loads(reported(error, capsys, "json"))["error"]["hint"] == hint


def test_a_step_ends_the_sentence_that_says_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    error = NotAllowed(reason="It still goes by c1", then=step("wait_for_rail"))

    assert error.message == "It still goes by c1.", "without a surface there are no words for it"
    assert reported(error, capsys) == "It still goes by c1; paycli tick asks the bank how it ended.\n"


@pytest.mark.parametrize("mode", ["json", "jsonl"])
@pytest.mark.parametrize(
    ("error", "code", "status", "retry"),
    [
        (SHORT, "insufficient_funds", 3, "no"),
        (LedgerBusy(seconds=30), "ledger_busy", 69, "later"),
        (RailPending(rail="visa", amount="5.00", currency="EUR", short="e9qm"), "rail_pending", 75, "resume"),
        (Usage(problem="x", help=""), "usage", 2, "no"),
    ],
)
def test_programs_get_one_json_line_on_stderr(
    capsys: pytest.CaptureFixture[str], mode: Mode, error: PaycliError, code: str, status: int, retry: str
) -> None:
    text = reported(error, capsys, mode)

    assert text.count("\n") == 1
    assert text.startswith('{"paycli":1,"error":{"code":')
    fields = json.loads(text)["error"]
    assert list(fields)[:5] == ["code", "exit", "retry", "message", "hint"]
    assert (fields["code"], fields["exit"], fields["retry"]) == (code, status, retry)
    assert fields["message"] == error.message


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
@pytest.mark.parametrize("mode", ["human", "json"])
def test_no_hostile_value_of_an_error_reaches_a_screen(
    capsys: pytest.CaptureFixture[str], mode: Mode, payload: str
) -> None:
    for error in of(payload):
        text = reported(error, capsys, mode)
        assert harm_in(text) == []
        assert text.count("\n") <= 2
        if mode == "json":
            fields = json.loads(text)["error"]
            assert harm_in(fields["message"] + (fields["hint"] or "")) == []


@pytest.mark.parametrize("letter", ["n", "\u4f60", "\x1b", "e\u0301"])
def test_a_value_of_any_length_does_not_push_the_reason_off_the_screen(
    capsys: pytest.CaptureFixture[str], letter: str
) -> None:
    text = reported(NotFound(what="sale", typed=letter * 2_000_000, help="paycli log"), capsys)

    assert width(text.splitlines()[0]) <= 200 + len("There is no sale  here.")
    assert text.endswith("\u2026 here.\n  try: paycli log\n")


def test_a_long_sentence_of_ours_is_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    command = "paycli join /srv/" + "folder/" * 60 + "family.db"
    assert reported(Usage(problem="x", help=command), capsys) == f"x.\n  try: {command}\n"


def test_reporting_leaves_the_error_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    error = NotFound(what="sale", typed="\x1b[2J", help="")
    reported(error, capsys)
    assert error.values["typed"] == "\x1b[2J"


def test_with_debug_people_see_where_and_programs_still_get_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotFound) as caught:
        raise NotFound(what="code", typed="\x1b[2J", help="paycli log")

    text = reported(caught.value, capsys, debug=True)
    assert text.startswith("Traceback (most recent call last):\n")
    assert harm_in(text) == []
    assert reported(caught.value, capsys, "json", debug=True).count("\n") == 1


def test_colour_is_ours_alone(capsys: pytest.CaptureFixture[str]) -> None:
    use(Options(color="always"))
    show_error(NotFound(what="sale", typed="\x1b[32mx", help=""))

    assert capsys.readouterr().err == "\x1b[31mThere is no sale \\x1b[32mx here.\x1b[0m\n"
