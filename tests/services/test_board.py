"""The board of an envelope: what is told while it is open, what at its end, and what lists and the inbox tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.console.options import Options, use
from paycli.domain import draw
from paycli.domain.bodies import DrawTerms, EnvelopeSendBody
from paycli.flows.session import opened
from paycli.services.engine.drafts import Draft, submit
from tests.support.inside import Household
from tests.support.keys import keyed

if TYPE_CHECKING:
    from pathlib import Path

DAY_MS = 86_400_000


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    made = Household(tmp_path / "house", monkeypatch)
    made.begin("li", "bo")
    monkeypatch.setenv("PAYCLI_AS", "ming")
    made.run("cash", "in", "ming", "100")
    return made


def sends(house: Household, *words: str, who: str = "ming") -> str:
    return str(house.json("envelope", "send", *words, "--as", who)["id"])


def board(house: Household, envelope: str, who: str = "ming") -> dict[str, Any]:
    return house.json("show", envelope, "--as", who)


def luckiest(shown: dict[str, Any]) -> list[object]:
    return [grab["luckiest"] for grab in shown["grabs"]]


def text_of(house: Household, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    from paycli.main import run

    capsys.readouterr()
    assert run([*keyed(words), "--yes"]) == 0
    return capsys.readouterr().out


# --- the board --------------------------------------------------------------------------------------------------------
def test_nobody_is_the_luckiest_while_packets_are_left(house: Household, capsys: pytest.CaptureFixture[str]) -> None:
    envelope = sends(house, "10", "-n", "3")
    house.run("grab", envelope, "--as", "li")
    shown = board(house, envelope)
    assert (shown["final"], shown["duration_ms"], luckiest(shown)) == (False, None, [None])
    screen = text_of(house, capsys, "show", envelope, "--as", "li")
    assert "you, best so far" in screen
    assert "best so far: the largest share, final at the end; of equal shares all count\n" in screen
    assert "luckiest" not in screen
    assert max(len(line) for line in screen.splitlines()) <= 80


@pytest.mark.parametrize("end", ["all taken", "cancelled", "expired"])
def test_the_luckiest_is_told_when_the_envelope_has_ended(
    end: str, house: Household, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    envelope = sends(house, "10", "-n", "2" if end == "all taken" else "3")
    for who in ("li", "bo"):
        house.run("grab", envelope, "--as", who)
    if end == "cancelled":
        house.run("cancel", envelope)
    if end == "expired":
        # Not settled: what is due has ended all the same.
        monkeypatch.setenv("PAYCLI_NOW", "+25h")
    shown = board(house, envelope)
    most = max(shown["grabs"], key=lambda grab: float(grab["amount"]))
    assert shown["final"] is True
    assert [grab["by"] for grab in shown["grabs"] if grab["luckiest"]] == [most["by"]]
    screen = text_of(house, capsys, "show", envelope, "--as", "ming")
    assert "luckiest: the largest share that was taken; of equal shares all count\n" in screen
    assert "best so far" not in screen


def test_all_who_hold_the_largest_share_are_the_luckiest(house: Household) -> None:
    envelope = sends(house, "0.02", "-n", "2")
    assert house.json("grab", envelope, "--as", "li")["leads"] is True
    assert house.json("grab", envelope, "--as", "bo")["leads"] is True
    assert luckiest(board(house, envelope)) == [True, True]


def test_nobody_is_the_luckiest_where_no_share_is_drawn(house: Household, capsys: pytest.CaptureFixture[str]) -> None:
    envelope = sends(house, "2", "-n", "2", "--rule", "equal")
    assert house.json("grab", envelope, "--as", "li")["leads"] is None
    house.run("grab", envelope, "--as", "bo")
    assert luckiest(board(house, envelope)) == [None, None]
    assert "luckiest" not in text_of(house, capsys, "show", envelope)


def test_each_grab_has_the_time_of_its_entry_and_the_whole_its_length(house: Household) -> None:
    envelope = sends(house, "10", "-n", "2")
    entries = [house.json("grab", envelope, "--as", who)["id"] for who in ("li", "bo")]
    times = {row["id"]: row["time"] for row in house.json("log", "--all")["items"]}
    shown = board(house, envelope)
    assert [grab["time"] for grab in shown["grabs"]] == [times[each] for each in entries]
    assert shown["time"] == times[envelope]
    assert shown["duration_ms"] == ms(times[entries[-1]]) - ms(times[envelope])


def ms(written: str) -> int:
    from datetime import datetime

    return round(datetime.fromisoformat(written).timestamp() * 1000)


def test_the_time_it_took_begins_when_it_could_be_grabbed(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Options(profile="ming", yes=True))
    with opened(moving=True) as app:
        opens_at = app.clock.now_ms() + 3_600_000
        body = EnvelopeSendBody(
            amount_minor=200, currency="EUR", packets=2, draw=DrawTerms(draw.EQUAL, None), audience="any",
            opens_at=opens_at, expires_ms=DAY_MS, note=None,
        )  # fmt: skip
        envelope = submit(app, Draft(app, "envelope.send").sign(body)).order.name
    monkeypatch.setenv("PAYCLI_NOW", "+2h")
    for who in ("li", "bo"):
        house.run("grab", envelope, "--as", who)
    shown = board(house, envelope)
    assert shown["duration_ms"] == ms(shown["grabs"][-1]["time"]) - opens_at
    assert 3_500_000 < shown["duration_ms"] < 3_700_000


# --- after a grab -----------------------------------------------------------------------------------------------------
def test_a_grab_says_how_it_stands(house: Household, capsys: pytest.CaptureFixture[str]) -> None:
    envelope = sends(house, "0.03", "-n", "3")
    first = text_of(house, capsys, "grab", envelope, "--as", "li")
    assert "you got 0.01 EUR, best so far    balance 0.01 EUR (PLAY)\n2 of 3 left, 0.02 EUR    paycli show " in first
    again = house.json("grab", envelope, "--as", "bo")
    wanted = {"leads": True, "final": False, "taken": 2, "packets": 3, "left": "0.01"}
    assert {name: again[name] for name in wanted} == wanted
    house.run("wallet", "new", "an")
    last = text_of(house, capsys, "grab", envelope, "--as", "an")
    assert "you got 0.01 EUR, luckiest of all    balance 0.01 EUR (PLAY)\nall 3 taken    paycli show " in last


def test_a_dry_run_tells_nothing_of_the_board(house: Household, capsys: pytest.CaptureFixture[str]) -> None:
    envelope = sends(house, "10", "-n", "2")
    tried = house.json("grab", envelope, "--dry-run", "--as", "li")
    assert [tried[name] for name in ("leads", "final", "taken", "packets", "left")] == [None] * 5
    assert "left" not in text_of(house, capsys, "grab", envelope, "--dry-run", "--as", "li")


def test_a_packet_that_is_the_only_one_needs_no_board(house: Household, capsys: pytest.CaptureFixture[str]) -> None:
    sends(house, "li", "8.88")
    grabbed = text_of(house, capsys, "grab", "--as", "li")
    assert grabbed == "An envelope from @ming: you got 8.88 EUR    balance 8.88 EUR (PLAY)\n"


# --- lists ------------------------------------------------------------------------------------------------------------
def listed(house: Household, *words: str, who: str = "li") -> list[str]:
    return [item["id"] for item in house.json("envelope", "list", *words, "--as", who)["items"]]


def test_the_list_has_filters(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    house.run("cash", "in", "li", "50")
    anybody, for_li = sends(house, "3", "-n", "3"), sends(house, "li", "1")
    own, equal = sends(house, "2", "-n", "2", who="li"), sends(house, "2", "-n", "2", "--rule", "equal", who="li")
    sends(house, "bo", "1")
    house.run("cancel", own, "--as", "li")
    house.run("grab", for_li, "--as", "li")
    assert listed(house) == [equal, own, for_li, anybody]
    assert listed(house, "--open") == listed(house, "--state", "pending") == [equal, anybody]
    assert listed(house, "--mine") == [equal, own]
    # Nobody takes from an own lucky envelope; from an own equal one for anybody everybody does.
    assert listed(house, "--for-me") == [equal, for_li, anybody]
    assert listed(house, "--mine", "--for-me") == [equal]
    assert listed(house, "--state", "cancelled") == [own]
    assert listed(house, "--state", "done", "--mine") == []
    assert listed(house, "--limit", "2") == [equal, own]
    monkeypatch.setenv("PAYCLI_NOW", "+25h")
    assert listed(house, "--open") == []
    assert listed(house, "--state", "expired") == [equal, anybody]
    late = sends(house, "1")
    assert listed(house, "--since", "1h") == [late]
    assert listed(house, "--until", "1h", "--limit", "1") == [equal]


def test_the_list_refuses_a_state_that_there_is_not(house: Household) -> None:
    assert "no state open" in house.json("envelope", "list", "--state", "open", status=2)["message"]
    assert house.json("envelope", "list", "--open", "--state", "done", status=2)["code"] == "usage"


# --- what came back ---------------------------------------------------------------------------------------------------
def test_the_inbox_says_for_a_week_what_came_back(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    cancelled, expires = sends(house, "0.03", "-n", "3"), sends(house, "0.05", "-n", "5", "--expires", "2h")
    sends(house, "0.02", "-n", "2")
    house.run("grab", cancelled, "--as", "li")
    house.run("cancel", cancelled)
    monkeypatch.setenv("PAYCLI_NOW", "+3h")
    house.run("tick")
    found = [row for row in house.json("inbox", "--as", "ming")["items"] if row["what"] == "came back"]
    assert [(row["id"], row["amount"], row["text"]) for row in found] == [
        (expires, "0.05", "envelope expired"), (cancelled, "0.02", "envelope cancelled"),
    ]  # fmt: skip
    # It came back when it was due, whenever somebody settled it.
    assert found[0]["time"] == board(house, expires)["due"]
    assert all(row["what"] != "came back" for row in house.json("inbox", "--as", "li")["items"])
    assert all(row["what"] != "came back" for row in house.json("--as", "ming")["waiting"])
    monkeypatch.setenv("PAYCLI_NOW", "+8d")
    assert [row["what"] for row in house.json("inbox", "--as", "ming")["items"]] == ["due back"]


def test_what_is_settled_months_later_is_news_then(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts from when it was due, but nobody could have read of it before."""
    late = sends(house, "0.05", "-n", "5", "--expires", "2h")
    for now, expected in (("+90d", [late]), ("+98d", [])):
        monkeypatch.setenv("PAYCLI_NOW", now)
        house.run("tick")
        inbox = house.json("inbox", "--as", "ming")["items"]
        assert [row["id"] for row in inbox if row["what"] == "came back"] == expected
