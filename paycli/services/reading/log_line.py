"""Reading an entry of the log as a wallet may see it: what happened, who gave, who got, and what it was for."""

from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.accounts import TILLS, is_till_world
from paycli.domain.asking_bodies import SendWaitBody
from paycli.domain.bodies import EnvelopeSendBody, SettingSetBody, WalletRenameBody
from paycli.domain.ids import short_number
from paycli.domain.kinds import KINDS
from paycli.domain.lives import LIVES, MADE_BY, SALE, Direction
from paycli.domain.money import Money
from paycli.domain.orders import Order, read_unchecked
from paycli.domain.parties import CASH, OPERATOR
from paycli.domain.subjects import object_of
from paycli.domain.till_bodies import RefundBody, SalePayBody, SaleTakeBody
from paycli.errors import Broken, OrderMalformed
from paycli.services.reading.asked_lines import ABOUT, ASKING_KINDS, Asker, with_asker, with_terms
from paycli.services.reading.came_back import CAME, came_back
from paycli.services.reading.goods import goods_of
from paycli.services.reading.log_records import LogLine
from paycli.services.reading.lookup import may_see, takes_part
from paycli.services.reading.mandates import MandateNames
from paycli.services.reading.names import group_of
from paycli.services.reading.receipt_numbers import number_of

if TYPE_CHECKING:
    from paycli.domain.accounts import Transfer
    from paycli.domain.ports import Entry
    from paycli.services.reading.reader import Reader

# Names that end in the same 60 bits: whoever can do 2^60 hashes can make two.
_ALIKE_MOST = 50
_ANYBODY, _KNOWERS = "anybody", "who knows the link or word"


class _Side(NamedTuple):
    """Whose an account is: what people call them, the wallets behind it, and for programs their handles or the rail."""

    name: str | None
    wallets: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    rail: str | None = None


class LineReader:
    """Reads entries as lines for one wallet. What lines share, such as handles, is looked up once.

    `everyone` is for a list of everybody's entries: there what is not the wallet's concern is left out.
    """

    def __init__(self, reader: "Reader", *, everyone: bool = False) -> None:
        self._reader = reader
        self._everyone = everyone
        self._handles: dict[str, str] = {}
        self._short = cache(reader.short)
        self._mandates = MandateNames(reader)
        self._makers: dict[str, tuple[Entry, Order]] = {}

    def line(self, entry: "Entry") -> LogLine:
        """Describe an entry; raises Broken for one that no paycli wrote."""
        try:
            return self._line(entry, read_unchecked(entry.order))
        except (OrderMalformed, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise Broken(reason=f"entry {entry.n} cannot be read") from error

    def _line(self, entry: "Entry", order: Order) -> LogLine:
        reader, body, kind = self._reader, order.body, KINDS[order.kind]
        is_ours = not self._everyone or self._is_ours(entry, order)
        line = LogLine(
            n=entry.n,
            time=entry.time,
            id=order.name,
            short=self._short(order.name),
            kind=order.kind,
            amount=None,
            moved=bool(entry.transfers),
            note=reader.text(entry.n, "note", body) if is_ours and "note" in kind.texts else None,
            of=self._kind_of(order),
            mandate=self._mandates.name(order),
        )
        line = self._with_money(line, entry, order, is_ours=is_ours)
        line = self._with_people(line, order, is_ours=is_ours)
        if is_ours:
            line = self._with_things(line, entry, order)._replace(came_back=came_back(reader, order))
            line = self._between_people(line, order)
        if not kind.opens_ledger and (sets := kind.sets(body)):
            line = line._replace(setting=sets[0], value=body.value if isinstance(body, SettingSetBody) else None)
        return line

    # --- money -------------------------------------------------------------------------------------------------------
    def _with_money(self, line: LogLine, entry: "Entry", order: Order, *, is_ours: bool) -> LogLine:
        """Say what came or went, from whom and to whom; where no money moved, what the order names."""
        own, body = f"w:{self._reader.own}:", order.body
        if KINDS[order.kind].rows_have_notes:
            from paycli.services.reading.sent_rows import with_rows

            return with_rows(line, self._reader, entry, order, self._handle)
        mine = [each for each in entry.transfers if each.credit.startswith(own) != each.debit.startswith(own)]
        if (about := object_of(order)) != order.name and (is_ours or entry.transfers):
            line = line._replace(about=about)
        if not entry.transfers:
            amount_minor = getattr(body, "amount_minor", None)
            if not isinstance(amount_minor, int):
                return line
            line = line._replace(amount=Money(amount_minor, body.currency), rail=getattr(body, "rail", None))
            # Whoever makes something that asks for money is who gets it.
            return line._replace(takers=(self._handle(str(order.wallet)),)) if order.kind in MADE_BY else line
        transfer = mine[-1] if mine else entry.transfers[0]
        giver, taker = (self._side(transfer, account, is_ours=is_ours) for account in (transfer.debit, transfer.credit))
        came = bool(mine) and transfer.credit.startswith(own)
        in_drawer = transfer.debit.startswith(TILLS)
        sign = -1 if (mine and not came) or (in_drawer and is_till_world(transfer.credit)) else 1
        # What others get out of the own batch or envelope left the own money with that, and coins are none of it. Nor
        # is it what the own wallet declines, or what waits for it.
        owner, wallet = self._owner(transfer.debit), self._reader.own
        theirs = order.wallet == wallet or isinstance(body, SendWaitBody)
        moved = self._everyone or bool(mine) or not (in_drawer or theirs or owner == self._handle(wallet))
        return line._replace(
            amount=Money(sign * sum(each.amount_minor for each in mine or entry.transfers), transfer.currency),
            moved=moved,
            in_drawer=in_drawer,
            sender=giver.name,
            receiver=taker.name,
            giver=owner,
            takers=taker.handles,
            rail=giver.rail or taker.rail,
            turn=CAME if came else None,
            concerns=line.concerns.union(giver.wallets, taker.wallets),
        )

    def _owner(self, account: str) -> str | None:
        """Give the handle of the wallet whose money lies in an account, or is held for what it made."""
        kind, owner, *_ = account.split(":")
        if kind == "x" or is_till_world(account):
            return None
        return self._handle(owner if kind in {"w", "t"} else str(self._maker(owner)[1].wallet))

    def _side(self, transfer: "Transfer", account: str, *, is_ours: bool) -> _Side:
        """Say whose an account is. Money that is held belongs to its maker, or is on its way to the far end."""
        kind, owner, *of = account.split(":")
        if kind == "t":
            inside = of[1] == "drawer"
            return _Side(f"drawer {of[0]}", (owner,), (self._handle(owner),)) if inside else _Side(CASH, rail=CASH)
        if kind == "w":
            handle = self._handle(owner)
            return _Side(handle, (owner,), (handle,))
        if kind == "x":
            return _Side(owner, rail=owner)
        _, made = self._maker(owner)
        opposite = transfer.credit if account == transfer.debit else transfer.debit
        if not opposite.startswith(f"w:{made.wallet}:"):
            return _Side(self._handle(str(made.wallet)), (str(made.wallet),))
        if MADE_BY[made.kind].direction is not None:
            return _Side(made.body.rail, rail=made.body.rail)
        return self._audience(made) if is_ours else _Side(None)

    def _audience(self, made: Order) -> _Side:
        if isinstance(made.body, SendWaitBody):
            waits_for = self._handle(made.body.to)
            return _Side(waits_for, (made.body.to,), (waits_for,))
        audience = made.body.audience if isinstance(made.body, EnvelopeSendBody) else ()
        if isinstance(audience, str):
            # A claim key says nothing to anybody.
            return _Side(_ANYBODY if audience == "any" else _KNOWERS)
        handles = tuple(map(self._handle, audience))
        return _Side(", ".join(handles) or None, audience, handles)

    # --- people ------------------------------------------------------------------------------------------------------
    def _with_people(self, line: LogLine, order: Order, *, is_ours: bool) -> LogLine:
        """Say who else is named, and which group; what only some may know is left out for the others."""
        body, kind, own = order.body, KINDS[order.kind], self._reader.own
        ordered = order.wallet == own
        wallets: tuple[str, ...] = ()
        if kind.noun is not None and LIVES[kind.noun].has_handle:
            about = str(object_of(order))
            known = self._group_of(about)
            line = line._replace(group=known or (self._group(about) if ordered else None))
            wallets = getattr(body, "wallets", getattr(body, "members", ())) if line.group is not None else ()
        elif "opened" in kind.tells_of:
            wallets = (sha256(order.data).hexdigest()[:40],)
        elif hasattr(body, "wallet") and (kind.tells_named or ordered):
            wallets = (body.wallet,)
        if wallets == (order.wallet,) and line.group is not None:
            line, wallets = line._replace(turn="left"), ()
        if getattr(body, "blocked", True) is False:
            line = line._replace(turn="undone")
        by = order.wallet if is_ours and (kind.tells_named or ordered) else None
        by_operator = order.wallet is None and OPERATOR in kind.signed_by
        return line._replace(
            by=self._handle(by) if by is not None else OPERATOR if by_operator else None,
            who=tuple(map(self._handle, wallets)),
            concerns=line.concerns.union(wallets, (by,) if by is not None else ()),
        )

    def _group_of(self, group: str) -> str | None:
        """Give a group's handle to who is in it, and to nobody else."""
        item = self._reader.find_object(group)
        return self._group(group) if item is not None and self._reader.own in item.detail.members else None

    def _group(self, group: str) -> str:
        return self._handles.get(group) or self._handles.setdefault(group, group_of(self._reader, group))

    def _handle(self, wallet: str) -> str:
        return self._handles.get(wallet) or self._handles.setdefault(wallet, self._reader.handle(wallet))

    # --- things ------------------------------------------------------------------------------------------------------
    def _with_things(self, line: LogLine, entry: "Entry", order: Order) -> LogLine:
        """Say what it was for: the goods and receipt of a sale, the message of an envelope, what a rail answered."""
        reader, body, kind = self._reader, order.body, KINDS[order.kind]
        life = MADE_BY.get(order.kind)
        if life is not None and life.direction is Direction.IN:
            declined = any(not each.transfers for each in reader.view.entries_about(order.name)[1:])
            turn = "declined" if declined else None
            return line._replace(sender=body.rail, receiver=self._handle(str(order.wallet)), turn=turn)
        about = object_of(order)
        if isinstance(body, WalletRenameBody):
            return line._replace(name=reader.text(entry.n, "name", body))
        if about is None or (life is None and kind.noun is None):
            return line
        if life is not None:
            label = reader.text(entry.n, "label", body) if "label" in kind.texts else None
            if life.kind == SALE:
                line = line._replace(goods=goods_of(reader, entry.n, body), receipt=number_of(reader.view, order.name))
            return line._replace(message=label)
        made_at, made = self._maker(about)
        if isinstance(made.body, EnvelopeSendBody):
            return line._replace(message=reader.text(made_at.n, "note", made.body))
        if isinstance(body, SalePayBody | SaleTakeBody | RefundBody):
            tip_minor = getattr(body, "tip_minor", 0)
            return line._replace(
                sale=about,
                receipt=number_of(reader.view, about),
                goods=goods_of(reader, made_at.n, made.body),
                tip=Money(tip_minor, body.currency) if tip_minor else None,
            )
        return line

    def _between_people(self, line: LogLine, order: Order) -> LogLine:
        """Say what requests and waiting transfers ask, and what their answers are about."""
        about = line.of or KINDS[order.kind].noun
        if order.kind in ASKING_KINDS:
            line = with_terms(line, self._reader, order, self._handle)
        elif about in ABOUT and line.about is not None:
            line = with_asker(line, self._reader, order, Asker(*self._maker(line.about)), self._handle)
        return line

    def _kind_of(self, order: Order) -> str | None:
        """Give the kind of the object that an order ends: the entry that made it says so."""
        about = object_of(order)
        if about is None or KINDS[order.kind].noun is not None:
            return None
        # What was given back is about a payment, which may be no object.
        life = MADE_BY.get(self._maker(about)[1].kind)
        return None if life is None else life.kind

    def _maker(self, name: str) -> "tuple[Entry, Order]":
        """Give the entry that made an object, and its order; raises Broken where it is not there."""
        if name not in self._makers:
            number, view = short_number(name), self._reader.view
            match = next((each for each in view.find_short(number, number + 1, _ALIKE_MOST) if each.name == name), None)
            if match is None:
                raise Broken(reason=f"the entry that made {name[-12:]} is not there")
            self._makers[name] = (entry := self._reader.entry(match.n)), read_unchecked(entry.order)
        return self._makers[name]

    def _is_ours(self, entry: "Entry", order: Order) -> bool:
        """Tell whether the wallet takes part in what an entry is about."""
        if self._reader.operator or order.wallet == self._reader.own:
            return True
        item = self._reader.find_object(order.name) if order.kind in MADE_BY else None
        return may_see(self._reader, item) if item is not None else takes_part(self._reader.own, entry)
