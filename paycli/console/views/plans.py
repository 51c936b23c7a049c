"""What somebody is asked before money moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.views.wording import local, money, play

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.engine.intents import Payee, Plan


_SHORT_MS = 3_600_000
_QUOTE, _INSIDE = '"', "'"


def plan(asked: Plan, registry: Registry) -> str:
    """Write the question of a confirmation: who pays from what, to whom, how much, and what was written with it."""
    whom = ", ".join(_named(each, alone=len(asked.payees) == 1) for each in asked.payees)
    note = f', "{asked.note}"' if asked.note else ""
    if asked.takes_back:
        back = f", {money(asked.money, registry)} comes back" if asked.money.amount_minor else ""
        detail = f", {asked.detail}" if asked.detail else ""
        return f"Cancel this {whom}{detail}{note}{back}{play(registry)}?"
    if asked.asking is not None:
        from paycli.console.views.asked_shares import asking_text, times_text

        name = next((f" {quoted(each.name)}" for each in asked.payees if each.name), "")
        shares, times = asking_text(asked.asking, registry), times_text(asked.asking, registry)
        shares = shares.replace(":", f"{name}:", 1) if name else shares
        return f"{asked.payer}{play(registry)} asks {shares}{note}, {times}.  {asked.verb}?"
    have = f" ({money(asked.balance, registry)}{', PLAY' if asked.play else ''})" if asked.balance else play(registry)
    if asked.packets:
        terms = f", {_packets(asked, registry)}{note}{_times(asked, registry)}"
    else:
        detail = f", {asked.detail}" if asked.detail else ""
        terms = f": {_sum(asked, registry)}{detail}{note}{_set_aside(asked, registry)}"
    return f"From {asked.payer}{have} -> {whom}{terms}.  {asked.verb}?"


def _named(payee: Payee, *, alone: bool) -> str:
    """Name a payee; whoever is paid for the first time is said to be, with the key where there is one to compare."""
    # A name is what somebody calls themselves: it must not look like what follows it.
    text = f"{payee.handle} {quoted(payee.name)}" if payee.name else payee.handle
    if payee.expected:
        text = f"{text}, not {quoted(payee.expected)},"
    if not payee.strangers:
        return text
    if payee.strangers == (payee.handle,) and not payee.more:
        key = f" key {payee.fingerprint}," if payee.fingerprint else ""
        return f"{text}{key or ','} first time" if alone else f"{text} (first time)"
    more = f" and {payee.more} more" if payee.more else ""
    return f"{text} (first time: {', '.join(payee.strangers)}{more})"


def quoted(name: str) -> str:
    """Put a name that somebody gave themselves between quotation marks that it cannot end."""
    return f'"{name.replace(_QUOTE, _INSIDE)}"'


def _sum(asked: Plan, registry: Registry) -> str:
    tip = asked.tip
    if tip is None or not tip.amount_minor:
        return money(asked.money, registry)
    bill = asked.money._replace(amount_minor=asked.money.amount_minor - tip.amount_minor)
    return f"{money(bill, registry)} and a tip of {money(tip, registry)}, together {money(asked.money, registry)}"


def _packets(asked: Plan, registry: Registry) -> str:
    if asked.packets == 1:
        return f"1 packet of {money(asked.money, registry)}"
    shares = "lucky" if asked.lucky else "equal"
    return f"{asked.packets} {shares} packets, together {money(asked.money, registry)}"


def _set_aside(asked: Plan, registry: Registry) -> str:
    """Say what becomes of money that is set aside, and until when it can be taken back."""
    if asked.lasts is None or asked.back is None:
        return ""
    if asked.arrives:
        return f", {arrives(asked.lasts, asked.back, registry)}; until then: paycli undo"
    whom = ", ".join(each.handle for each in asked.payees)
    return f", set aside until {whom} accepts it, else it comes back {local(asked.back, registry)}"


def arrives(lasts_ms: int, at: int, registry: Registry) -> str:
    """Say when money arrives by itself: a short while in seconds or minutes, a longer one as a time."""
    if lasts_ms < _SHORT_MS:
        from paycli.console.times import duration_text

        return f"arrives in {duration_text(lasts_ms)}"
    return f"arrives {local(at, registry)}"


def _times(asked: Plan, registry: Registry) -> str:
    opens = f", opens {local(asked.opens, registry)}" if asked.opens is not None else ""
    return opens + (f", the rest comes back {local(asked.back, registry)}" if asked.back is not None else "")
