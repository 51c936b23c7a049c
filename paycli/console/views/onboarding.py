"""Views of ledgers begun and joined, and of who one is."""

from __future__ import annotations

from shlex import quote as quoted
from typing import TYPE_CHECKING

from paycli.console.documents import beginning
from paycli.console.output import Document, Line
from paycli.console.times import iso_utc
from paycli.console.views.strangers import as_receive, as_requests, strangers_text
from paycli.console.views.unlocking import begun_text, state_text
from paycli.console.views.wording import joined, vault_text

if TYPE_CHECKING:
    from paycli.domain.records import Profile
    from paycli.domain.unlocking import UnlockedNow
    from paycli.services.people.identity import Identity
    from paycli.services.people.joining import Joined
    from paycli.services.people.onboarding import Begun


def begun(result: Begun, now: UnlockedNow | None = None, stays: Profile | None = None) -> Document:
    """Show a ledger that was made: where it and the secrets lie, who must be trusted, what is unlocked, who acts."""
    data = beginning.Begun(
        ledger=result.ledger,
        address=result.address,
        money=result.money,
        currency=result.currency,
        handle=result.handle,
        wallet=result.wallet,
        operator_fingerprint=result.operator_fingerprint,
        vault=result.vault,
        shared=result.group,
        current=stays is None,
        changed=result.changed,
    )
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
    if now is not None:
        lines.append(begun_text(now))
    next_step = "paycli wallet invite HANDLE"
    if result.money == "play":
        next_step = "paycli card bind --test visa && paycli topup 200"
    if stays is not None:
        lines.append(_you_stay(stays))
        next_step = _use_line(result.handle, result.address)
    lines.append(Line(f"next: {next_step}", "dim"))
    return Document(data, tuple(lines), result.ledger)


def _you_stay(stays: Profile) -> str:
    return f"You stay @{stays.name} on {stays.address}."


def stays_text(stays: Profile, handle: str, address: str) -> str:
    """Say who acts as before, and how the new one does."""
    return f"{_you_stay(stays)} To act here: {_use_line(handle, address)}"


def _use_line(handle: str, address: str) -> str:
    return f"paycli use {handle.removeprefix('@')} --ledger {quoted(address)}"


def joined_view(result: Joined, now: UnlockedNow | None = None, stays: Profile | None = None) -> Document:
    """Show a wallet on somebody else's ledger, what is unlocked, and who acts."""
    data = beginning.Joined(
        ledger=result.ledger,
        address=result.address,
        handle=result.handle,
        wallet=result.wallet,
        fingerprint=result.fingerprint,
        operator=result.operator,
        operator_fingerprint=result.operator_fingerprint,
        admitted=result.admitted,
        vault=result.vault,
        money=result.money,
        current=stays is None,
        changed=result.changed,
    )
    where = vault_text(result.vault)
    operator = f"Operator {result.operator or ''} {result.operator_fingerprint}".replace("  ", " ")
    lines: tuple[Line | str, ...]
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
    if now is not None:
        lines = (*lines, begun_text(now))
    if stays is not None:
        lines = (*lines, stays_text(stays, result.handle, result.address))
    return Document(data, lines, result.wallet)


def whoami(result: Identity, now: UnlockedNow | None = None) -> Document:
    """Show which wallet acts, why, and whether its key is unlocked."""
    profile = result.profile
    data = beginning.Identity(
        profile=profile.name,
        handle=result.handle,
        wallet=profile.wallet,
        ledger=profile.ledger,
        address=profile.address,
        why=result.why,
        fingerprint=result.fingerprint,
        device=result.device,
        revoked=result.revoked,
        admitted=result.admitted,
        shop=result.shop,
        operates=profile.operator,
        vault=profile.vault,
        mandate=result.mandate,
        unlocked_until=None if now is None else iso_utc(now.until),
        receive=as_receive(result.receive),
        requests=as_requests(result.requests),
        money=result.money,
        profiles=result.known,
    )
    state = ", locked" if profile.vault == "sealed" else ""
    if now is not None:
        state = f", {state_text(now)}"
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
        f"secrets in {vault_text(profile.vault)}{state}"
        if result.mandate is None
        else f"by the mandate {result.mandate}: paycli mandate show {result.mandate}",
    ]
    if result.device is not None:
        lines.append(f"this device has a key of its own, {result.device}: paycli wallet key list")
    if result.revoked:
        lines.append(Line("The key of this device was revoked: it pays nothing any more.", "warn"))
    if roles:
        lines.append(roles)
    if (strangers := strangers_text(result.receive, result.requests)) is not None:
        lines.append(strangers)
    others = [name for name in result.known if name != profile.name]
    if others:
        lines.append(Line(f"other wallets here: {', '.join(others)}", "dim"))
    return Document(data, tuple(lines), result.handle)


def used(result: Identity, *, changed: bool, outvoted: bool = False) -> Document:
    """Show who one is from now on; `outvoted` says that the environment makes somebody else act all the same."""
    # The same handle may be on several ledgers here.
    where = f", on {result.profile.address}" if result.known.count(result.profile.name) > 1 else ""
    text = f"{result.handle} is the default now{where}." if outvoted else f"You are {result.handle} now{where}."
    profile = result.profile
    data = beginning.Chosen(
        profile=profile.name,
        handle=result.handle,
        wallet=profile.wallet,
        ledger=profile.ledger,
        address=profile.address,
        changed=changed,
    )
    return Document(data, (Line(text, "good"),), result.handle)
