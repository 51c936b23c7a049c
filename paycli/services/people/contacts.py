"""Whom the client knows: verifying a key, the list of everybody, blocking and trusting."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.asking_bodies import ContactTrustBody
from paycli.domain.bodies import ContactBlockBody
from paycli.domain.texts import clean_handle
from paycli.errors import ContactUnknown, Usage, step
from paycli.services.engine.intents import Execution, Intent, carry_out
from paycli.services.engine.pins import Pinned, look_at
from paycli.services.reading.around_orders import before_posting
from paycli.services.reading.groups import blocked_by, trusted_by
from paycli.services.reading.names import resolve
from paycli.services.reading.reader import Reader, reading
from paycli.signing import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.ports import App
    from paycli.domain.records import Contact

BLOCK, TRUST = "contact.block", "contact.trust"


class ContactShown(NamedTuple):
    """A contact: handle with @, wallet, fingerprint known, whether it was compared, whether the ledger has another.

    `since` (ms) is None for somebody who was only blocked or trusted and never dealt with.
    """

    handle: str
    wallet: str
    fingerprint: str
    verified: bool
    blocked: bool
    trusted: bool
    key_changed: bool
    since: int | None


class Verified(NamedTuple):
    """A contact whose key was compared; `replaced` is the fingerprint that was known before, if it was another."""

    handle: str
    wallet: str
    fingerprint: str
    replaced: str | None
    changed: bool


class Removed(NamedTuple):
    """A contact that was forgotten: the fingerprint that was known, and whether it had been compared."""

    handle: str
    wallet: str
    fingerprint: str
    was_verified: bool


class Block(NamedTuple):
    """Somebody who is blocked now, or not any more; `changed` is false where it was so already."""

    handle: str
    wallet: str
    blocked: bool
    changed: bool


class Trust(NamedTuple):
    """Somebody who is trusted now, or not any more; `changed` is false where it was so already."""

    handle: str
    wallet: str
    trusted: bool
    changed: bool
    blocked: bool = False


# --- verifying -------------------------------------------------------------------------------------------------------
def verify(app: App, who: str, agree: Callable[[Pinned], None]) -> Verified:
    """Note that somebody's key was compared with theirs; `agree` raises Cancelled where the person says no.

    A key that is not the known one takes its place, and what paycli refused because of it works again.
    """
    with reading(app) as reader:
        if resolve(reader, who) == app.profile.wallet:
            raise Usage(problem="Nothing was verified. That is your own wallet", help=step("look_at_yourself"))
        pinned = look_at(app, reader.view, resolve(reader, who), app.contacts.known())
    now, known = pinned
    replaced = fingerprint(known.key) if known is not None and not pinned.same else None
    changed = known is None or not pinned.same or not known.verified
    if changed:
        agree(pinned)
        since = known.since if known is not None and pinned.same else now.since
        app.contacts.keep(now._replace(verified=True, since=since, shown=True), replace=True)
    return Verified(
        handle=f"@{now.handle}",
        wallet=now.wallet,
        fingerprint=fingerprint(now.key),
        replaced=replaced,
        changed=changed,
    )


def contacts(app: App) -> list[ContactShown]:
    """List everybody known, blocked or trusted, by handle, with what the ledger says of them now."""
    known = app.contacts.known()
    with reading(app) as reader:
        blocked, trusted = blocked_by(reader), trusted_by(reader)
        shown = [
            ContactShown(
                handle=f"@{each.handle}",
                wallet=each.wallet,
                fingerprint=fingerprint(each.key),
                verified=each.verified,
                blocked=each.wallet in blocked,
                trusted=each.wallet in trusted,
                key_changed=not _is_current(app, reader, each),
                since=each.since,
            )
            for each in known.values()
        ]
        for wallet in {*blocked, *trusted} - {each.wallet for each in known.values()}:
            now = look_at(app, reader.view, wallet, {}).now
            shown.append(
                ContactShown(
                    handle=f"@{now.handle}",
                    wallet=wallet,
                    fingerprint=fingerprint(now.key),
                    verified=False,
                    blocked=wallet in blocked,
                    trusted=wallet in trusted,
                    key_changed=False,
                    since=None,
                )
            )
    return sorted(shown)


def _is_current(app: App, reader: Reader, known: Contact) -> bool:
    """Tell whether the ledger still has the wallet and key of a contact under their handle."""
    wallet = reader.view.handle_owner(known.handle)
    return wallet == known.wallet and look_at(app, reader.view, wallet, {known.handle: known}).same


def remove(app: App, who: str) -> Removed:
    """Forget somebody's key, so that they are a stranger again; a block stays. Raises NotFound."""
    handle = clean_handle(who)
    gone = app.contacts.remove(handle)
    if gone is None:
        raise ContactUnknown(who=f"@{handle}")
    return Removed(f"@{handle}", gone.wallet, fingerprint(gone.key), was_verified=gone.verified)


def block(app: App, who: str, *, blocked: bool) -> Block:
    """Block somebody, or end that; left as it is where it is so already."""
    other = _other(app, BLOCK, who)
    changed = other.blocked != blocked
    if changed:
        body = ContactBlockBody(wallet=other.wallet, blocked=blocked)
        carry_out(app, Execution(), Intent(BLOCK, lambda _: body))
    return Block(other.handle, other.wallet, blocked, changed)


def trust(app: App, who: str, *, trusted: bool) -> Trust:
    """Trust somebody, or end that; left as it is where it is so already."""
    other = _other(app, TRUST, who)
    changed = other.trusted != trusted
    if changed:
        body = ContactTrustBody(wallet=other.wallet, trusted=trusted)
        carry_out(app, Execution(), Intent(TRUST, lambda _: body))
    return Trust(other.handle, other.wallet, trusted, changed, blocked=other.blocked)


class _Other(NamedTuple):
    """Somebody else, and what the own wallet says of them now."""

    handle: str
    wallet: str
    blocked: bool
    trusted: bool


def _other(app: App, kind: str, who: str) -> _Other:
    with before_posting(app, kind) as reader:
        wallet = resolve(reader, who)
        if wallet == app.profile.wallet:
            raise Usage(problem="That is your own wallet", help=step("look_at_yourself"))
        return _Other(
            handle=reader.handle(wallet),
            wallet=wallet,
            blocked=wallet in blocked_by(reader),
            trusted=wallet in trusted_by(reader),
        )
