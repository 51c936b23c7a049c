"""Views of contacts: keys that were compared, and who is blocked or trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import people
from paycli.console.output import Document, Line, Listing, Part
from paycli.console.tables import Table
from paycli.console.views.wording import utc
from paycli.signing import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.services.engine.pins import Pinned
    from paycli.services.people.contacts import Block, ContactShown, Removed, Trust, Verified


def comparison(pinned: Pinned) -> str:
    """Write the question whether somebody's key is the one that they say."""
    who = f"@{pinned.now.handle}"
    return f"{who} has key {fingerprint(pinned.now.key)}; they see theirs in: paycli whoami.  Does {who} say the same?"


def key_changed(pinned: Pinned) -> str:
    """Write that a key is not the one that was known."""
    known = fingerprint(pinned.known.key) if pinned.known else "none"
    return f"THE KEY OF @{pinned.now.handle} CHANGED: {fingerprint(pinned.now.key)} instead of {known}"


def verified(result: Verified) -> Document:
    """Show a contact whose key was compared."""
    data = people.Verified(
        handle=result.handle,
        wallet=result.wallet,
        fingerprint=result.fingerprint,
        verified=True,
        replaced=result.replaced,
        changed=result.changed,
    )
    if not result.changed:
        line = Line(f"{result.handle} was verified before, key {result.fingerprint}.", "good")
    elif result.replaced is not None:
        line = Line(f"{result.handle} is verified, NEW key {result.fingerprint} in place of {result.replaced}.", "warn")
    else:
        line = Line(f"{result.handle} is verified, key {result.fingerprint}.", "good")
    return Document(data, (line,), result.wallet)


def removed(result: Removed) -> Document:
    """Show who was forgotten, and what that means."""
    data = people.Forgotten(
        handle=result.handle,
        wallet=result.wallet,
        fingerprint=result.fingerprint,
        was_verified=result.was_verified,
        changed=True,
    )
    key = f"{'verified ' if result.was_verified else ''}key {result.fingerprint}"
    lines = (
        Line(f"{result.handle} is forgotten, with the {key}.", "good"),
        Line("The next payment to them shows their key again, as the first time.", "dim"),
    )
    return Document(data, lines, result.wallet)


def block(result: Block) -> Document:
    """Show who is blocked or not any more, and what that means."""
    data = people.Block(
        handle=result.handle,
        wallet=result.wallet,
        blocked=result.blocked,
        changed=result.changed,
    )
    who = result.handle
    if not result.changed:
        word = "blocked already" if result.blocked else "not blocked"
        return Document(data, (Line(f"Nothing changed: {who} is {word}.", "good"),), result.wallet)
    if not result.blocked:
        line = f"{who} is not blocked any more: they can send to you, and take from your envelopes."
        return Document(data, (Line(line, "good"),), result.wallet)
    lines = (
        Line(f"{who} is blocked: they cannot send to you, and cannot take from your envelopes.", "good"),
        Line("Earlier payments stay. People who can read the ledger's file can see the block.", "dim"),
    )
    return Document(data, lines, result.wallet)


def trust(result: Trust) -> Document:
    """Show who is trusted or not any more, and what that means."""
    data = people.Trust(
        handle=result.handle,
        wallet=result.wallet,
        trusted=result.trusted,
        changed=result.changed,
    )
    who = result.handle
    if not result.changed:
        word = "trusted already" if result.trusted else "not trusted"
        return Document(data, (Line(f"Nothing changed: {who} is {word}.", "good"),), result.wallet)
    if not result.trusted:
        return Document(data, (Line(f"{who} is a stranger again.", "good"),), result.wallet)
    lines = [
        Line(f"{who} is trusted: they may pay you at once and ask you for money, whatever strangers may do.", "good")
    ]
    if result.blocked:
        lines.append(
            Line(f"They are blocked, which is stronger: paycli contact unblock {who.removeprefix('@')}", "warn")
        )
    return Document(data, tuple(lines), result.wallet)


def contacts(results: Sequence[ContactShown]) -> Listing:
    """Show whom somebody knows."""
    items = [
        people.Contact(
            handle=each.handle,
            wallet=each.wallet,
            fingerprint=each.fingerprint,
            verified=each.verified,
            blocked=each.blocked,
            trusted=each.trusted,
            key_changed=each.key_changed,
            since=utc(each.since),
        )
        for each in results
    ]
    rows = [(each.handle, each.fingerprint, _key(each), _standing(each)) for each in results]
    foot: tuple[Part, ...] = ()
    if any(each.key_changed for each in results):
        foot = (Line("Where a key changed: ask them in person, then  paycli contact verify WHO", "warn"),)
    empty = "Nobody yet: whom you send to is remembered here."
    return Listing(
        items, Table(("WHO", "KEY", "", ""), rows, keep=(0, 1)), empty, [each.handle for each in results], foot
    )


def _standing(contact: ContactShown) -> str:
    """Say whether somebody is blocked or trusted; a block is stronger."""
    return "blocked" if contact.blocked else "trusted" if contact.trusted else ""


def _key(contact: ContactShown) -> str:
    if contact.key_changed:
        return "KEY CHANGED"
    return "verified" if contact.verified else "not verified"
