"""Views of the wallets of a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import people
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.times import iso_utc
from paycli.console.views.strangers import as_receive, as_requests, strangers_text
from paycli.console.views.wording import joined
from paycli.domain.asking_kinds import ALL, ASKED, NONE, RECEIVE, REQUESTS, TRUSTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.services.people.choices import Chosen
    from paycli.services.people.invitations import Invited
    from paycli.services.people.wallets import Renamed, WalletMade, WalletShown


def wallet_data(result: WalletShown) -> people.Wallet:
    """Give a wallet as JSON."""
    return people.Wallet(
        n=result.n,
        wallet=result.id,
        handle=result.handle,
        name=result.name,
        fingerprint=result.fingerprint,
        shop=result.shop,
        state="admitted" if result.admitted else "asking" if result.asks else "over",
        own=result.here,
        receive=as_receive(result.receive),
        requests=as_requests(result.requests),
    )


def made(result: WalletMade, current: str) -> Document:
    """Show another wallet on this account, and that one stays who one was."""
    data = people.WalletMade(
        wallet=result.id,
        handle=result.handle,
        fingerprint=result.fingerprint,
        shop=result.shop,
        admitted=result.admitted,
        vault=result.vault,
        changed=result.changed,
    )
    made = f"{result.handle} was made. Anyone using this account can spend from it. You stay @{current}."
    lines = [Line(made if result.changed else f"{result.handle} was there already. You stay @{current}.", "good")]
    if not result.admitted:
        name = result.handle.removeprefix("@")
        lines.append(Line(f"It waits for the operator, who types: paycli wallet admit {name}"))
    return Document(data, tuple(lines), result.id)


def wallet(result: WalletShown) -> Document:
    """Show one wallet."""
    kind = "shop" if result.shop else "person"
    admitted = "admitted" if result.admitted else "not admitted yet" if result.asks else "its request to join is over"
    line = joined((f"{result.handle} {result.name or ''}".strip(), kind, f"key {result.fingerprint}", admitted))
    strangers = strangers_text(result.receive, result.requests)
    lines = (line, *(() if strangers is None else (strangers,)), Line(f"wallet {result.id}", "dim"))
    return Document(wallet_data(result), lines, result.id)


def was_set(result: Chosen) -> Document:
    """Show what strangers may do with the own wallet now."""
    data = people.WalletSet(
        wallet=result.wallet,
        handle=result.handle,
        name=result.name,
        value=result.value,
        changed=result.changed,
    )
    word = "" if result.changed else "Nothing changed: "
    lines = [
        Line(f"{word}{result.name} of {result.handle} is {result.value}: {_MEANING[result.name, result.value]}", "good")
    ]
    if result.value in {ASKED, TRUSTED}:
        lines.append(Line("to trust somebody: paycli contact trust WHO", "dim"))
    return Document(data, tuple(lines), result.wallet)


_MEANING = {
    (RECEIVE, ALL): "anybody here may pay you at once.",
    (RECEIVE, ASKED): "money of strangers waits until you accept it.",
    (REQUESTS, ALL): "anybody here may ask you for money.",
    (REQUESTS, TRUSTED): "only wallets that you trust may ask you for money.",
    (REQUESTS, NONE): "nobody may ask you for money.",
}


def _decided(result: WalletShown) -> people.WalletDecided:
    # What is decided already is refused, so whoever gets here changed something.
    return people.WalletDecided(*wallet_data(result), changed=True)


def admitted(result: WalletShown) -> Document:
    """Show a wallet that was admitted."""
    text = f"{result.handle} is admitted, key {result.fingerprint}: compare it with theirs (paycli whoami)."
    return Document(_decided(result), (Line(text, "good"),), result.id)


def rejected(result: WalletShown) -> Document:
    """Show a wallet whose request to join was ended."""
    text = f"The request of {result.handle}, key {result.fingerprint}, is over. An invitation can still let them in."
    return Document(_decided(result), (Line(text, "good"),), result.id)


def wallets(results: Sequence[WalletShown]) -> Listing:
    """Show the wallets of a ledger."""
    rows = [
        (
            each.handle,
            each.name or "",
            "shop" if each.shop else "",
            each.fingerprint or "",
            "you" if each.here else "" if each.admitted else "waits" if each.asks else "over",
        )
        for each in results
    ]
    table = Table(("HANDLE", "NAME", "", "KEY", ""), rows, cut=(1,), keep=(0, 3))
    return Listing([wallet_data(each) for each in results], table, "No wallets.", [each.id for each in results])


def renamed(result: Renamed) -> Document:
    """Show the display name that the own wallet has now."""
    data = people.Renamed(
        wallet=result.id,
        handle=result.handle,
        name=result.name,
        before=result.before,
        changed=result.changed,
    )
    called = f"called {result.name}" if result.name else "without a display name"
    if not result.changed:
        return Document(data, (Line(f"Nothing changed: {result.handle} is {called} already.", "good"),), result.id)
    line = f"{result.handle} is {called} now."
    return Document(data, (Line(line, "good"), Line("Older names stay in the ledger's file.", "dim")), result.id)


def invited(result: Invited, address: str) -> Document:
    """Show an invitation with its code, which is shown this once."""
    data = people.Invited(result.id, result.handle, result.code, iso_utc(result.due), changed=True)
    name = (result.handle or "@your guest").removeprefix("@")
    lines = (
        f"{name} types: paycli join {address}",
        f"then the code {result.code}, within 24 h",
        Line("Anybody who has the code can use it, once: give it only to your guest.", "dim"),
    )
    return Document(data, lines, result.code)
