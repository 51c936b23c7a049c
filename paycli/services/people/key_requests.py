"""Another device of the same person: it asks for a key of the wallet, and acts once a device of the wallet adds it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import claim_message, key_id, name_of, uuid7
from paycli.domain.key_requests import KeyRequest, shown_code
from paycli.domain.records import Profile, secret_entry
from paycli.errors import KeyRequestBad, KeyRequestOver, KeyWaits, NotAdmitted, NotALedger
from paycli.services.reading.keys import operator_fingerprint
from paycli.services.reading.names import resolve
from paycli.services.reading.own_keys import own_key
from paycli.services.reading.reader import Reader, reading
from paycli.signing import fingerprint, public_of, sign

if TYPE_CHECKING:
    from paycli.domain.key_requests import Laid
    from paycli.domain.ports import App, KeyRequests, Machine, View


class KeyAsked(NamedTuple):
    """A device of a wallet: its key, and the code that another device of it types, until when (ms), to let it in.

    Both are None where the key is in force.
    """

    ledger: str
    address: str
    handle: str
    wallet: str
    fingerprint: str
    operator_fingerprint: str
    code: str | None
    until: int | None
    vault: str
    money: str
    changed: bool


class _Place(NamedTuple):
    """A wallet on a ledger, as a device finds it that has no key of it yet."""

    address: str
    ledger: str
    handle: str
    wallet: str
    operator_fingerprint: str
    money: str


def ask(machine: Machine, address: str, typed: str, vault: str | None) -> KeyAsked:
    """Make a key for a wallet that is there, and ask its other devices to add it; a repeat shows the same code.

    Raises NotALedger, NotFound, NotAdmitted, PermissionRefused, and what the vault raises.
    """
    place = _find(machine, address, typed)
    before, requests = _own(machine, place), machine.key_requests(place.address)
    requests.check()
    chosen = machine.choose_vault(vault) if before is None else before.vault
    # Whatever is to be asked is asked before anybody waits for us.
    machine.vault(chosen).unlock()
    with machine.alone():
        profile = _own(machine, place) or _profile(place, chosen)
        seed, in_force = _key(machine, place, profile)
        key = key_id(public_of(seed))
        if in_force:
            return _arrived(machine, place, key, chosen)
        now = machine.clock.now_ms()
        laid = None if profile.waits is None else _laid(requests, profile.waits)
        if laid is not None and profile.key == key and now < laid.request.until:
            return _asked(place, profile, laid.request, changed=False)
        request = _request(place, seed, now)
        requests.lay(request)
        profile = profile._replace(key=key, waits=request.code)
        machine.save_profile(profile)
        machine.use_first(profile)
        return _asked(place, profile, request, changed=True)


def _arrived(machine: Machine, place: _Place, key: str, vault: str) -> KeyAsked:
    """Keep the profile of a device whose key is in force."""
    before = _own(machine, place)
    profile = before or _profile(place, vault)
    # Without a key it is the one that opened the wallet.
    now = profile._replace(key=None if before is not None and before.key is None else key, waits=None)
    if now != before:
        machine.save_profile(now)
        machine.use_first(now)
    if profile.waits is not None:
        machine.key_requests(profile.address).remove(profile.waits)
    return _asked(place, now._replace(key=key), None, changed=now != before)


def _find(machine: Machine, address: str, typed: str) -> _Place:
    book = machine.book(address)
    try:
        with book.view() as view:
            ledger = view.registry.ledger
    finally:
        book.close()
    if not ledger:
        raise NotALedger(path=address)
    proven = machine.proven_book(address, ledger)
    try:
        with proven.view() as view:
            reader = _stranger(machine, view)
            wallet = resolve(reader, typed)
            if reader.wallet(wallet).admitted_n is None:
                raise NotAdmitted(wallet=wallet, who=reader.handle(wallet))
            return _Place(
                address=address,
                ledger=ledger,
                handle=reader.handle(wallet).removeprefix("@"),
                wallet=wallet,
                operator_fingerprint=operator_fingerprint(view.registry),
                money=view.registry.money,
            )
    finally:
        proven.close()


def _stranger(machine: Machine, view: View) -> Reader:
    """Read as somebody who has no wallet there."""
    return Reader(view=view, own="", operator=False, now=machine.clock.now_ms(), registry=view.registry)


def _own(machine: Machine, place: _Place) -> Profile | None:
    found = (each for each in machine.profiles() if (each.ledger, each.wallet) == (place.ledger, place.wallet))
    return next(found, None)


def _profile(place: _Place, vault: str) -> Profile:
    return Profile(
        name=place.handle,
        address=place.address,
        ledger=place.ledger,
        wallet=place.wallet,
        vault=vault,
        operator=False,
        cards=(),
        default_card=None,
    )


def _key(machine: Machine, place: _Place, profile: Profile) -> tuple[bytes, bool]:
    """Give the key that the vault has for a wallet, or a new one that it has from now on; tells whether it is in force.

    One that was revoked is never used again.
    """
    vault, entry = machine.vault(profile.vault), secret_entry(place.ledger, place.wallet)
    seed = vault.get(entry)
    if seed is not None:
        book = machine.proven_book(place.address, place.ledger)
        try:
            with book.view() as view:
                found = own_key(_stranger(machine, view), place.wallet, key_id(public_of(seed)))
        finally:
            book.close()
        if found is None or found.revoked is None:
            return seed, found is not None
    seed = os.urandom(32)
    vault.set(entry, seed)
    return seed, False


def _request(place: _Place, seed: bytes, now: int) -> KeyRequest:
    number = uuid7(now, os.urandom(10))
    proof = sign(seed, claim_message(name_of(number, place.wallet), place.wallet))
    return KeyRequest(
        ledger=place.ledger, wallet=place.wallet, id=number, public=public_of(seed), proof=proof
    )  # fmt: skip


def _asked(place: _Place, profile: Profile, request: KeyRequest | None, *, changed: bool) -> KeyAsked:
    return KeyAsked(
        ledger=place.ledger,
        address=profile.address,
        handle=f"@{place.handle}",
        wallet=place.wallet,
        fingerprint=fingerprint(str(profile.key)),
        operator_fingerprint=place.operator_fingerprint,
        code=request and shown_code(request.code),
        until=request and request.until,
        vault=profile.vault,
        money=place.money,
        changed=changed,
    )


def _laid(requests: KeyRequests, code: str) -> Laid | None:
    """Give a request of ours; None where it is not there any more as we laid it."""
    try:
        return requests.find(code)
    except KeyRequestBad:
        return None


def let_in(machine: Machine, app: App) -> None:
    """Look whether the wallet that this device asked knows its key by now; then its request is taken away.

    Raises KeyWaits where it does not, and KeyRequestOver where it cannot any more.
    """
    profile, code = app.profile, str(app.profile.waits)
    requests = machine.key_requests(profile.address)
    # Looked at before the ledger: whoever adds the key takes the request away behind that.
    laid = _laid(requests, code)
    with reading(app) as reader:
        found, now = own_key(reader, profile.wallet, str(profile.key)), reader.time
    if found is not None:
        requests.remove(code)
        return
    shown = fingerprint(str(profile.key))
    if laid is None:
        raise KeyRequestOver(fingerprint=shown, why="is not beside the ledger any more")
    if now >= laid.request.until:
        raise KeyRequestOver(fingerprint=shown, why="was made more than a day ago")
    raise KeyWaits(fingerprint=shown, who=f"@{profile.name}", request_code=shown_code(code))
