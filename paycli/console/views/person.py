"""The view of one person: who they are, what went both ways, and what is open between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents.person import Person as PersonData
from paycli.console.hints import line_of
from paycli.console.output import Document, Line
from paycli.console.tables import Table
from paycli.console.views.inbox import waiting_data, waiting_text
from paycli.console.views.log import about, amount_text, line_data, sum_texts, word
from paycli.console.views.log_sums import sum_data
from paycli.console.views.wording import joined, local, money, play, utc

if TYPE_CHECKING:
    from paycli.console.output import Part
    from paycli.domain.registry import Registry
    from paycli.services.inbox import Waiting
    from paycli.services.person import Person


def person(result: Person, registry: Registry) -> Document:
    """Show somebody; the line below the table tells how the rest of the log is shown."""
    wallet, contact = result.wallet, result.contact
    kind = "shop" if wallet.shop else "person"
    admitted = "" if wallet.admitted else "not admitted yet"
    head = joined((f"{wallet.handle} {wallet.name or ''}".strip(), kind, f"key {wallet.fingerprint}", _trust(result)))
    lines: list[Part] = [Line(joined((head, admitted)), "head")]
    if contact is not None and contact.since is not None:
        lines.append(f"known since {local(contact.since, registry)}")
    for each in sorted(result.sums, key=lambda each: each.currency):
        count = f"{each.entries} {'entry' if each.entries == 1 else 'entries'}"
        lines.append(joined((*sum_texts(each, registry), count)) + play(registry))
    if not result.sums:
        lines.append(Line("No money went either way.", "dim"))
    lines += [_waits(each, registry) for each in result.waiting]
    if result.last:
        rows = [
            (local(each.time, registry), each.short, word(each), amount_text(each, registry), about(each, registry))
            for each in result.last
        ]
        lines.append(Table(("WHEN", "ID", "WHAT", "AMOUNT", "NOTE"), rows, right=(3,), cut=(4,), keep=(0, 1)))
        lines.append(Line(f"all of it: paycli log --with {wallet.handle}", "dim"))
    return Document(_data(result, registry), tuple(lines), wallet.id)


def _trust(result: Person) -> str:
    contact = result.contact
    if contact is None:
        return "not compared"
    if contact.key_changed:
        return "KEY CHANGED"
    standing = "blocked" if contact.blocked else "trusted" if contact.trusted else ""
    return joined(("compared" if contact.verified else "not compared", standing))


def _waits(each: Waiting, registry: Registry) -> Line:
    amount = money(each.money, registry) if each.money else ""
    return Line(joined((f"open: {waiting_text(each, registry)}", amount, line_of(each.try_this))), "warn")


def _data(result: Person, registry: Registry) -> PersonData:
    wallet, contact = result.wallet, result.contact
    return PersonData(
        wallet=wallet.id,
        handle=wallet.handle,
        name=wallet.name,
        fingerprint=wallet.fingerprint,
        shop=wallet.shop,
        admitted=wallet.admitted,
        verified=contact is not None and contact.verified,
        blocked=contact is not None and contact.blocked,
        trusted=contact is not None and contact.trusted,
        key_changed=contact is not None and contact.key_changed,
        since=None if contact is None else utc(contact.since),
        added_up=tuple(sum_data(each, registry) for each in sorted(result.sums, key=lambda each: each.currency)),
        waiting=waiting_data(result.waiting, registry),
        newest=tuple(line_data(each, registry) for each in result.last),
    )
