"""One person as the wallet sees them: who they are, what went both ways, and what is open between the two."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.money import Money
from paycli.domain.texts import clean_handle
from paycli.errors import Usage, step
from paycli.services.inbox import Waiting, waiting
from paycli.services.people.contacts import contacts
from paycli.services.people.wallets import shown_wallet
from paycli.services.reading.log import Wanted, whole_log
from paycli.services.reading.log_sums import add_up
from paycli.services.reading.names import is_group, resolve
from paycli.services.reading.pages import objects
from paycli.services.reading.places import Period
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.ports import App
    from paycli.services.people.contacts import ContactShown
    from paycli.services.people.wallets import WalletShown
    from paycli.services.reading.log_records import LogLine
    from paycli.services.reading.log_sums import LogSum
    from paycli.services.reading.reader import Reader

_LAST_SHOWN = 5


class Person(NamedTuple):
    """Somebody else: their wallet, whether they are known, what went both ways, what waits, and the newest entries."""

    wallet: WalletShown
    contact: ContactShown | None
    sums: tuple[LogSum, ...]
    waiting: tuple[Waiting, ...]
    last: tuple[LogLine, ...]


def person(app: App, typed: str) -> Person:
    """Show somebody by their handle; raises NotFound, and Usage for a group and for oneself."""
    with reading(app) as reader:
        owner = reader.view.handle_owner(clean_handle(typed))
        if owner is not None and is_group(owner):
            raise Usage(problem=f"{typed} is a group", help=step("look_at_groups"))
        wallet = resolve(reader, typed)
        if wallet == reader.own:
            raise Usage(problem=f"{typed} is your own wallet", help=step("look_at_yourself"))
        lines = Wanted(wallet=wallet)
        waits = (each for each in waiting(reader) if _is_of(reader, each, wallet))
        return Person(
            wallet=shown_wallet(reader, reader.wallet(wallet)),
            contact=next((each for each in contacts(app) if each.wallet == wallet), None),
            sums=tuple(add_up(whole_log(reader, lines), lambda _line: "")),
            waiting=(*waits, *_own_envelopes(reader, wallet)),
            last=tuple(islice(whole_log(reader, lines), _LAST_SHOWN)),
        )


def _is_of(reader: Reader, each: Waiting, wallet: str) -> bool:
    if each.open is not None:
        return wallet in each.open.wallets
    item = None if each.id is None else reader.find_object(each.id)
    return each.wallet == wallet if item is None else wallet in {item.maker, item.peer}


def _own_envelopes(reader: Reader, wallet: str) -> Iterator[Waiting]:
    """Give the own open envelopes that are for somebody by name, and that they did not take from."""
    for item in objects(reader, lives.ENVELOPE, Period(), maker=reader.own, pending=True):
        named = not isinstance(item.body.audience, str) and wallet in item.body.audience
        if named and not item.is_over(reader.time) and not reader.has_taken(item.id, wallet):
            yield Waiting(
                n=item.n,
                what="envelope",
                kind=lives.LIVES[lives.ENVELOPE].made_by,
                id=item.id,
                short=reader.short(item.id),
                text="your envelope for them",
                money=Money(item.held_minor, str(item.currency)),
                try_this=step("look_at_thing", thing=reader.short(item.id)),
            )
