"""The full keys of the own wallet, one for each device: adding the one that a device asks for, listing, revoking."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import claim_message, key_id, name_of
from paycli.domain.key_bodies import KeyAddBody, KeyRevokeBody
from paycli.domain.key_requests import KeyRequest, read_code
from paycli.domain.orders import AHEAD_MOST_MS
from paycli.errors import KeyRequestBad, KeyRequestOver, NotAllowed, NotFound, Usage, step
from paycli.services.engine.intents import Execution, Intent, carry_out, preflight
from paycli.services.reading.around_orders import before_posting
from paycli.services.reading.own_keys import own_key, own_keys
from paycli.services.reading.pages import page_of
from paycli.services.reading.reader import reading
from paycli.signing import fingerprint, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.key_requests import Laid
    from paycli.domain.ports import App, Machine
    from paycli.services.reading.own_keys import OwnKey
    from paycli.services.reading.pages import Page, Part
    from paycli.services.reading.reader import Reader

_hex = re.compile(r"[0-9a-f]{8,64}").fullmatch


class KeyShown(NamedTuple):
    """A full key of the own wallet: entry `n` added it at `added_at` (ms), signed by the key of fingerprint `added_by`.

    That is None for the key that opened the wallet. `here` says that it is the key of this device.
    """

    n: int
    key: str
    fingerprint: str
    added_at: int
    added_by: str | None
    revoked_at: int | None
    revoked_by: str | None
    here: bool


class KeyOffered(NamedTuple):
    """A key that a device asks for: for which wallet, its fingerprint, from which account, and when (ms)."""

    handle: str
    fingerprint: str
    account: str
    made_at: int


class ChangedKey(NamedTuple):
    """A key after a command, and whose it is; `changed` is false where it was so already."""

    handle: str
    key: KeyShown
    changed: bool


def acting_key(app: App, reader: Reader) -> str | None:
    """Name the full key of this device; None where a mandate acts."""
    if app.mandate is not None:
        return None
    return app.profile.key or reader.key(app.profile.wallet)


def keys(app: App, reader: Reader, part: Part) -> Page[KeyShown]:
    """List all full keys that the own wallet ever had, in the order in which they were added; raises CursorUnknown."""
    here = acting_key(app, reader)
    found = [each for each in own_keys(reader, reader.own) if part.after is None or each.since.n > part.after]
    return page_of(reader, part, ((each.since.n, _shown(each, here)) for each in found))


def _shown(key: OwnKey, here: str | None) -> KeyShown:
    return KeyShown(
        n=key.since.n,
        key=key.id,
        fingerprint=fingerprint(key.id),
        added_at=key.since.time,
        added_by=None if key.order is None else fingerprint(key.since.by),
        revoked_at=key.revoked and key.revoked.time,
        revoked_by=None if key.revoked is None else fingerprint(key.revoked.by),
        here=key.id == here,
    )


# --- adding ----------------------------------------------------------------------------------------------------------
def add(machine: Machine, app: App, typed: str, agree: Callable[[KeyOffered], None]) -> ChangedKey:
    """Give the device whose request has this code all rights of the own wallet; a repeat finds it added.

    Raises Usage for what is no code, NotFound, KeyRequestBad, KeyRequestOver, and what the door raises.
    """
    code, requests = read_code(typed), machine.key_requests(app.profile.address)
    if code is None:
        problem = "No key was added. That is not the code of a request"
        raise Usage(problem=problem, help="the other device shows it: 12 letters and digits, like K3XD-9M2P-Q7TA")
    with before_posting(app, "key.add") as reader:
        before = next((each for each in own_keys(reader, reader.own) if _code_of(app, each) == code), None)
        laid = requests.find(code) if before is None else None
        if before is None and laid is None:
            raise NotFound(what="request for a key", typed=typed[:40], help=step("ask_for_key"))
        if laid is not None:
            before = _check(reader, laid.request)
    if before is None and laid is not None:
        _add(app, laid, agree)
    requests.remove(code)
    key = before.id if before is not None else key_id(laid.request.public) if laid is not None else ""
    return _changed(app, key, changed=before is None)


def _add(app: App, laid: Laid, agree: Callable[[KeyOffered], None]) -> None:
    request = laid.request
    body = KeyAddBody(public=request.public, scope=None, proof=request.proof)
    intent = Intent("key.add", lambda _: body, order_id=request.id)
    preflight(app, Execution(), intent)
    with before_posting(app, "key.add") as reader:
        handle = reader.handle(reader.own)
    agree(KeyOffered(handle, fingerprint(key_id(request.public)), laid.account, request.made_at))
    carry_out(app, Execution(), intent)


def _code_of(app: App, key: OwnKey) -> str | None:
    """Give the code of the request that a key was added by, which follows from the order alone."""
    if key.order is None:
        return None
    body: KeyAddBody = key.order.body
    return KeyRequest(
        ledger=app.profile.ledger, wallet=app.profile.wallet, id=key.order.id, public=body.public, proof=body.proof
    ).code


def _check(reader: Reader, request: KeyRequest) -> OwnKey | None:
    """Refuse a request that is not for this wallet, now; gives its key where that is in force already."""
    if request.ledger != reader.registry.ledger:
        raise KeyRequestBad(reason="it is for another ledger")
    if request.wallet != reader.own:
        raise KeyRequestBad(reason="it is for another wallet", by=request.wallet)
    shown = fingerprint(key_id(request.public))
    if reader.time >= request.until:
        raise KeyRequestOver(fingerprint=shown, why="was made more than a day ago")
    if request.made_at > reader.time + AHEAD_MOST_MS:
        raise KeyRequestBad(reason="it is from the future: one of the two clocks is wrong")
    name = name_of(request.id, request.wallet)
    if not verify(request.public, claim_message(name, request.wallet), request.proof):
        raise KeyRequestBad(reason="it does not prove that the device has the key")
    found = own_key(reader, reader.own, key_id(request.public))
    if found is not None and found.revoked is not None:
        raise KeyRequestBad(reason=f"its key {shown} was revoked, and that is for good")
    return found


def _changed(app: App, key: str, *, changed: bool) -> ChangedKey:
    with reading(app) as reader:
        found = next(each for each in own_keys(reader, reader.own) if each.id == key)
        return ChangedKey(reader.handle(reader.own), _shown(found, acting_key(app, reader)), changed)


# --- revoking --------------------------------------------------------------------------------------------------------
def revoke(app: App, typed: str, agree: Callable[[KeyShown], None]) -> ChangedKey:
    """Take the key of another device out of force for good; one that was revoked stays so.

    Raises Usage, NotFound, NotAllowed for the key of this device.
    """
    with before_posting(app, "key.revoke") as reader:
        here, key = acting_key(app, reader), _find(reader, typed)
        if key.id == here and key.revoked is None:
            raise NotAllowed(reason="This is the key of this device, and no key revokes itself", help=_ELSEWHERE)
    if key.revoked is not None:
        return _changed(app, key.id, changed=False)
    intent = Intent("key.revoke", lambda _: KeyRevokeBody(key.id))
    preflight(app, Execution(), intent)
    agree(_shown(key, here))
    carry_out(app, Execution(), intent)
    return _changed(app, key.id, changed=True)


_ELSEWHERE = "type it on another device of the wallet"


def _find(reader: Reader, typed: str) -> OwnKey:
    """Find the one full key whose name begins with what was typed, at least a fingerprint."""
    digits = typed.replace(":", "").strip().lower()
    if not _hex(digits):
        problem = "No key was revoked. That is not the fingerprint of a key"
        raise Usage(problem=problem, help=step("look_at_keys"))
    found = [each for each in own_keys(reader, reader.own) if each.id.startswith(digits)]
    if len(found) > 1:
        problem = f"No key was revoked. {len(found)} keys have that fingerprint"
        raise Usage(problem=problem, help=f"give more of the digits: {', '.join(each.id for each in found)}")
    if found:
        return found[0]
    named = [each.scope.name for each in reader.view.mandates_of(reader.own) if each.scope and each.id[:8] == digits]
    help_ = step("revoke_mandate", name=named[0]) if named else step("look_at_keys")
    raise NotFound(what="key", typed=typed[:64], help=help_)
