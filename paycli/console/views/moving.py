"""Views of money that moves from wallet to wallet or over the edge, and of balances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Line, Listing, Table
from paycli.console.views.wording import balance as balance_text
from paycli.console.views.wording import fields, flags, joined, local, money, play, repeated
from paycli.domain.ids import short

if TYPE_CHECKING:
    from paycli.domain.state import Registry
    from paycli.services.engine.intents import Plan
    from paycli.services.payments.transfers import TransferSent
    from paycli.services.rails.card_transfers import RailTransfer, Ticked
    from paycli.services.rails.cards import Bound, CardList
    from paycli.services.rails.cash import CashTaken
    from paycli.services.reading.balances import Balance


def plan(asked: Plan, registry: Registry) -> str:
    """Write the question of a confirmation: who pays from what, to whom, how much."""
    have = f" ({money(asked.balance, registry)}{', PLAY' if asked.play else ''})" if asked.balance else play(registry)
    key = f" key {asked.fingerprint}, first time" if asked.fingerprint else ""
    detail = f", {asked.detail}" if asked.detail else ""
    if asked.verb == "Cancel":
        back = f", {money(asked.money, registry)} comes back" if asked.money.amount_minor else ""
        return f"Cancel this {asked.payee}{back}{play(registry)}?"
    if asked.packets:
        packets = "1 packet of" if asked.packets == 1 else f"{asked.packets} packets, together"
        back = f", what is left comes back {local(asked.back, registry)}" if asked.back is not None else ""
        if asked.opens is not None:
            back = f", opens {local(asked.opens, registry)}{back}"
        what = f"{packets} {money(asked.money, registry)}{back}"
        return f"From {asked.payer}{have} -> {asked.payee}{key}, {what}.  Send?"
    return f"From {asked.payer}{have} -> {asked.payee}{key}: {money(asked.money, registry)}{detail}.  {asked.verb}?"


def sent(result: TransferSent, registry: Registry) -> Document:
    """Show money that was sent."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    note = f'"{result.note}"' if result.note else ""
    line = f"{again}{money(result.money, registry)} sent to {result.to}{play(registry)}"
    data = {
        "id": result.id,
        "state": "done",
        **fields(result.money, registry),
        "to": result.to,
        "note": result.note,
        **flags(replayed=result.replayed, dry_run=result.dry_run),
    }
    lines = (Line(joined((line, note, result.short if not result.dry_run else "")), "good"),)
    return Document(data, (*lines, Line(balance_text(result.balance, registry), "dim")), result.id)


def balance(result: Balance, registry: Registry) -> Document:
    """Show what a wallet has."""
    own = [fields(amount, registry) for amount in result.amounts]
    data: dict[str, object] = {"wallet": result.wallet, "handle": result.handle, "play": result.play, **own[0]}
    data["balances"] = own
    data["credit"] = [fields(amount, registry) for amount in result.credit]
    data["due_back"] = [fields(amount, registry) for amount in result.due_back]
    lines: list[Line | str] = [
        f"{money(amount, registry)}{play(registry)}  {result.handle}" for amount in result.amounts
    ]
    lines += [Line(f"{money(amount, registry)} credit may be used", "dim") for amount in result.credit]
    lines += [Line(f"{money(amount, registry)} due back", "dim") for amount in result.due_back]
    return Document(data, tuple(lines), str(own[0]["amount"]))


def rail_transfer(result: RailTransfer, registry: Registry) -> Document:
    """Show a top-up or withdrawal."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    if result.finished:
        again = "Finished what was begun: "
    amount = money(result.money, registry)
    if result.kind == "topup":
        line = f"{again}+{amount} from {result.by}{play(registry)}"
    elif result.state == "done":
        whom = result.by if result.to is None else f"{result.to} in cash"
        line = f"{again}{amount} paid out to {whom}{play(registry)}"
    elif result.state == "returned":
        line = f"{again}{amount} went back to {result.to or 'your balance'}, not paid out{play(registry)}"
    else:
        line = f"{again}{amount} set aside for {result.by}{play(registry)}"
    waits = result.state == "pending" and result.by == "cash" and not result.dry_run
    next_step = (f"the operator types: paycli cash out {result.short}",) if waits else ()
    data = {
        "id": result.id,
        "kind": result.kind,
        "state": result.state,
        **fields(result.money, registry),
        "by": result.by if result.to is None else f"cash to {result.to}",
        **flags(replayed=result.replayed, dry_run=result.dry_run),
    }
    balance = balance_text(result.balance, registry) if result.balance is not None else ""
    lines = (Line(joined((line, balance)), "good"), *next_step)
    return Document(data, lines, result.id)


def cash_taken(result: CashTaken, registry: Registry) -> Document:
    """Show cash that the operator took."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    data = {
        "id": result.id,
        "state": "done",
        **fields(result.money, registry),
        "to": result.to,
        "note": result.note,
        **flags(replayed=result.replayed, dry_run=result.dry_run),
    }
    line = f"{again}+{money(result.money, registry)} cash -> {result.to}{play(registry)}"
    return Document(data, (Line(joined((line, result.short if not result.dry_run else "")), "good"),), result.id)


def ticked(result: Ticked) -> Document:
    """Show what `tick` did."""
    data = {
        "settled": result.settled,
        "done": list(result.done),
        "returned": list(result.returned),
        "waiting": list(result.waiting),
    }
    lines = [f"settled {result.settled}    arrived {len(result.done)}    returned {len(result.returned)}"]
    if result.waiting:
        lines.append(f"still waiting: {', '.join(short(each) for each in result.waiting)}")
    return Document(data, tuple(lines))


def bound(result: Bound) -> Document:
    """Show a card that was bound."""
    card = result.card
    first = ", first choice" if result.first else ""
    verb = "Bound" if result.changed else "Already bound:"
    data = {
        "card": card.name,
        "rail": card.rail,
        "brand": card.brand,
        "last4": card.last4,
        "expiry": card.expiry,
        "default": result.first,
        "changed": result.changed,
    }
    where = f"Token in {vault_text(result.vault)}."
    return Document(
        data, (Line(f"{verb} {card.name} {card.brand} ....{card.last4}{first}. {where}", "good"),), card.name
    )


def vault_text(vault: str) -> str:
    """Say in a few words where secrets are."""
    return "the sealed file" if vault == "sealed" else f"the keyring ({vault})"


def cards(result: CardList) -> Listing:
    """Show the bound cards."""
    items = [
        {
            "card": card.name,
            "rail": card.rail,
            "brand": card.brand,
            "last4": card.last4,
            "expiry": card.expiry,
            "default": card.name == result.default,
        }
        for card in result.cards
    ]
    rows = [
        (card.name, card.brand, f"....{card.last4}", card.expiry, "first choice" if card.name == result.default else "")
        for card in result.cards
    ]
    table = Table(("CARD", "BRAND", "NUMBER", "EXPIRES", ""), rows)
    return Listing(items, table, "No card is bound: paycli card bind --test visa", [card.name for card in result.cards])
