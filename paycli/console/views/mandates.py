"""Views of mandates: what each may do, and what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from paycli.console.documents import mandates as documents
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.times import iso_utc
from paycli.console.views.wording import NO_FISCAL_DEVICE, local, money, utc
from paycli.domain.money import Money, format_minor
from paycli.domain.scopes import COUNT_FIELD, PAY_NOBODY
from paycli.domain.till_names import till_of_mandate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paycli.domain.registry import Registry
    from paycli.services.people.mandates import MandateMade
    from paycli.services.people.mandates_shown import CapShown, GrantShown, MandateShown

_PERIODS = {"per_order": "an order", "per_day": "a day", "per_month": "a month", "total": "in all"}
_VERBS = {
    "send": "send", "send.wait": "set money aside", "send.back": "give back", "request.pay": "pay what is asked of you",
    "request.new": "ask others for money", "accept": "accept money that waits", "decline": "decline what asks you",
    "sale.pay": "pay sales", "envelope.send": "send envelopes", "batch.new": "pay batches",
    "sale.new": "charge", "refund": "refund", "cancel": "take back what was made with it",
    "sale.take": "take cash", "shift.open": "open and close the day", "drawer.move": "move cash in the drawer",
}  # fmt: skip
# A till's key may have been made anew since it made them.
_VERBS_OF_TILL = {"cancel": "take back the open sales of its till"}


def mandate_data(mandate: MandateShown, registry: Registry) -> documents.Mandate:
    """Give a mandate as JSON."""
    return documents.Mandate(
        name=mandate.name,
        key=mandate.key,
        fingerprint=mandate.fingerprint,
        state=cast("documents.MandateState", mandate.state),
        starts_at=utc(mandate.starts_at),
        ends_at=iso_utc(mandate.until),
        day_at_ms=mandate.day_at_ms,
        grants=tuple(_grant_data(each, registry) for each in mandate.grants),
    )


def _grant_data(grant: GrantShown, registry: Registry) -> documents.Grant:
    counted = next((each for each in grant.caps if each.name == COUNT_FIELD), None)
    return documents.Grant(
        kinds=grant.kinds,
        currency=grant.currency,
        to=grant.to or (),
        anybody=grant.to is None and grant.group is None,
        group=grant.group,
        caps=tuple(_cap_data(each, grant.currency, registry) for each in grant.caps if each is not counted),
        count_per_day=counted and counted.limit,
        count_left=counted and counted.left,
    )


def _cap_data(cap: CapShown, currency: str, registry: Registry) -> documents.Cap:
    def text(amount_minor: int) -> str:
        return format_minor(amount_minor, registry.currencies[currency])

    # One order uses up nothing of what the next may spend.
    left = None if cap.name == "per_order" else text(cap.left)
    return documents.Cap(cast("Any", cap.name), text(cap.limit), left, currency)


def question(mandate: MandateShown, registry: Registry) -> str:
    """Write what is asked before a mandate is made."""
    return f"Anybody who has the file may {_terms(mandate, registry)}. Make the mandate {mandate.name}?"


def _terms(mandate: MandateShown, registry: Registry) -> str:
    """Say what a mandate may, and until when: first all that costs nobody anything, as one list."""
    verbs = _VERBS if till_of_mandate(mandate.name) is None else {**_VERBS, **_VERBS_OF_TILL}
    costless = [verb for each in mandate.grants if _is_costless(each) for verb in _verbs(each, verbs)]
    others = [_grant(each, verbs, registry) for each in mandate.grants if not _is_costless(each)]
    return f"{'; and '.join((', '.join(costless), *others) if costless else others)}, {_times(mandate, registry)}"


def _is_costless(grant: GrantShown) -> bool:
    return set(grant.kinds) <= PAY_NOBODY and not grant.caps


def _verbs(grant: GrantShown, verbs: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(verbs[kind] for kind in grant.kinds if kind in verbs)


def _grant(grant: GrantShown, words: Mapping[str, str], registry: Registry) -> str:
    verbs = ", ".join(_verbs(grant, words))
    caps = ", ".join(_cap(each, grant, registry) for each in grant.caps)
    if set(grant.kinds) <= PAY_NOBODY:
        return f"{verbs}: {caps}" if caps else verbs
    to = f"the members of {grant.group}" if grant.group else "anybody" if grant.to is None else ", ".join(grant.to)
    return f"{verbs} to {to}: {caps or 'all that there is'}"


def _cap(cap: CapShown, grant: GrantShown, registry: Registry, *, left: bool = False) -> str:
    number = cap.left if left else cap.limit
    if cap.name == COUNT_FIELD:
        return f"{number} {'order' if number == 1 else 'orders'} a day"
    return f"{money(Money(number, grant.currency), registry)} {_PERIODS[cap.name]}"


def _times(mandate: MandateShown, registry: Registry) -> str:
    begins = f"from {local(mandate.starts_at, registry)} " if mandate.starts_at is not None else ""
    return f"{begins}until {local(mandate.until, registry)}"


def made(result: MandateMade, registry: Registry) -> Document:
    """Show a mandate that was made, and how it is used."""
    mandate = result.mandate
    data = documents.MandateChanged(*mandate_data(mandate, registry), out=result.out, changed=result.changed)
    if not result.changed:
        text = f"The mandate {mandate.name} was there already, nothing changed."
        return Document(data, (Line(text, "good"),), mandate.name)
    return Document(
        data,
        (
            Line(f"Made mandate {mandate.name}. Its file is {result.out}: anybody who has it may pay with it.", "good"),
            f"It may {_terms(mandate, registry)}.",
            Line(f"To use it: PAYCLI_MANDATE_FILE={result.out} paycli send ...", "dim"),
            Line(f"To end it: paycli mandate revoke {mandate.name}", "dim"),
        ),
        mandate.name,
    )


def till_made(result: MandateMade, registry: Registry) -> Document:
    """Show the key of a till that was made, and how the till begins with it."""
    shown = made(result, registry)
    if not result.changed:
        return shown
    lines = (
        Line(f"Made {result.mandate.name}. Its key is in {result.out}: anybody who has it may do the same.", "good"),
        f"It may {_terms(result.mandate, registry)}.",
        Line(f"To begin the day: PAYCLI_MANDATE_FILE={result.out} paycli pos open --float AMOUNT", "dim"),
        Line(f"To end the key: paycli mandate revoke {result.mandate.name}", "dim"),
        Line(NO_FISCAL_DEVICE, "dim"),
    )
    return shown._replace(lines=lines)


def revoked(result: MandateMade, registry: Registry) -> Document:
    """Show a mandate that was revoked."""
    mandate = result.mandate
    data = documents.MandateChanged(*mandate_data(mandate, registry), out=None, changed=result.changed)
    text = (
        f"The mandate {mandate.name} pays nothing any more."
        if result.changed
        else (f"The mandate {mandate.name} was revoked before, nothing changed.")
    )
    return Document(data, (Line(text, "good"),), mandate.name)


def mandate(result: MandateShown, registry: Registry) -> Document:
    """Show one mandate with what is left of it now."""
    lines: list[Line | str] = [
        Line(f"Mandate {result.name}    key {result.fingerprint}    {_STATES[result.state]}", "head"),
        f"It may {_terms(result, registry)}.",
    ]
    for grant in result.grants:
        counted = [each for each in grant.caps if each.name != "per_order"]
        if counted and result.state == "active":
            left = ", ".join(_cap(each, grant, registry, left=True) for each in counted)
            lines.append(f"Left now: {left}.")
    if any(each.name in {"per_day", COUNT_FIELD} for grant in result.grants for each in grant.caps):
        lines.append(Line("Around the end of a day twice as much can go in a short time.", "dim"))
    return Document(mandate_data(result, registry), tuple(lines), result.name)


_STATES = {"pending": "not begun yet", "active": "in force", "expired": "over", "revoked": "revoked"}


def mandates(results: Sequence[MandateShown], registry: Registry) -> Listing:
    """Show the mandates of a wallet."""
    rows = [
        (each.name, _STATES[each.state], "; ".join(_short(grant, registry) for grant in each.grants),
         local(each.until, registry))
        for each in results
    ]  # fmt: skip
    table = Table(("NAME", "", "MAY", "UNTIL"), rows, cut=(2,), keep=(0, 1))
    empty = "No mandates. paycli mandate new makes a key that can do little, for a script."
    return Listing([mandate_data(each, registry) for each in results], table, empty, [each.name for each in results])


def place(mandate: MandateShown) -> str:
    """Give the name by which a mandate stands in a list; of one that was revoked another may have it by now."""
    return mandate.fingerprint if mandate.state == "revoked" else mandate.name


def _short(grant: GrantShown, registry: Registry) -> str:
    caps = [_cap(each, grant, registry) for each in grant.caps if each.name != "per_order"]
    to = grant.group or ("anybody" if grant.to is None else ", ".join(grant.to))
    return f"{to}: {', '.join(caps) or 'all that there is'}"
