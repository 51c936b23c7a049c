"""The transcripts on one laptop, typed at a terminal word by word; also run inside a session with a keyring."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.support.program import paycli, paycli_json
from tests.support.schemas import faults_against
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Laptop:
    """Somebody alone at a terminal: an environment, and the passphrase to type wherever it is asked for.

    `vault` says where the secrets must lie.
    """

    def __init__(
        self, env: Mapping[str, str] | None = None, passphrase: str | None = None, vault: str = "the sealed file"
    ) -> None:
        self.env = env
        self.passphrase = passphrase
        self.vault = vault

    @contextmanager
    def types(self, line: str, *, secret: bool = True, rows: int = 24) -> Iterator[Screen]:
        """Type a command line without `paycli`; answers the question for the passphrase where one comes."""
        with Screen(*line.split(), env=self.env, rows=rows) as screen:
            if secret:
                self.unlocks(screen)
            yield screen

    def unlocks(self, screen: Screen) -> None:
        """Answer the question for the passphrase, if this laptop is asked for one."""
        if self.passphrase is not None:
            screen.answer("Passphrase of the sealed file: ", self.passphrase)

    def sees(self, line: str, *, secret: bool = True, status: int = 0) -> str:
        """Type a command that asks nothing else, and give its screen."""
        with self.types(line, secret=secret) as screen:
            return flat(screen.ended(status))

    def begin(self) -> str:
        """Answer the three questions of `init`."""
        with self.types("init", secret=False) as screen:
            screen.answer("Handle", "ming").answer("Currency [EUR]: ", "").answer("Play or real money? [play]: ", "")
            if self.passphrase is not None:
                screen.answer("New passphrase, 8 characters or more: ", self.passphrase)
                screen.answer("The same passphrase again: ", self.passphrase)
            return flat(screen.ended())


# --- alone on a laptop ------------------------------------------------------------------------------------------------
def alone(laptop: Laptop) -> None:
    """Play the transcript ALONE ON A LAPTOP, hold it to its words, and open THE BOOKS behind it."""
    begun = laptop.begin()
    assert "home.db (only you can read it)." in begun, begun
    assert f"and @ming keys: {laptop.vault}. Trust: you." in begun, begun
    assert "PLAY" in begun, begun

    bound = laptop.sees("card bind --test visa")
    assert f"Bound c1 Visa test ....4242, the default card. Token in {laptop.vault}." in bound, bound
    with laptop.types("topup 200", secret=False) as screen:
        screen.answer("From c1 Visa test ....4242 (PLAY) -> @ming: 200.00 EUR. Charge the card? [Y/n] ", "y")
        laptop.unlocks(screen)
        topped = flat(screen.ended())
    assert "+200.00 EUR from c1 Visa test ....4242 (PLAY) balance 200.00 EUR (PLAY)" in topped, topped

    made = laptop.sees("wallet new li")
    assert "@li was made. Anyone using this account can spend from it. You stay @ming." in made, made

    with laptop.types("envelope send li 8.88 Happy New Year", secret=False) as screen:
        # The question comes before the secret: nobody unlocks a key for what they may still refuse.
        screen.until("From @ming (200.00 EUR, PLAY) -> @li key ")
        screen.until(', first time, 1 packet of 8.88 EUR, "Happy New Year", the rest comes back ')
        screen.until("Send? [y/N] ").type("y\n")
        laptop.unlocks(screen)
        sent = flat(screen.ended())
    assert " sent (PLAY). @li types: paycli grab" in sent, sent
    assert "the rest comes back " in sent, sent
    assert "balance 191.12 EUR (PLAY)" in sent, sent

    grabbed = laptop.sees("grab --as li")
    assert '"Happy New Year" from @ming: you got 8.88 EUR balance 8.88 EUR (PLAY)' in grabbed, grabbed

    bare = laptop.sees("", secret=False)
    assert "191.12 EUR (PLAY) @ming" in bare, bare
    assert "next: " in bare, bare
    books(laptop)


def books(laptop: Laptop) -> None:
    """Play the transcript THE BOOKS behind ALONE ON A LAPTOP."""
    seen = laptop.sees("ledger audit", secret=False)
    assert "GOOD (PLAY)" in seen, seen
    assert "entries 10 signatures 10 good, 0 settled by rule 4 accounts = sum of transfers" in seen, seen
    assert "EUR sums to 0" in seen, seen
    assert "open: nothing root " in seen, seen
    assert " extends the one you knew (10) " in seen, seen


# --- a sale -----------------------------------------------------------------------------------------------------------
def market(laptop: Laptop) -> None:
    """Make a play ledger with a shop and a guest who has 50 EUR."""
    laptop.begin()
    laptop.sees("wallet new cafe --shop")
    laptop.sees("wallet new bo")
    laptop.sees("cash in bo 50 --yes --as ming")


def sale(laptop: Laptop) -> None:
    """Play the transcript A SALE at two terminals, the till's and the guest's."""
    market(laptop)
    with laptop.types("pos charge 38.00 2 noodles --as cafe", rows=40) as till:
        till.until("types: ").until("paycli pay ").until("waiting .. ").until("     Ctrl-C cancels")
        short = flat(till.text).rpartition("paycli pay ")[2].split()[0]
        assert all(part in till.text for part in ("38.00 EUR (PLAY)", "to @cafe", "2 noodles")), till.text
        with laptop.types(f"pay {short} --as bo", secret=False) as guest:
            guest.until("From @bo (50.00 EUR, PLAY) -> @cafe key ")
            guest.until("first time: 38.00 EUR, 2 noodles.  Pay? [y/N] ").type("y\n")
            laptop.unlocks(guest)
            paid = flat(guest.ended())
        assert "38.00 EUR paid to @cafe (PLAY) balance 12.00 EUR (PLAY)" in paid, paid
        screen = flat(till.ended())
    assert "paid by @bo " in screen, screen
    assert "sale 0-000001 today 1 sale 38.00 EUR" in screen, screen


# --- a script ---------------------------------------------------------------------------------------------------------
RENT = "send bo 120 rent 2/4 -k rent-2026-02 --json --yes --as ming"
TOO_MUCH = "send bo 9999 --as ming --yes"
SHORT = ["Nothing was sent. @ming has 412.30 EUR, but needs 9999.00 EUR.", "  try: paycli topup 9586.70"]


def script(laptop: Laptop) -> None:
    """Play the transcript A SCRIPT: typed as it stands there, and as the script that it is, without a terminal.

    With --json nobody is asked for anything, so no laptop plays it whose passphrase has to be typed each time.
    """
    market(laptop)
    laptop.sees("cash in ming 532.30 --yes --as ming")
    rent = json.loads(laptop.sees(RENT))
    assert faults_against("sent", rent) == [], rent
    told = {name: rent[name] for name in ("state", "amount", "currency", "to", "replayed")}
    assert told == {"state": "done", "amount": "120.00", "currency": "EUR", "to": ["@bo"], "replayed": False}, rent
    refused = laptop.sees(TOO_MUCH, status=3)
    assert flat(" ".join(SHORT)) in refused, refused
    assert paycli_json(*RENT.split(), env=laptop.env) == {**rent, "replayed": True}
    unattended = paycli(*TOO_MUCH.split(), status=3, env=laptop.env)
    assert (unattended.stdout, unattended.stderr.splitlines()) == ("", SHORT), unattended
    seen = laptop.sees("balance --as ming")
    assert "412.30 EUR" in seen, seen
