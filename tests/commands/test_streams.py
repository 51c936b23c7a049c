"""Closed and full streams: each has its status, and no payment is lost."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support.books import everything_in
from tests.support.program import PROGRAM, paycli_json

if TYPE_CHECKING:
    from tests.support.town import Town


def shell(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, text=True, check=False, env={**os.environ, "PAYCLI": PROGRAM}
    )


@pytest.mark.parametrize("words", ["balance --as ming", "send li 1 --as ming --yes --dry-run", "--version", "--help"])
def test_with_every_stream_closed_a_command_still_ends_well(words: str, unchanged: Town) -> None:
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        done = shell(f'"$PAYCLI" {words} {closed}')
        assert (done.returncode, done.stderr) == (0, ""), closed
        assert bool(done.stdout) == (">&-" not in closed.replace("2>&-", "")), closed


def test_an_error_keeps_its_status_where_nobody_can_be_told(unchanged: Town) -> None:
    assert shell('"$PAYCLI" send li 1,000 --as ming --yes 2>&-').returncode == 2
    assert shell('"$PAYCLI" send li 1,000 --as ming --yes <&- >&- 2>&-').returncode == 2


def test_a_closed_input_answers_no_question(unchanged: Town) -> None:
    for line in ('"$PAYCLI" send li 1 --as ming <&-', '"$PAYCLI" pay - --as li --yes <&-',
                 '"$PAYCLI" card bind --test code --code - --as ming <&-'):  # fmt: skip
        done = shell(line)
        assert done.returncode == 2, done
        assert "no answer" in done.stderr


def test_a_closed_output_loses_no_payment(town: Town) -> None:
    before = len(everything_in(town.ledger))
    assert shell('"$PAYCLI" send li 0.01 --as ming --yes -k closed-output >&-').returncode == 0
    assert len(everything_in(town.ledger)) > before
    again = paycli_json("send", "li", "0.01", "--as", "ming", "--yes", "-k", "closed-output")
    assert again["replayed"] is True


def test_a_full_disk_behind_the_output_says_that_the_payment_stands(town: Town) -> None:
    done = shell('"$PAYCLI" send li 0.01 --as ming --yes -k full-output > /dev/full')
    assert done.returncode == 75
    assert "The command did its work" in done.stderr
    assert paycli_json("send", "li", "0.01", "--as", "ming", "--yes", "-k", "full-output")["replayed"] is True


@pytest.mark.parametrize(
    "words", ["--version", "-V", "--json --version", "--help", "send -h", "help send", "--help --json"]
)
def test_what_is_told_without_a_wallet_has_the_statuses_of_every_output(words: str) -> None:
    full = shell(f'"$PAYCLI" {words} > /dev/full')
    assert (full.returncode, "could not be written (No space left on device)" in full.stderr) == (75, True)
    gone, ours = os.pipe()
    os.close(gone)
    try:
        done = subprocess.run([PROGRAM, *words.split()], stdout=ours, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(ours)
    assert (done.returncode, done.stderr) == (141, "")
