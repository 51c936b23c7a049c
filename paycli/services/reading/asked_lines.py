"""What lines of the log say of requests and of transfers that wait: whom they ask, what for, how they ended."""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.asking_bodies import ContactTrustBody, RequestNewBody, RequestPayBody, SendWaitBody, WalletSetBody
from paycli.domain.asking_kinds import ALL
from paycli.domain.bodies import SettleBody
from paycli.domain.lives import REQUEST, WAIT
from paycli.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.orders import Order
    from paycli.domain.ports import Entry
    from paycli.services.reading.log_records import LogLine
    from paycli.services.reading.reader import Reader

ARRIVED = "arrived"
"""The turn of a line by which a transfer that waited went on to its payee, when its time was over."""

ABOUT = frozenset({REQUEST, WAIT})
ASKING_KINDS = frozenset({"request.new", "send.wait", "wallet.set", "contact.trust"})


class Asker(NamedTuple):
    """What asks: its entry, and its order."""

    entry: "Entry"
    order: "Order"


def with_terms(line: "LogLine", reader: "Reader", order: "Order", handle: "Callable[[str], str]") -> "LogLine":
    """Say of an order that asks, or that sets something for strangers, what it says."""
    body = order.body
    if isinstance(body, RequestNewBody):
        sees_all = reader.operator or order.wallet == reader.own
        shares = [share for share in body.shares if sees_all or share.wallet == reader.own]
        asked = tuple(share.wallet for share in shares)
        return line._replace(
            amount=Money(sum(share.amount_minor for share in shares), body.currency),
            takers=(handle(str(order.wallet)),),
            who=tuple(map(handle, asked)),
            concerns=line.concerns.union(asked),
        )
    if isinstance(body, WalletSetBody):
        return line._replace(name=f"{body.name} {body.value or ALL}")
    if isinstance(body, ContactTrustBody) and not body.trusted:
        return line._replace(turn="undone")
    return line


def with_asker(
    line: "LogLine", reader: "Reader", order: "Order", asker: "Asker", handle: "Callable[[str], str]"
) -> "LogLine":
    """Say of an answer, or of what ends something that asks, what that said and whose it is."""
    terms, maker = asker.order.body, str(asker.order.wallet)
    line = line._replace(message=reader.text(asker.entry.n, "note", terms))
    if isinstance(terms, SendWaitBody):
        went_on = isinstance(order.body, SettleBody) and handle(terms.to) in line.takers
        return line._replace(turn=ARRIVED) if went_on else line
    if isinstance(order.body, RequestPayBody) or order.wallet == maker:
        return line
    # What is declined is named, and moves nothing.
    share = next((each for each in terms.shares if each.wallet == order.wallet), None)
    amount = None if share is None else Money(share.amount_minor, terms.currency)
    return line._replace(amount=amount, who=(handle(maker),), concerns=line.concerns.union((maker,)))
