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
    """Say what is open, on whose side, and since when."""
    text = _own(each, registry) if each.own else _asks(each, registry)
    return f'{text}: "{each.note}"' if each.note else text


def _asks(each: Open, registry: Registry) -> str:
    parts = [each.who[0], *_late(each)]
    if each.what == REQUEST:
        parts = [f"{each.who[0]} asks", *_late(each), f"key {each.fingerprint}"]
    elif each.arrives:
        parts = [f"from {each.who[0]}", f"arrives {local(each.due, registry)}", f"key {each.fingerprint}"]
    else:
        parts = [f"{each.who[0]} sends, if you accept by {local(each.due, registry)}", f"key {each.fingerprint}"]
    parts += [quoted(each.name)] if each.name else []
    by = [f"to be paid by {local(each.pay_by, registry)}"] if each.pay_by is not None and each.late is None else []
    since = [f"since {local(each.since, registry)}"] if each.what == REQUEST else []
    return ", ".join([*parts, *by, *since])


def _own(each: Open, registry: Registry) -> str:
    named, more = each.who[:_NAMED_MOST], len(each.who) - _NAMED_MOST
    who = ", ".join(named) + (f" and {more} more" if more > 0 else "")
    if each.what != REQUEST:
        ends = "arrives" if each.arrives else "comes back"
        return f"to {who}, {ends} {'now' if each.over else local(each.due, registry)}"
    paid = f"{each.paid} of {each.asked} paid" if each.asked > 1 else "not paid"
    return ", ".join([f"you asked {who}", *_late(each), paid, f"since {local(each.since, registry)}"])


def _late(each: Open) -> list[str]:
    return [f"LATE by {duration_text(each.late)}"] if each.late is not None else []
