"""Views of the full keys of a wallet, one for each device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import keys as documents
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.times import iso_utc
from paycli.console.views.wording import local, utc, vault_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.records import Profile
    from paycli.domain.registry import Registry
    from paycli.domain.unlocking import UnlockedNow
    from paycli.services.people.key_requests import KeyAsked
    from paycli.services.people.keys import ChangedKey, KeyOffered, KeyShown


def asked(result: KeyAsked, now: UnlockedNow | None = None, stays: Profile | None = None) -> Document:
    """Show a device that asks for a key of a wallet: the line to type on another one, and what to compare."""
    from paycli.console.views.onboarding import stays_text
    from paycli.console.views.unlocking import begun_text

    data = documents.KeyAsked(
        ledger=result.ledger,
        address=result.address,
        handle=result.handle,
        wallet=result.wallet,
        fingerprint=result.fingerprint,
        operator_fingerprint=result.operator_fingerprint,
        state="active" if result.code is None else "asking",
        request_code=result.code,
        due=utc(result.until),
        vault=result.vault,
        money="play" if result.money == "play" else "real",
        current=stays is None,
        changed=result.changed,
    )
    key = f"key {result.fingerprint} in {vault_text(result.vault)}"
    lines: list[Line | str]
    if result.code is None:
        lines = [Line(f"This device acts for {result.handle}, {key}.", "good")]
    else:
        again = "" if result.changed else " (as before)"
        lines = [
            Line(f"Asked for {result.handle}{again}, {key}.", "good"),
            f"On another device of {result.handle} type within 24 h: paycli wallet key add {result.code}",
            f"It shows a key: go on only if that is {result.fingerprint}.",
            Line(
                f"Operator {result.operator_fingerprint}: compare it with what your other device sees in:"
                " paycli ledger show",
                "dim",
            ),
        ]
    if now is not None:
        lines.append(begun_text(now))
    if stays is not None:
        lines.append(stays_text(stays, result.handle, result.address))
    return Document(data, tuple(lines), result.code or result.wallet)


def question_of_adding(key: KeyOffered, registry: Registry) -> str:
    """Write what is asked before another device may act."""
    play = " (PLAY)" if registry.play else ""
    return (
        f"Key {key.fingerprint}, asked for {local(key.made_at, registry)} by the account {key.account}, may then spend"
        f" all money of {key.handle}{play}, and add and revoke keys.  Does your other device show"
        f" {key.fingerprint}?  Add it?"
    )


def question_of_revoking(key: KeyShown, registry: Registry) -> str:
    """Write what is asked before another device may act no longer."""
    since = local(key.added_at, registry)
    return f"Key {key.fingerprint}, in force since {since}, may then do nothing any more, for good.  Revoke it?"


def added(result: ChangedKey) -> Document:
    """Show a key that was added."""
    key = result.key
    if not result.changed:
        text = f"The key {key.fingerprint} was added before, nothing changed."
        return _changed(result, Line(text, "good"))
    return _changed(
        result,
        Line(f"Added the key {key.fingerprint}: that device acts for {result.handle} from now on.", "good"),
        Line(f"If it is lost: paycli wallet key revoke {key.fingerprint}", "dim"),
    )


def revoked(result: ChangedKey, registry: Registry) -> Document:
    """Show a key that was revoked."""
    key = result.key
    if not result.changed:
        when = local(key.revoked_at or 0, registry)
        return _changed(result, Line(f"The key {key.fingerprint} was revoked {when}, nothing changed.", "good"))
    return _changed(
        result,
        Line(f"The key {key.fingerprint} pays nothing any more.", "good"),
        Line("Mandates and tabs of the wallet stay in force: paycli mandate list, paycli tab list", "dim"),
    )


def _changed(result: ChangedKey, *lines: Line) -> Document:
    data = documents.WalletKeyChanged(*_data(result.key), handle=result.handle, changed=result.changed)
    return Document(data, lines, result.key.fingerprint)


def _data(key: KeyShown) -> documents.WalletKey:
    return documents.WalletKey(
        n=key.n,
        key=key.key,
        fingerprint=key.fingerprint,
        state="active" if key.revoked_at is None else "revoked",
        this_device=key.here,
        added_at=iso_utc(key.added_at),
        added_by=key.added_by,
        revoked_at=utc(key.revoked_at),
        revoked_by=key.revoked_by,
    )


def keys(results: Sequence[KeyShown], registry: Registry) -> Listing:
    """Show the keys of a wallet."""
    rows = [
        (
            each.fingerprint,
            "this device" if each.here else "",
            local(each.added_at, registry),
            each.added_by or "opened it",
            "" if each.revoked_at is None else local(each.revoked_at, registry),
        )
        for each in results
    ]
    table = Table(("KEY", "", "SINCE", "BY", "REVOKED"), rows, keep=(0, 1))
    return Listing([_data(each) for each in results], table, "No keys.", [each.fingerprint for each in results])
