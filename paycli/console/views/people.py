"""Views of ledgers begun and joined, wallets and who one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Line, Listing, Table
from paycli.console.views.moving import vault_text
from paycli.console.views.wording import joined, utc

if TYPE_CHECKING:
    from paycli.services.people.onboarding import Begun, Identity, Joined
    from paycli.services.people.wallets import Invited, WalletMade, WalletShown


def begun(result: Begun) -> Document:
    """Show a ledger that was made: where it and the secrets lie, and who must be trusted."""
    data = {
        "ledger": result.ledger,
        "address": result.address,
        "money": result.money,
        "currency": result.currency,
        "handle": result.handle,
        "wallet": result.wallet,
        "operator_fingerprint": result.operator_fingerprint,
        "vault": result.vault,
        "shared": result.group,
        "changed": result.changed,
    }
    made = "Made" if result.changed else "Already there, nothing changed:"
    who = f"group {result.group} can read and write it" if result.group else "only you can read it"
    trust = (
        f"Trust: group {result.group} can read it and break it; nobody can sign as somebody else."
        if result.group
        else "Trust: you."
    )
    play_text = "PLAY money: nothing here is worth anything." if result.money == "play" else ""
    lines: list[Line | str] = [
        Line(f"{made} ledger {result.address} ({who}).", "good"),
        f"Operator {result.operator_fingerprint} and {result.handle} keys: {vault_text(result.vault)}. {trust}",
    ]
    if play_text:
        lines.append(Line(play_text, "warn"))
    next_step = "paycli wallet invite HANDLE"
    if result.money == "play":
        next_step = "paycli card bind --test visa && paycli topup 200"
    lines.append(Line(f"next: {next_step}", "dim"))
    return Document(data, tuple(lines), result.ledger)


def joined_view(result: Joined) -> Document:
    """Show a wallet on somebody else's ledger."""
    data = {
        "ledger": result.ledger,
        "address": result.address,
        "handle": result.handle,
        "wallet": result.wallet,
        "fingerprint": result.fingerprint,
        "operator": result.operator,
        "operator_fingerprint": result.operator_fingerprint,
        "admitted": result.admitted,
        "vault": result.vault,
        "money": result.money,
        "changed": result.changed,
    }
    where = vault_text(result.vault)
    operator = f"Operator {result.operator or ''} {result.operator_fingerprint}".replace("  ", " ")
    if result.admitted:
        again = "" if result.changed else " (as before)"
        lines = (
            Line(f"Joined as {result.handle}{again}, key {result.fingerprint} in {where}.", "good"),
            f"{operator}: compare it with what the operator sees in: paycli ledger show",
        )
    else:
        name = result.handle.removeprefix("@")
        lines = (
            Line(f"Asked as {result.handle}, key {result.fingerprint} in {where}.", "good"),
            f"It waits for the operator, who types: paycli wallet admit {name}",
        )
    return Document(data, lines, result.wallet)


def wallet_data(result: WalletShown) -> dict[str, object]:
    """Give a wallet as JSON."""
    return {
        "wallet": result.id,
        "handle": result.handle,
        "name": result.name,
        "fingerprint": result.fingerprint,
        "shop": result.shop,
        "admitted": result.admitted,
        "own": result.here,
    }


def made(result: WalletMade, current: str) -> Document:
    """Show another wallet on this account, and that one stays who one was."""
    data = {
        "wallet": result.id,
        "handle": result.handle,
        "fingerprint": result.fingerprint,
        "shop": result.shop,
        "admitted": result.admitted,
        "vault": result.vault,
        "changed": result.changed,
    }
    kept = f"{result.handle} is kept on this account: whoever uses it can spend it. You stay @{current}."
    lines = [Line(kept if result.changed else f"{result.handle} was there already. You stay @{current}.", "good")]
    if not result.admitted:
        name = result.handle.removeprefix("@")
        lines.append(Line(f"It waits for the operator, who types: paycli wallet admit {name}"))
    return Document(data, tuple(lines), result.id)


def wallet(result: WalletShown) -> Document:
    """Show one wallet."""
    kind = "shop" if result.shop else "person"
    admitted = "admitted" if result.admitted else "not admitted yet"
    line = joined((f"{result.handle} {result.name or ''}".strip(), kind, f"key {result.fingerprint}", admitted))
    return Document(wallet_data(result), (line, Line(f"wallet {result.id}", "dim")), result.id)


def admitted(result: WalletShown) -> Document:
    """Show a wallet that was admitted."""
    text = f"{result.handle} is admitted, key {result.fingerprint}: compare it with theirs (paycli whoami)."
    return Document(wallet_data(result), (Line(text, "good"),), result.id)


def wallets(results: list[WalletShown]) -> Listing:
    """Show the wallets of a ledger."""
    rows = [
        (
            each.handle,
            each.name or "",
            "shop" if each.shop else "",
            each.fingerprint or "",
            "you" if each.here else ("" if each.admitted else "waits"),
        )
        for each in results
    ]
    table = Table(("HANDLE", "NAME", "", "KEY", ""), rows)
    return Listing([wallet_data(each) for each in results], table, "No wallets.", [each.id for each in results])


def invited(result: Invited, address: str) -> Document:
    """Show an invitation with its code, which is shown this once."""
    data = {"id": result.id, "handle": result.handle, "code": result.code, "due": utc(result.due)}
    name = result.handle.removeprefix("@")
    lines = (
        f"{name} types: paycli join {address}",
        f"then the code {result.code}, within 24 h",
        Line("Whoever has the code can use it, once: give it to nobody else.", "dim"),
    )
    return Document(data, lines, result.code)


def whoami(result: Identity) -> Document:
    """Show which wallet acts, and why."""
    profile = result.profile
    data = {
        "profile": profile.name,
        "handle": result.handle,
        "wallet": profile.wallet,
        "ledger": profile.ledger,
        "address": profile.address,
        "why": result.why,
        "fingerprint": result.fingerprint,
        "admitted": result.admitted,
        "shop": result.shop,
        "operator": profile.operator,
        "vault": profile.vault,
        "money": result.money,
        "profiles": list(result.known),
    }
    roles = joined(
        (
            "shop" if result.shop else "",
            "operator's key at hand" if profile.operator else "",
            "" if result.admitted else "not admitted yet",
        )
    )
    lines: list[Line | str] = [
        Line(f"You are {result.handle} ({result.why}), key {result.fingerprint}", "head"),
        f"ledger {profile.address}, {result.money} money",
        f"secrets in {vault_text(profile.vault)}",
    ]
    if roles:
        lines.append(roles)
    others = [name for name in result.known if name != profile.name]
    if others:
        lines.append(Line(f"other wallets here: {', '.join(others)}", "dim"))
    return Document(data, tuple(lines), result.handle)


def used(result: Identity) -> Document:
    """Show who one is from now on."""
    # The same handle may be on several ledgers here.
    where = f", on {result.profile.address}" if result.known.count(result.profile.name) > 1 else ""
    return Document(whoami(result).data, (Line(f"You are {result.handle} now{where}.", "good"),), result.handle)
