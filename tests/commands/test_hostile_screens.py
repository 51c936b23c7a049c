"""Foreign texts on a terminal with colours: every escape there is ours, at the edge of a line that we style."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.commands.test_hostile_text import NAME_MOST, NOTE_MOST, TRICKS, ids, is_text
from tests.console.hostile import harm_in, torn_in
from tests.support.inside import Household
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hostile screens")]

# A line is styled as a whole: bold, faint, red, green or magenta from its first character to its last. Inside of one
# only money that came in is green.
STYLED = re.compile(r"(\x1b\[(?:1|2|31|32|35)m)?([^\x1b]*)(\x1b\[0m)?")
CAME_IN = re.compile(r"\x1b\[32m( *\+[0-9]+(?:\.[0-9]+)? [A-Z]{3})\x1b\[0m")
# A line of a QR code: half blocks in black and white, at the left of the text that stands beside it.
DRAWN = re.compile(r"(?:\x1b\[(?:38;5;(?:16|231);)?48;5;(?:16|231)m[ \u2580\u2584\u2588]+)+\x1b\[0m *")
RED = "\x1b[31mred\x1b[0m"
SEEN = r"\x1b[31mred\x1b[0m"


def harm_on(raw: str) -> list[str]:
    """Name every line of a coloured screen that holds more than our styles around harmless text."""
    found = []
    for line in raw.split("\n"):
        text = line[drawn.end() :] if (drawn := DRAWN.match(line)) else line
        styled = STYLED.fullmatch(CAME_IN.sub(r"\1", text))
        if styled is None or bool(styled[1]) != bool(styled[3]) or harm_in(styled[2]) or torn_in(styled[2]):
            found.append(ascii(line))
    return found


class Bazaar(NamedTuple):
    """A ledger whose every name, note, message and line is hostile; the ids are of those made of red letters."""

    env: Mapping[str, str]
    note: str
    envelope: str
    sale: str
    wallet: str

    def line(self, *words: str) -> list[str]:
        """Put the ids into a command line."""
        places = {"NOTE": self.note, "ENVELOPE": self.envelope, "SALE": self.sale, "WALLET": self.wallet}
        return [places.get(word, word) for word in words]


def short(payload: str, most: int) -> bool:
    """Tell whether a payload is a text that is taken at all."""
    return is_text(payload) and len(unicodedata.normalize("NFC", payload)) <= most


@pytest.fixture(scope="module")
def bazaar(tmp_path_factory: pytest.TempPathFactory) -> Bazaar:
    with pytest.MonkeyPatch.context() as patch:
        house = Household(tmp_path_factory.mktemp("bazaar"), patch)
        house.begin("li")
        house.run("wallet", "new", "cafe", "--shop")
        house.run("cash", "in", "ming", "5000", "--as", "ming")
        for payload in (each for each in TRICKS if short(each, NOTE_MOST) and each != RED):
            house.run("send", "li", "0.01", "-m", payload, "--as", "ming")
            house.run("envelope", "send", "li", "0.01", "-m", payload, "--as", "ming")
            house.run("pos", "charge", "0.01", payload, "--expires", "1d", "--as", "cafe", status=None)
        for number, payload in enumerate(each for each in TRICKS if short(each, NAME_MOST)):
            house.run("wallet", "new", f"w-{number}", "--name", payload, "--as", "ming")
        note = house.json("send", "li", "0.01", "-m", RED, "--as", "ming")["id"]
        envelope = house.json("envelope", "send", "li", "0.01", "-m", RED, "--as", "ming")["id"]
        sale = house.json("pos", "charge", "0.01", RED, "--expires", "1d", "--as", "cafe")["id"]
        house.run("wallet", "new", "red", "--name", RED, "--as", "ming")
        names = ("PAYCLI_HOME", "PAYCLI_PASSPHRASE_FILE")
        return Bazaar({name: os.environ[name] for name in names}, note, envelope, sale, "red")


# What each shows of the red letters, for people; the ones that hold no text of others show none.
VIEWS = {
    "what waits": (("--as", "li"), SEEN),
    "log": (("log", "--as", "li"), SEEN),
    "log of the shop": (("log", "--as", "cafe"), ""),
    "log of all": (("log", "--all", "--as", "ming"), SEEN),
    "inbox": (("inbox", "--as", "li"), SEEN),
    "envelopes": (("envelope", "list", "--as", "ming"), SEEN),
    "wallets": (("wallet", "list", "--as", "ming"), SEEN),
    "wallet": (("wallet", "show", "WALLET", "--as", "ming"), SEEN),
    "note": (("show", "NOTE", "--as", "li"), SEEN),
    "envelope": (("show", "ENVELOPE", "--as", "li"), SEEN),
    "sale": (("show", "SALE", "--as", "cafe"), SEEN),
    "receipt": (("pos", "receipt", "SALE", "--as", "cafe"), SEEN),
    "till": (("pos", "charge", "1", RED, "--no-wait", "--as", "cafe"), SEEN),
    "grab": (("grab", "ENVELOPE", "--yes", "--as", "li"), SEEN),
    "balance": (("balance", "--as", "li"), ""),
    "ledger": (("ledger", "show", "--as", "ming"), ""),
    "audit": (("ledger", "audit", "--as", "ming"), ""),
    "doctor": (("doctor", "--as", "ming"), ""),
}


def screen(bazaar: Bazaar, *words: str) -> Screen:
    """Open a terminal so large that nothing is cut off or paged, with colours whatever its kind."""
    env = {**bazaar.env, "PAYCLI_PAGER": ""}
    return Screen(*bazaar.line(*words), "--color", "always", env=env, columns=1000, rows=1000)


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_on_a_coloured_terminal_has_no_escape_but_ours(name: str, bazaar: Bazaar) -> None:
    words, seen = VIEWS[name]
    with screen(bazaar, *words) as shown:
        text = shown.ended()
        assert harm_on(shown.raw) == []
    assert seen in text
    # Where texts of others stand there are colours too, or this would look at a plain screen.
    assert "\x1b[" in shown.raw or not seen


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("send", "li", RED, "--as", "ming"), 2),
        (("send", RED, "1", "--as", "ming"), 2),
        (("show", RED, "--as", "ming"), 4),
        (("balance", "--as", RED), 78),
        ((RED,), 2),
        (("join", f"/nowhere/{RED}", "--handle", "bo", "--no-input"), 78),
    ],
    ids=ids,
)
def test_an_error_on_a_coloured_terminal_has_no_escape_but_ours(
    words: tuple[str, ...], status: int, bazaar: Bazaar
) -> None:
    with screen(bazaar, *words) as shown:
        text = shown.ended(status)
        assert harm_on(shown.raw) == []
        assert "\x1b[31m" in shown.raw, "an error is red"
    assert SEEN in text


@pytest.mark.parametrize(
    "words",
    [
        ("pay", "SALE", "--as", "li"),
        ("send", "red", "1", "-m", RED, "--as", "ming"),
        ("envelope", "send", "li", "1", "-m", RED, "--as", "ming"),
        ("cancel", "SALE", "--as", "cafe"),
    ],
    ids=ids,
)
def test_a_question_on_a_coloured_terminal_has_no_escape_but_ours(words: tuple[str, ...], bazaar: Bazaar) -> None:
    with screen(bazaar, *words) as shown:
        shown.until("? [").until("] ").type("n\n")
        shown.ended(1)
        assert harm_on(shown.raw) == []


def test_the_check_finds_a_style_that_is_not_at_the_edge_of_its_line() -> None:
    assert harm_on("\x1b[32mgood\x1b[0m\nplain\n\x1b[48;5;16m \x1b[0m  \x1b[1mbeside\x1b[0m") == []
    torn = ("\x1b[2J", "\x1b[32mno end", "a\rb", "no begin\x1b[0m")
    for raw in (f"a {RED}", f"\x1b[32m{RED}\x1b[0m", f"\x1b[48;5;16m \x1b[0m {RED}x", *torn):
        assert len(harm_on(raw)) == 1, ascii(raw)
