"""Envelopes by link, by word and for later: what is shown, what grabs, and what everybody else is told."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import zxingcpp

from paycli.console.times import parse_ahead
from paycli.domain.codes import fold_word, gift_text, parse_text
from paycli.errors import KeyNotUsable, PaycliError, QrMalformed, TextInvalid, Usage
from paycli.main import run
from tests.console.screen import pixels_of, read_code
from tests.support.inside import Household
from tests.support.misses import Misses

if TYPE_CHECKING:
    from collections.abc import Callable

SVG = "{http://www.w3.org/2000/svg}"
HOUR_MS = 3_600_000


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    household = Household(tmp_path, monkeypatch)
    household.begin("li", "bo")
    household.run("cash", "in", "ming", "500", "--as", "ming")
    monkeypatch.chdir(tmp_path)
    return household


@pytest.fixture
def typed(home: Household, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Run a command with a line on stdin."""

    def do(line: str, *words: str, status: int = 0) -> dict[str, Any]:
        monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))
        return home.json(*words, status=status)

    return do


def link_of(home: Household, *more: str) -> str:
    return str(home.json("envelope", "send", "9", "-n", "3", "--link", *more, "--as", "ming")["link"])


def test_a_link_grabs_once_for_each_wallet_and_says_why_not(home: Household, typed: Callable[..., Any]) -> None:
    link = link_of(home, "--rule", "equal")
    assert typed(link.lower(), "grab", "-", "--as", "li")["amount"] == "3.00"
    again = typed(link, "grab", "-", "--as", "li", status=5)
    assert again["message"] == "Nothing was grabbed. You already took your packet from this envelope: 3.00 EUR."
    typed(link, "grab", "-", "--as", "bo")
    typed(link, "grab", "-", "--as", "ming")
    home.run("wallet", "new", "di")
    empty = typed(link, "grab", "-", "--as", "di", status=4)
    assert empty["code"] == "envelope_empty"
    assert re.search(r"all gone, 3 of 3 in [0-9]+\.[0-9] s\.$", empty["message"])


def test_a_repeat_under_a_key_shows_the_same_link_and_takes_the_same_packet(
    home: Household, typed: Callable[..., Any]
) -> None:
    link = link_of(home, "-k", "a")
    assert link_of(home, "-k", "a") == link
    first = typed(link, "grab", "-", "-k", "g", "--as", "li")
    again = typed(link, "grab", "-", "-k", "g", "--as", "li")
    assert (again["replayed"], again["id"], again["amount"]) == (True, first["id"], first["amount"])
    words = ["envelope", "send", "2", "-n", "2", "--rule", "equal", "--word", "--as", "ming"]
    older = typed("open sesame", *words)["id"]
    taken = typed("open sesame", "grab", "--word", "-k", "w", "--as", "li")
    typed("open sesame", *words)
    repeat = typed("Open  SESAME", "grab", "--word", "-k", "w", "--as", "li")
    assert (repeat["of"], repeat["replayed"]) == (older, True) == (taken["of"], repeat["replayed"])
    assert typed("open sesame", "grab", "--word", "--as", "li")["of"] != older


def test_everybody_who_may_not_gets_one_answer(home: Household, typed: Callable[..., Any]) -> None:
    ledger = parse_text(link_of(home)).ledger
    mine = home.json("envelope", "send", "bo", "1", "--as", "ming")["id"]
    linked = home.json("envelope", "send", "1", "--link", "--as", "ming")["id"]
    home.json("contact", "block", "li", "--as", "ming")
    shut_out = home.json("envelope", "send", "1", "--link", "--as", "ming")["link"]
    typed("open sesame", "envelope", "send", "2", "--word", "--as", "ming")
    by_link, by_word, by_id = (
        [typed(each, "grab", "-", "--as", "li", status=6) for each in (gift_text(ledger, bytes(16)), shut_out)],
        [typed(each, "grab", "--word", "--as", "li", status=6) for each in ("no such word", "open sesame")],
        [home.json("grab", each, "--as", "li", status=6) for each in (mine, linked, "0" * 32)],
    )
    assert all(answer == asked[0] for asked in (by_link, by_word, by_id) for answer in asked)
    assert {answer["code"] for answer in (*by_link, *by_word, *by_id)} == {"not_for_you"}
    assert "no envelope here has this link, so perhaps a letter is wrong." in by_link[0]["message"]
    assert by_link[0]["hint"] == "copy it again, or ask the sender"
    assert "no envelope here has this word." in by_word[0]["message"]
    assert "each letter does; ask the sender, then: paycli grab --word" in by_word[0]["hint"]


def test_a_mistyped_link_says_where_it_went_wrong_and_repeats_no_secret(
    home: Household, typed: Callable[..., Any]
) -> None:
    link = link_of(home)
    head, ledger, secret = link[:11], link[11:37], link[38:]

    def other(letter: str) -> str:
        return "2" if letter != "2" else "3"

    whose = home.json("ledger", "show")["ledger"][:8]
    swapped = head + "0" + other(ledger[1]) + ledger[2:] + "/" + secret
    theirs = parse_text(swapped).ledger[:8]
    no_end, no_beginning = (f"The link is not complete: its {part} is missing." for part in ("end", "beginning"))
    table = {
        head + ledger[:-1] + other(ledger[-1]) + "/" + secret: "This link does not fit this ledger: a letter is wrong.",
        swapped: f"a letter is wrong, or it is from another ledger (it says {theirs}, yours is {whose}).",
        **dict.fromkeys((link[:-1], link[:-20], link[:20]), no_end),
        **dict.fromkeys((link[1:], link[12:]), no_beginning),
        link[:-1] + "U": "The link has a letter that is in none: I, L, O and U never are, 1 and 0 are.",
        link + "0": "The link has a wrong letter, or one too many.",
        "https://x.y/z": "The link does not begin with PAYCLI:1/.",
    }
    with Misses() as misses:
        for line, said in table.items():
            with misses.of(said):
                error = typed(line, "grab", "-", "--as", "li", status=65)
                assert error["message"].startswith("Nothing was grabbed. ")
                assert error["message"].endswith(said), error
                elsewhere = error["code"] == "other_ledger_code"
                assert error["hint"] == ("copy it again" if elsewhere else "copy all of it, from PAYCLI:1/ on")
                assert secret[2:-2] not in str(error)
    for cut in (link[1:], link[12:]):
        assert secret[2:-2] not in str(home.json("pay", cut, "--as", "li", status=65)), "nor as an argument"


def test_codes_of_other_things_and_ledgers_say_what_to_do(home: Household, typed: Callable[..., Any]) -> None:
    link = link_of(home)
    home.run("wallet", "new", "cafe", "--shop")
    sale = home.json("pos", "charge", "1", "--no-wait", "--as", "cafe")["qr"]
    for error in (typed(sale, "grab", "-", "--as", "li", status=65), home.json("grab", sale, "--as", "li", status=65)):
        assert (error["code"], error["hint"]) == ("code_elsewhere", f"paycli pay {sale}")
    for words in (("pay", link), ("grab", link)):
        error = home.json(*words, "--as", "li", status=65 if words[0] == "pay" else 2)
        assert error["hint"] == "paycli grab -"
        assert link[-26:] not in str(error)
    other = typed(gift_text("0" * 32, bytes(16)), "grab", "-", "--as", "li", status=65)
    assert other["code"] == "other_ledger_code"
    ours = home.json("ledger", "show", "--as", "ming")["ledger"]
    assert (other["what"], other["ledger"], other["other_ledger"]) == ("link", ours, "0" * 32)
    for broken in (link[:-1], link + "0", link.replace("PAYCLI:1", "PAYCLI:2")):
        error = typed(broken, "grab", "-", "--as", "li", status=65)
        assert error["code"] == "qr_malformed"
        assert link[-26:-2] not in str(error)


# --- cards ------------------------------------------------------------------------------------------------------------
def drawn_svg(path: Path) -> np.ndarray:
    """Draw the rectangles of an SVG card, eight dots a module, and nothing around them but white."""
    root = ET.fromstring(path.read_text())  # noqa: S314  our own file
    code = next(group for group in root.iter(f"{SVG}g") if group.get("id") == "code")
    rects = [[int(rect.get(name, "0")) for name in ("x", "y", "width", "height")] for rect in code]
    size = max(x + width for x, _, width, _ in rects) + 4
    picture = np.full((size * 8, size * 8), 255, np.uint8)
    for x, y, width, height in rects:
        picture[y * 8 : (y + height) * 8, x * 8 : (x + width) * 8] = 0
    assert min(x for x, *_ in rects) == min(y for _, y, *_ in rects) == 4, "the quiet zone"
    return picture


def drawn_png(path: Path) -> np.ndarray:
    from PIL import Image

    with Image.open(path) as picture:
        return np.array(picture.convert("L"))


def test_cards_are_read_by_others_and_their_link_grabs(home: Household, typed: Callable[..., Any]) -> None:
    link = link_of(home, "--card", "a.svg", "--card", "b.PNG", "-m", "<b>Party</b> & cake")
    for who, picture in (("li", drawn_svg(Path("a.svg"))), ("bo", drawn_png(Path("b.PNG")))):
        found = zxingcpp.read_barcodes(picture, try_invert=False)
        assert [each.text for each in found] == [link]
        typed(found[0].text, "grab", "-", "--as", who)
    words = "\n".join(ET.fromstring(Path("a.svg").read_text()).itertext())  # noqa: S314  our own file
    for text in ("An envelope from @ming", "<b>Party</b> & cake", "paycli grab -", "until ", "play money"):
        assert text in words
    assert {path.stat().st_mode & 0o777 for path in (Path("a.svg"), Path("b.PNG"))} == {0o600}


def test_a_card_never_overwrites_and_nothing_is_sent_without_it(home: Household) -> None:
    Path("there.svg").write_text("mine")
    before = home.balance("ming")
    for name, status in (("there.svg", 5), ("card.txt", 2), ("no/folder/card.svg", 78)):
        for more in ((), ("--dry-run",)):
            words = ("envelope", "send", "9", "--link", "--card", "first.svg", "--card", name, *more, "--as", "ming")
            assert home.json(*words, status=status)["message"].startswith("Nothing was sent.")
    assert (Path("there.svg").read_text(), home.balance("ming")) == ("mine", before)
    assert not Path("first.svg").exists()
    home.json("envelope", "send", "9999", "--link", "--card", "first.svg", "--as", "ming", status=3)
    home.json("envelope", "send", "9", "--card", "first.svg", "--as", "ming", status=2)
    tried = home.json("envelope", "send", "9", "--link", "--card", "first.svg", "--dry-run", "--as", "ming")
    assert (tried["link"], tried["cards"]) == (None, [])
    assert not Path("first.svg").exists()


def test_the_code_in_the_terminal_grabs(
    home: Household, typed: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["envelope", "send", "3", "-n", "3", "--link", "--no-key", "--as", "ming", "--yes"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 80 for line in shown)
    code = read_code(pixels_of([line for line in shown if set(line) <= set("█▀▄ ")]))
    assert code is not None
    assert code in shown
    typed(code, "grab", "-", "--as", "li")


# --- later ------------------------------------------------------------------------------------------------------------
def test_an_envelope_for_later_is_taken_when_it_opens(
    home: Household, monkeypatch: pytest.MonkeyPatch, typed: Callable[..., Any]
) -> None:
    monkeypatch.setenv("PAYCLI_NOW", "2030-01-01T10:00:00Z")
    sent = ("envelope", "send", "2", "-n", "2", "--link", "--open-at", "2030-01-01T20:00+00:00", "-k", "later")
    first = home.json(*sent, "--as", "ming")
    assert (first["opens_at"], first["due"]) == ("2030-01-01T20:00:00.000Z", "2030-01-02T20:00:00.000Z")
    assert typed(first["link"], "grab", "-", "--as", "li", status=4)["code"] == "not_yet_open"
    monkeypatch.setenv("PAYCLI_NOW", "2030-01-01T20:00:01Z")
    typed(first["link"], "grab", "-", "--as", "li")
    again = home.json(*sent, "--as", "ming")
    assert (again["replayed"], again["link"]) == (True, first["link"])
    past = home.json(*sent[:-1], "other", "--as", "ming", status=2)
    assert past["message"] == "Nothing was sent. The time to open it has passed."
    monkeypatch.setenv("PAYCLI_NOW", "2030-01-02T20:00:00Z")
    expired = typed(first["link"], "grab", "-", "--as", "bo", status=4)
    assert expired["code"] == "envelope_expired"


NOON = 1_893_499_200_000  # 2030-01-01 12:00 UTC


@pytest.mark.parametrize(
    ("typed_time", "hours"),
    [("20:00", 7), ("13:00", 24), ("12:30", 23.5), ("+2h", 2), ("2030-01-02", 11), ("2030-01-01T20:00", 7)],
)
def test_a_time_ahead_is_read_in_the_zone_of_the_ledger(typed_time: str, hours: float) -> None:
    found = parse_ahead(typed_time, "Europe/Berlin", NOON, lasting=False)
    assert found == NOON + hours * HOUR_MS


@pytest.mark.parametrize("text", ["25:00", "tomorrow", "+2", "9999-12-31T23:59", "", "+999999w", "2h"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        parse_ahead(text, "America/New_York", NOON, lasting=False)


@pytest.mark.parametrize("text", ["+2h", "20:00"])
def test_a_time_that_means_another_tomorrow_takes_no_key(text: str) -> None:
    with pytest.raises(KeyNotUsable, match="Nothing was sent"):
        parse_ahead(text, "UTC", NOON, lasting=True)


def test_a_word_is_folded() -> None:
    assert fold_word("  \uff2fpen\u3000 SESAME ") == "open sesame"
    for short in ("abc", " a b ", "", "\udcff" * 5):
        with pytest.raises(TextInvalid) as refused:
            fold_word(short)
        assert isinstance(refused.value, PaycliError)
    with pytest.raises(QrMalformed):
        parse_text(gift_text("0" * 32, bytes(16))[:-14])
