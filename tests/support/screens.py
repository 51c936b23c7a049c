"""Every screen as a grid of text: one town, whose time and ids are always the same, looked at on terminals of any size.

`make screens` writes tests/screens, a file for each screen and size, for somebody to read; a test compares them.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.console.sanitise import width
from tools.record.child import How, Program
from tools.record.play import Player

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = Path(__file__).resolve().parents[1] / "screens"
SIZES = ((80, 24), (120, 40), (40, 20))
# The folder of the town has always a name of this length, which what is drawn depends on.
_SHOWN_FOLDER = "/tmp/screens-12345678"  # noqa: S108  a name that is written down, and no folder
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\u2068\u2069]")
# At its end everybody has been told what came in since their last command, which is said once.
_SCENE = """
$ init --handle ming --currency EUR --play --vault sealed --name "Ming [red]x[/] :smile:"
@ming wallet new li --name "Li Wei"
@ming wallet new bo
@ming wallet new zoe --name "זואי"
@ming wallet new cafe --shop --name "Café Zürich"
@ming card bind --test visa
@ming card bind --test mastercard
@ming topup 300
@ming cash in li 80
@ming cash in bo 1234.50
@ming cash in zoe 5
@ming send li 60 for the tickets to the concert on Saturday night, and the taxi
@bo send ming 12.50 [bold red]not markup[/] :smile: [link=x]y[/link]
@ming send zoe 1 "שלום 123"
@ming ledger set currency JPY
@ming cash in ming 12000JPY
@ming group new family li bo zoe
@li group new club ming bo
first = @ming envelope send li 8.88 Happy New Year
lucky = @ming envelope send 50 -n 5 -m "good luck to everybody who comes by today"
@li grab {lucky}
@bo grab {lucky}
@zoe grab {lucky}
@cafe grab {lucky}
@bo envelope send ming 6.66 "for your help"
sale = @cafe pos charge 38 noodles and a pot of tea --expires 30d
paid = @cafe pos charge 10 tea --expires 30d
@li pay {paid} --tip 10%
@cafe refund {paid} 2.50 it was cold
cash = @li withdraw 5 --cash
asked = @ming request new li bo zoe 12.50 -m "pizza [bold]and[/] wine" --due +2d
@bo accept {asked}
@ming contact block zoe
tty @ming balance
tty @li balance
tty @cafe balance
"""
# The name of each screen, who looks, what is typed, and what is answered to its questions.
SCREENS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "bare": ("ming", "", ()),
    "balance": ("ming", "balance", ()),
    "whoami": ("ming", "whoami", ()),
    "log": ("ming", "log", ()),
    "log-all": ("ming", "log --all", ()),
    "log-of-a-shop": ("cafe", "log", ()),
    "log-by-who": ("ming", "log --by who", ()),
    "person": ("ming", "show @li", ()),
    "inbox": ("li", "inbox", ()),
    "request-list": ("ming", "request list", ()),
    "show-request": ("ming", "show {asked}", ()),
    "ask-split": ("ming", "split li bo 100 -m dinner --amount bo=12.50", ("n",)),
    "ask-accept": ("li", "accept {asked}", ("n",)),
    "show-envelope": ("ming", "show {lucky}", ()),
    "show-sale": ("cafe", "show {sale}", ()),
    "show-payment": ("li", "show {cash}", ()),
    "receipt": ("cafe", "pos receipt {paid}", ()),
    "envelope-list": ("ming", "envelope list", ()),
    "envelope-stats": ("ming", "envelope stats", ()),
    "wallet-list": ("ming", "wallet list", ()),
    "wallet-show": ("ming", "wallet show zoe", ()),
    "contact-list": ("ming", "contact list", ()),
    "group-list": ("ming", "group list", ()),
    "group-members": ("ming", "group list family", ()),
    "card-list": ("ming", "card list", ()),
    "config-list": ("ming", "config list", ()),
    "ledger-show": ("ming", "ledger show", ()),
    "ledger-audit": ("ming", "ledger audit", ()),
    "pos-charge": ("cafe", "pos charge 4.50 tea --no-wait --dry-run", ()),
    "ask-send": ("ming", "send bo 5 for lunch", ("n",)),
    "ask-wait": ("ming", "send bo 5 for lunch --wait", ("n",)),
    "ask-envelope": ("ming", "envelope send li,bo 10 good luck", ("n",)),
    "ask-pay": ("li", "pay {sale} --tip 10%", ("n",)),
    "ask-tab": ("li", "tab join cafe --max 20/day", ("n",)),
    "refused-too-much": ("ming", "send bo 9999", ()),
    "refused-nobody": ("ming", "send nobody 5", ()),
    "refused-word-order": ("ming", "send 5 bo", ()),
    "no-such-command": ("ming", "sned bo 5", ()),
    "help-front": ("ming", "--help", ()),
    "help-topics": ("ming", "help", ()),
    "help-amounts": ("ming", "help amounts", ()),
    "help-environment": ("ming", "help environment", ()),
    "help-send": ("ming", "send --help", ()),
    "help-envelope": ("ming", "envelope --help", ()),
}


class Town:
    """The town of the screens, in a folder of its own that is gone afterwards; use it in a `with` block."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="screens-", dir="/tmp"))

    def __enter__(self) -> Town:  # noqa: PYI034
        self._player = Player(Program(self._program), "screens", self._folder)
        for line in _SCENE.strip().split("\n"):
            self._player.do(line)
        wrong = [line for line in self._player.written if line.startswith("status") and line != "status 0"]
        assert not wrong, "\n".join(self._player.written)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder)

    def seen(self, name: str, size: tuple[int, int], **env: str) -> str:
        """Look at a screen: all that the program writes to a terminal of this size, with its colours."""
        who, line, answers = SCREENS[name]
        shown = self._player.looked_at(f"tty @{who} {line}".rstrip(), How(answers=answers, size=size), env)
        return shown.replace(str(self._folder), _SHOWN_FOLDER).replace("\r\n", "\n")

    def all_seen(self, size: tuple[int, int], **env: str) -> Mapping[str, str]:
        """Look at every screen on terminals of one size."""
        with ThreadPoolExecutor(2) as pool:
            found = pool.map(lambda name: self.seen(name, size, **env), SCREENS)
            return dict(zip(SCREENS, found, strict=True))


def grid(shown: str, columns: int) -> str:
    """Give the rows that a terminal shows: without colours, and a line that is too wide goes on in the next row."""
    rows = [row for line in _ESCAPES.sub("", shown).rstrip("\n").split("\n") for row in _rows(line, columns)]
    return "\n".join(row.rstrip() for row in rows) + "\n"


def _rows(line: str, columns: int) -> Iterator[str]:
    row = ""
    # What stood there before is overwritten: a line that tells of progress is gone.
    for character in line.rpartition("\r")[2]:
        if width(row + character) > columns:
            yield row
            row = ""
        row += character
    yield row


def path_of(name: str, size: tuple[int, int]) -> Path:
    """Give the file of a screen."""
    return FOLDER / f"{name}.{size[0]}x{size[1]}.txt"


def write(program: Path) -> None:
    """Write every screen in every size."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with Town(program) as town:
        for size in SIZES:
            for name, shown in town.all_seen(size).items():
                path_of(name, size).write_text(grid(shown, size[0]), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.executable).parent / "paycli")
