"""Who this command line is, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.asking_kinds import RECEIVE, REQUESTS
from paycli.services.engine.signed_texts import opening_of
from paycli.services.people.choices import chosen
from paycli.services.reading.own_keys import own_key
from paycli.services.reading.reader import reading
from paycli.signing import fingerprint

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.domain.records import Profile


class Identity(NamedTuple):
    """Who this command line is, and why; `mandate` names the mandate that acts, if one does.

    `fingerprint` is that of the key that opened the wallet, which others compare; `device` that of this device's key,
    where it is another. `revoked` says that the device's key is in force no more. `receive` and `requests` are what the
    wallet lets strangers do.
    """

    profile: Profile
    why: str
    handle: str
    fingerprint: str | None
    admitted: bool
    shop: bool
    money: str
    known: tuple[str, ...]
    mandate: str | None
    device: str | None
    revoked: bool
    receive: str
    requests: str


def whoami(app: App, why: str, known: tuple[str, ...]) -> Identity:
    """Say which wallet acts, and why it was chosen."""
    profile = app.profile
    with reading(app) as reader:
        row = reader.wallet(profile.wallet)
        key = opening_of(reader.view, row).key
        found = None if app.mandate is not None else own_key(reader, profile.wallet, profile.key or key)
    return Identity(
        profile=profile,
        why=why,
        handle=f"@{profile.name}",
        fingerprint=fingerprint(key),
        admitted=row.admitted_n is not None,
        shop=row.shop,
        money=app.registry.money,
        known=known,
        mandate=None if app.mandate is None else app.mandate.name,
        device=None if found is None or found.order is None else fingerprint(found.id),
        revoked=found is not None and found.revoked is not None,
        receive=chosen(row, RECEIVE),
        requests=chosen(row, REQUESTS),
    )
