"""Views of ledgers begun and joined, and of who one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Line
from paycli.console.views.wording import joined, vault_text

if TYPE_CHECKING:
    from paycli.services.people.identity import Identity
    from paycli.services.people.joining import Joined
    from paycli.services.people.onboarding import Begun


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
        " Everybody's clock counts: one that runs ahead opens and ends envelopes early,"
        " and `paycli ledger show` says whose it was."
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
