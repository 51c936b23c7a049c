"""How a request or a transfer that waits is said in the inbox: whose it is comes before whatever they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.times import duration_text
from paycli.console.views.plans import quoted
from paycli.console.views.wording import local
from paycli.domain.lives import REQUEST

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.payments.open_between import Open

_NAMED_MOST = 3


def open_text(each: Open, registry: Registry) -> str:
    """Say what is open and on whose side, what its maker wrote, and behind it all times."""
    head = _own(each, registry) if each.own else _asks(each, registry)
    by = f"to be paid by {local(each.pay_by, registry)}" if each.pay_by is not None and each.late is None else ""
    note = f': "{each.note}"' if each.note else ""
    since = f"since {local(each.since, registry)}" if each.own or each.what == REQUEST else ""
    return ", ".join(part for part in (f"{head}{note}", by, since) if part)


def _asks(each: Open, registry: Registry) -> str:
    """Name the maker by handle, key and the name that they gave themselves, before anything that they wrote."""
    who = each.who[0]
    if each.what == REQUEST:
        parts = [f"{who} asks", *_late(each)]
    elif each.arrives:
        parts = [f"from {who}", f"arrives {local(each.due, registry)}"]
    else:
        parts = [f"{who} sends, if you accept by {local(each.due, registry)}"]
    return ", ".join([*parts, f"key {each.fingerprint}", *([quoted(each.name)] if each.name else [])])


def _own(each: Open, registry: Registry) -> str:
    named, more = each.who[:_NAMED_MOST], len(each.who) - _NAMED_MOST
    who = ", ".join(named) + (f" and {more} more" if more > 0 else "")
    if each.what != REQUEST:
        ends = "arrives" if each.arrives else "comes back"
        return f"to {who}, {ends} {'now' if each.over else local(each.due, registry)}"
    paid = f"{each.paid} of {each.asked} paid" if each.asked > 1 else "not paid"
    return ", ".join([f"you asked {who}", *_late(each), paid])


def _late(each: Open) -> list[str]:
    return [f"LATE by {duration_text(each.late)}"] if each.late is not None else []
