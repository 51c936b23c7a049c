"""Builds entries for books without the door: made-up ids, real records, the real Merkle tree."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain import merkle
from paycli.domain.accounts import Transfer, main_account, world_account
from paycli.domain.lives import EnvelopeDetail, SaleDetail
from paycli.domain.orders import Order, settle_order
from paycli.domain.ports import Entry, Head, Written
from paycli.domain.shifts import ShiftDetail
from paycli.domain.state import DONE, Changes, Key, LedgerObject, Needs, Place, Wallet
from paycli.domain.texts import Text, text_commitment
from tests.support import counter_bodies
from tests.support.ids import order_id
from tests.support.orders import make_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.ports import Book, Transaction

LEDGER = "1" * 32
KEY, OTHER_KEY = "ab" * 32, "cd" * 32
ALICE, BOB, CAROL = "a1" * 20, "b2" * 20, "c3" * 20
SIGNATURE = "5a" * 64
SALT = "0f" * 32


class NoCrypto:
    """Signatures are not what these tests are about."""

    def verify(self, public: str, message: bytes, signature: str) -> bool:
        return bool(public and message and signature)

    def sandbox_public(self, ledger: str) -> str:
        return ledger * 2


class Draft(NamedTuple):
    """An order with what it changes and what lies beside it; the entry is made when it is posted."""

    order: Order
    changes: Changes
    texts: tuple[Text, ...] = ()
    seed: str | None = None
    shares: tuple[int, ...] | None = None
    handle: tuple[str, str] | None = None


def order(kind: str, body: dict[str, Any], number: int, *, wallet: str | None = None, key: str | None = KEY) -> Order:
    return make_order(kind, body, id=order_id(number), at=number % (1 << 53), key=key, ledger=LEDGER, wallet=wallet)


def cash_in(wallet: str, amount: int, number: int) -> Draft:
    body = {"wallet": wallet, "amount": amount, "currency": "EUR", "note": None}
    move = Transfer(world_account("cash", "EUR"), main_account(wallet, "EUR"), "EUR", amount, number)
    return Draft(order("cash.in", body, number), Changes((move,)))


def send(payer: str, payee: str, amount: int, number: int, note: str | None = None) -> Draft:
    commitment = None if note is None else text_commitment(SALT, note)
    body = {"to": payee, "amount": amount, "currency": "EUR", "note": commitment}
    move = Transfer(main_account(payer, "EUR"), main_account(payee, "EUR"), "EUR", amount, number)
    texts = () if note is None else (Text("note", SALT, note),)
    return Draft(order("send", body, number, wallet=payer), Changes((move,)), texts)


def open_wallet(wallet: str, handle: str, number: int, n: int, *, shop: bool = False) -> Draft:
    body = {"public": "77" * 32, "handle": text_commitment(SALT, handle), "name": None, "shop": shop}
    key = Key(wallet[:2] * 32, "77" * 32, wallet, None)
    changes = Changes(wallets=(Wallet(wallet, n, shop, None),), keys=(key,))
    return Draft(order("wallet.open", body, number, key=key.id), changes, (Text("handle", SALT, handle),))


def admit(wallet: str, handle: str, number: int, opened_n: int, n: int) -> Draft:
    body = {"wallet": wallet, "invite": None, "proof": None}
    changes = Changes(wallets=(Wallet(wallet, opened_n, False, n),))
    return Draft(order("wallet.admit", body, number), changes, handle=(handle, wallet))


def envelope(maker: str, number: int, n: int, *, due: int = 1_000, packets: int = 3, amount: int = 90) -> Draft:
    body = {
        "amount": amount, "currency": "EUR", "count": packets, "draw": {"rule": "even-1", "commitment": "ee" * 32},
        "audience": "any", "opens_at": None, "expires_ms": due, "note": None,
    }  # fmt: skip
    made = order("envelope.send", body, number, wallet=maker)
    item = LedgerObject.made(
        made, Place(n, number), "envelope", detail=EnvelopeDetail(packets), currency="EUR", amount_minor=amount,
        held_minor=amount, due=due,
    )  # fmt: skip
    move = Transfer(main_account(maker, "EUR"), f"o:{made.name}:hold:EUR", "EUR", amount, number)
    shares = (amount // packets,) * packets
    return Draft(made, Changes((move,), (item,)), seed="5e" * 32, shares=shares)


def sale(shop: str, number: int, n: int, *, place: int = 1, till: int = 0, shift: str | None = None) -> Draft:
    """Charge under a number of a till; `place` is that number."""
    made = order("sale.new", counter_bodies.sale(5, expires_ms=9, till=till, shift=shift), number, wallet=shop)
    item = LedgerObject.made(
        made, Place(n, number), "sale", detail=SaleDetail(), currency="EUR", amount_minor=5, due=9, till=till,
        number=place,
    )  # fmt: skip
    return Draft(made, Changes(objects=(item,)))


def pay_sale(payer: str, item: LedgerObject, number: int) -> Draft:
    """Pay a sale."""
    shop, amount = str(item.maker), item.amount_minor
    move = Transfer(main_account(payer, "EUR"), main_account(shop, "EUR"), "EUR", amount, number)
    paid = item._replace(state=DONE, peer=payer, ended=number, detail=SaleDetail(tender="wallet"))
    return Draft(
        order("sale.pay", counter_bodies.pay(item.id, shop, amount), number, wallet=payer), Changes((move,), (paid,))
    )


def open_shift(shop: str, number: int, n: int, *, till: int = 1, place: int = 1) -> Draft:
    """Open a shift of a till; `place` is its number there."""
    made = order("shift.open", counter_bodies.begin(0, till=till), number, wallet=shop)
    item = LedgerObject.made(
        made, Place(n, number), "shift", detail=ShiftDetail(), currency="EUR", till=till, number=place
    )
    return Draft(made, Changes(objects=(item,)))


def settle(item: LedgerObject, n: int) -> Draft:
    move = Transfer(f"o:{item.id}:hold:EUR", main_account(str(item.maker), "EUR"), "EUR", item.held_minor, n)
    ended = item._replace(state="expired", held_minor=0, ended=item.due)
    return Draft(settle_order(item.id, item.due or 0, LEDGER), Changes((move,), (ended,)))


def opened(money: str = "play") -> Draft:
    body = {"public": "99" * 32, "currencies": [["EUR", 2]], "zone": "UTC", "money": money, "admission": "operator"}
    made = make_order("ledger.open", body, id=order_id(0), at=1, key=KEY, ledger=None)
    rows = (("ledger", LEDGER), ("money", money), ("default_currency", "EUR"), ("currency:EUR", "2"))
    return Draft(made, Changes(keys=(Key(KEY, "99" * 32, "operator", None),), registry=rows))


def write(transaction: Transaction, *drafts: Draft, time: int = 7) -> list[Entry]:
    """Seal drafts and write them as one group, without committing."""
    head, written = transaction.head(), []
    state = transaction.load(Needs())
    for draft in drafts:
        n = head.size + 1
        signature = None if draft.order.kind == "settle" else SIGNATURE
        leaf = merkle.leaf_hash(n, time, draft.order.data, signature, draft.changes.transfers)
        frontier, nodes = merkle.grow(head.frontier, head.size, leaf)
        entry = Entry(n, time, draft.order.data, signature, draft.changes.transfers, merkle.root_of(frontier), nodes)
        written.append(Written(entry, draft.order, draft.changes, draft.texts, draft.seed, draft.shares, draft.handle))
        state.apply(draft.changes)
        head = Head(n, time, frontier)
    transaction.write(head, written, state)
    return [one.entry for one in written]


def post(book: Book, *drafts: Draft, time: int = 7) -> list[Entry]:
    """Write drafts as one group and commit."""
    with book.lock(), book.begin() as transaction:
        entries = write(transaction, *drafts, time=time)
        transaction.commit()
    return entries


def in_child(work: Callable[[], Any], *, user: int | None = None) -> Any:
    """Run something in a forked child, as another user if asked, and give what it returned or raised."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if user is not None:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
            answer: Any = work()
        except BaseException as error:  # noqa: BLE001  the parent looks at it
            answer = error
        os.write(writer, pickle.dumps(answer if not isinstance(answer, BaseException) else (type(answer), str(answer))))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        answer = pickle.loads(file.read())  # noqa: S301  our own child wrote it
    os.waitpid(child, 0)
    return answer
