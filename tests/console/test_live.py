"""An envelope that is watched while it is grabbed: on a terminal, in a pipe, and when somebody leaves."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support.program import PROGRAM, paycli, paycli_json, sealed
from tests.support.schemas import faults_against
from tests.support.terminal import CTRL_C, Screen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Env = Mapping[str, str]

pytestmark = [pytest.mark.python, pytest.mark.slow, pytest.mark.xdist_group("live")]

CLUB = [f"g{number}" for number in range(1, 10)]
FOOT = "watching .. Ctrl-C leaves"


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Env:
    """Give the environment of @ming, who has money, and of the club that grabs."""
    env = {**sealed(tmp_path_factory.mktemp("live")), "TZ": "UTC", "PAYCLI_AS": "ming"}
    paycli("init", "--handle", "ming", "--currency", "EUR", "--play", "--zone", "UTC", "--vault", "sealed", env=env)
    for handle in CLUB:
        paycli("wallet", "new", handle, env=env)
    paycli("cash", "in", "ming", "100", "--yes", env=env)
    return env


def sends(env: Env, *words: str) -> str:
    return str(paycli_json("envelope", "send", *words, "--yes", env=env)["id"])


def grabs(env: Env, envelope: str, who: str) -> None:
    paycli("grab", envelope, "--yes", "--as", who, env=env)


def picture(raw: str, rows: int = 24) -> list[str]:
    """Play what a program wrote to a terminal, as far as a live picture needs it, and give the rows it leaves."""
    shown: list[str] = [""]
    row = column = 0
    for part in re.findall(r"\x1b\[[0-9;]*[A-Za-z]|.|\n", re.sub(r"\r\n", "\n", raw), re.DOTALL):
        if part == "\n":
            row, column = row + 1, 0
            shown += [""] * (row + 1 - len(shown))
        elif part == "\r":
            column = 0
        elif part.endswith("A") and part.startswith("\x1b"):
            row -= int(part[2:-1])
            # A terminal's cursor cannot leave its screen.
            assert len(shown) - row <= rows
            assert row >= 0
        elif part.endswith("K") and part.startswith("\x1b"):
            shown[row] = shown[row][:column]
        elif part == "\x1b[J":
            del shown[row + 1 :]
            shown[row] = shown[row][:column]
        elif part.startswith("\x1b"):
            assert part.endswith("m"), part
        else:
            shown[row] = shown[row][:column].ljust(column) + part + shown[row][column + 1 :]
            column += 1
    return shown


def test_the_board_is_redrawn_in_place_until_the_last_packet_is_gone(env: Env) -> None:
    envelope = sends(env, "0.03", "-n", "3", "for all of you")
    with Screen("show", envelope, "--live", "--as", "g2", env=env) as screen:
        screen.until("0 of 3 taken, 0.03 EUR left").until(FOOT)
        for number, who in enumerate(("g1", "g2"), 1):
            grabs(env, envelope, who)
            screen.until(f"{number} of 3 taken").until(FOOT)
        middle = picture(screen.raw)
        grabs(env, envelope, "g3")
        screen.ended(0)
    shown = picture(screen.raw)

    assert [row[:16] for row in middle[4:6]] == ["1  @g1  0.01 EUR", "2  @g2  0.01 EUR"]
    assert [row[26:].rstrip("█").strip() for row in middle[4:6]] == ["best so far", "you, best so far"]
    assert re.fullmatch(r"\w{12}  0\.03 EUR \(PLAY\) from @ming    \"for all of you\"", shown[0])
    assert re.fullmatch(r"3 of 3 in [0-9. a-z]+    lucky shares    for anybody here", shown[1])
    assert [row.split()[-2:] for row in shown[4:7]] == [["luckiest", "█" * 24]] * 3
    assert shown[7:] == ["luckiest: the largest share that was taken; of equal shares all count", ""]
    # No screen was wiped, and each picture came in one write.
    assert "\x1b[2J" not in screen.raw
    assert max(len(row) for row in shown) < 80


def test_on_a_low_terminal_the_newest_grabs_are_shown(env: Env) -> None:
    envelope = sends(env, "0.09", "-n", "9")
    for who in CLUB[:8]:
        grabs(env, envelope, who)
    with Screen("show", envelope, "--live", "--as", "g1", env=env, rows=12, columns=60) as screen:
        screen.until("8 of 9 taken").until(FOOT)
        before = picture(screen.raw, rows=12)
        grabs(env, envelope, "g9")
        screen.ended(0)
    shown = picture(screen.raw, rows=12)

    assert len(before) == 12
    assert [row.split()[1] for row in before[5:9]] == ["@g5", "@g6", "@g7", "@g8"]
    assert before[4].startswith("4 before    you, best so far: @g1 0.01 EUR")
    assert [row.split()[1] for row in shown[5:10]] == ["@g5", "@g6", "@g7", "@g8", "@g9"]
    assert max(len(row) for row in shown) < 60


def test_ctrl_c_leaves_with_status_0_and_the_last_picture(env: Env) -> None:
    envelope = sends(env, "0.02", "-n", "2")
    grabs(env, envelope, "g1")
    with Screen("show", envelope, "--live", env=env) as screen:
        screen.until(FOOT).type(CTRL_C).ended(0)
    shown = picture(screen.raw)
    assert "1 of 2 taken, 0.01 EUR left" in shown[1]
    assert shown[-2:] == ["best so far: the largest share, final at the end; of equal shares all count", ""]
    assert FOOT not in "\n".join(shown)
    assert "^C" not in "\n".join(shown)


def test_it_ends_by_itself_when_the_time_of_the_envelope_is_over(env: Env) -> None:
    envelope = sends(env, "0.02", "-n", "2", "--expires", "8s")
    with Screen("show", envelope, "--live", env=env) as screen:
        screen.until(FOOT).ended(0)
    assert "expired, the rest is due back" in picture(screen.raw)[2]


@pytest.mark.parametrize("extra", [{"NO_COLOR": "1"}, {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}])
def test_it_needs_neither_colour_nor_unicode(extra: Env, env: Env) -> None:
    envelope = sends(env, "0.02", "-n", "2", "für dich")
    with Screen("show", envelope, "--live", env={**env, **extra}) as screen:
        screen.until(FOOT).type(CTRL_C).ended(0)
    assert ("für dich" if "NO_COLOR" in extra else "f\\xfcr dich") in screen.text
    assert ("\x1b[1m" in screen.raw) == ("NO_COLOR" not in extra)


# --- in a pipe --------------------------------------------------------------------------------------------------------
@pytest.fixture
def piped(env: Env) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """Give an envelope of two packets, and a list for programs that watch it."""
    running: list[subprocess.Popen[str]] = []
    yield sends(env, "0.02", "-n", "2"), running
    for each in running:
        if each.poll() is None:
            each.kill()
        each.wait()
        if each.stdout is not None:
            each.stdout.close()


def watches(env: Env, envelope: str, *more: str) -> subprocess.Popen[str]:
    words = [PROGRAM, "show", envelope, "--live", "--as", "g1", *more]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ, **env})


def test_in_a_pipe_each_grab_is_a_line(env: Env, piped: tuple[str, list[subprocess.Popen[str]]]) -> None:
    envelope, running = piped
    running.append(watches(env, envelope))
    out = running[0].stdout
    assert out is not None
    assert " from @ming" in out.readline()
    grabs(env, envelope, "g1")
    assert re.fullmatch(r"\d\d:\d\d:\d\d    1 of 2    @g1    0\.01 EUR    you\n", out.readline())
    grabs(env, envelope, "g2")
    assert re.fullmatch(r"\d\d:\d\d:\d\d    2 of 2    @g2    0\.01 EUR\n", out.readline())
    last = out.read()
    assert last.startswith("2 of 2 in ")
    assert last.endswith("luckiest: @g1, @g2 0.01 EUR    (of equal shares all count)\n")
    assert "\x1b" not in last
    assert running[0].wait() == 0


def test_a_program_reads_a_json_line_for_each_grab_and_one_for_the_end(
    env: Env, piped: tuple[str, list[subprocess.Popen[str]]]
) -> None:
    envelope, running = piped
    running += [watches(env, envelope, "--jsonl"), watches(env, envelope, "--json")]
    out = running[0].stdout
    assert out is not None
    found = []
    for who in ("g1", "g2"):
        grabs(env, envelope, who)
        found.append(json.loads(out.readline()))
    assert [fault for each in found for fault in faults_against("grab", each)] == []
    assert [(each["kind"], each["by"], each["luckiest"]) for each in found] == [
        ("envelope.grab", "@g1", None), ("envelope.grab", "@g2", None),
    ]  # fmt: skip
    end = json.loads(out.readline())
    assert end == paycli_json("show", envelope, "--as", "g1", env=env)
    assert out.read() == ""
    # One document is all that --json gives, so it comes at the end.
    whole = running[1].communicate()[0]
    assert json.loads(whole) == end
    assert [each.wait() for each in running] == [0, 0]


def test_only_envelopes_are_watched(env: Env) -> None:
    sale = paycli_json("cash", "in", "g1", "1", "--yes", env=env)["id"]
    assert "Only an envelope" in paycli_json("show", sale, "--live", env=env, status=2)["error"]["message"]
