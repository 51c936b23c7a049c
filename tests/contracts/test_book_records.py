"""What every Book keeps of objects, people and texts."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from paycli.domain.accounts import Account, main_account
from paycli.domain.ids import name_of
from paycli.domain.lives import EnvelopeDetail
from paycli.domain.registry import Registry
from paycli.domain.state import Changes, Claim, Key, LedgerObject, Needs, Place, Wallet
from paycli.domain.texts import Text
from paycli.errors import Broken, HandleTaken
from tests.store import build
from tests.store.build import ALICE, BOB, CAROL, KEY, LEDGER, post
from tests.support.ids import order_id

if TYPE_CHECKING:
    from paycli.domain.ports import Book

MAIN_A, MAIN_B = main_account(ALICE, "EUR"), main_account(BOB, "EUR")


# --- objects ---------------------------------------------------------------------------------------------------------
def test_with_an_object_come_its_shares_and_with_its_funds_or_a_claim_the_accounts(book: Book) -> None:
    boxed = build.envelope(ALICE, 2, 2)
    item = boxed.changes.objects[0]
    post(book, build.cash_in(ALICE, 500, 1), build.cash_in(BOB, 5, 9), boxed._replace(changes=Changes(
        boxed.changes.transfers, (item._replace(n=3),))))  # fmt: skip
    with book.lock(), book.begin() as transaction:
        paid = item._replace(n=3, peer=BOB, detail=EnvelopeDetail(3, taken=1))
        build.write(transaction, build.Draft(build.order("clock.set", {"now": 1}, 7), Changes(objects=(paid,))))
        transaction.commit()
    with book.view() as view:
        bare = view.load(Needs(objects=(item.id, "0" * 32)))
        moved = view.load(Needs(objects=(item.id,), funds=(item.id, "0" * 32)))
        claimed = view.load(Needs(objects=(item.id,), claims=((item.id, BOB), ("0" * 32, BOB))))
    for state in (bare, moved, claimed):
        assert state.objects == {item.id: paid}
        assert state.shares == {item.id: (30, 30, 30)}
    hold = {f"o:{item.id}:hold:EUR": Account(90, 0)}
    assert bare.accounts == {}
    assert moved.accounts == {MAIN_A: Account(410, 0), **hold}
    assert claimed.accounts == {MAIN_B: Account(5, 0), **hold}


def test_due_objects_come_oldest_first_and_only_those_that_hold_money(book: Book) -> None:
    post(book, build.cash_in(ALICE, 1000, 1))
    boxes = [build.envelope(ALICE, 10 + n, n, due=due) for n, due in ((2, 300), (3, 100), (4, 200), (5, 900))]
    post(book, *boxes, build.sale(BOB, 20, 6))
    third, first, second, later = (box.order.name for box in boxes)
    with book.view() as view:
        assert view.due(300, 10) == [first, second, third]
        assert view.due(300, 2) == [first, second]
        assert view.due(99, 10) == []
    post(book, build.settle(boxes[1].changes.objects[0], 7))
    with book.view() as view:
        assert view.due(10**6, 10) == [second, third, later]


def test_objects_of_a_kind_come_newest_first(book: Book) -> None:
    post(book, build.cash_in(ALICE, 500, 1), build.cash_in(BOB, 500, 2))
    boxes = [build.envelope(wallet, 10 + n, n) for n, wallet in ((3, ALICE), (4, BOB), (5, ALICE))]
    post(book, *boxes, build.sale(ALICE, 30, 6))
    post(book, build.settle(boxes[2].changes.objects[0], 7))
    with book.view() as view:

        def numbers(wallet: str | None, kind: str, *, pending: bool) -> list[int]:
            return [item.n for item in view.objects_of(wallet, kind, pending=pending)]

        assert numbers(None, "envelope", pending=True) == [4, 3]
        assert numbers(None, "envelope", pending=False) == [5, 4, 3]
        assert numbers(ALICE, "envelope", pending=True) == [3]
        assert numbers(ALICE, "envelope", pending=False) == [5, 3]
        assert numbers(ALICE, "sale", pending=True) == [6]
        assert numbers(CAROL, "sale", pending=False) == []
        for pending, whole in ((True, [4, 3]), (False, [5, 4, 3])):
            for before, limit in product(range(1, 8), range(1, 4)):
                piece = view.objects_of(None, "envelope", pending=pending, before=before, limit=limit)
                assert [item.n for item in piece] == [n for n in whole if n < before][:limit]
        assert [item.n for item in view.objects_of(ALICE, "envelope", pending=False, before=5, limit=9)] == [3]


def test_what_ended_with_money_for_a_wallet_is_found_between_two_entries_newest_first(book: Book) -> None:
    boxes = [build.envelope(ALICE, 3, 3), build.envelope(ALICE, 4, 4)]
    post(book, build.cash_in(ALICE, 500, 1), *boxes, build.send(ALICE, BOB, 1, 5))
    post(book, *(build.settle(box.changes.objects[0], 6 + place) for place, box in enumerate(boxes)))
    with book.view() as view:
        assert [*view.credited(ALICE, ("settle", "cancel"), 0, 99)] == [6, 5]
        assert [*view.credited(ALICE, ("settle",), 5, 99)] == [6]
        assert [*view.credited(ALICE, ("settle",), 0, 6)] == [5]
        assert [*view.credited(ALICE, ("cash.in", "send"), 0, 99)] == [1]
        assert [*view.credited(BOB, ("settle",), 0, 99)] == []


def test_what_two_wallets_make_under_one_id_stands_side_by_side_and_is_never_overwritten(book: Book) -> None:
    post(book, build.cash_in(ALICE, 500, 1), build.cash_in(BOB, 500, 2), build.envelope(ALICE, 5, 3))
    post(book, build.envelope(BOB, 5, 4))
    again = build.envelope(ALICE, 6, 5)
    [made], first = again.changes.objects, name_of(order_id(5), ALICE)
    with pytest.raises(Broken), book.lock(), book.begin() as transaction:
        build.write(transaction, again._replace(changes=Changes(again.changes.transfers, (made._replace(id=first),))))
    names = (first, name_of(order_id(5), BOB))
    with book.view() as view:
        objects = view.load(Needs(objects=names)).objects
        assert [(objects[name].maker, objects[name].n) for name in names] == [(ALICE, 3), (BOB, 4)]


def test_claims_and_references_are_loaded_by_pairs(book: Book) -> None:
    boxed = build.envelope(ALICE, 2, 2)
    box = boxed.order.name
    ask = build.order("topup.ask", {"rail": "visa", "amount": 5, "currency": "EUR"}, 7, wallet=BOB)
    made = LedgerObject.made(ask, Place(4, 0), "topup", detail=None, currency="EUR", amount_minor=5, rail="visa")
    asked = made._replace(state="done", ended=4, reference="ref-1")
    claims = (Claim(box, BOB, 3, 1, 30), Claim(box, CAROL, 3, 0, 30))
    grab = build.order("envelope.grab", {"envelope": box, "proof": None}, 3, wallet=BOB)
    post(book, build.cash_in(ALICE, 500, 1), boxed, build.Draft(grab, Changes(claims=claims)))
    post(book, build.Draft(ask, Changes(objects=(asked,))))
    with book.view() as view:
        references = ((asked.id, "ref-1"), (asked.id, "ref-2"))
        state = view.load(Needs(objects=(asked.id,), claims=((box, BOB), (box, ALICE)), references=references))
        assert state.claims == {(box, BOB): claims[0]}
        assert state.references == {("visa", "ref-1")}
        assert view.claims_of(box) == [Claim(box, CAROL, 3, 0, 30), Claim(box, BOB, 3, 1, 30)]
        assert view.claims_of("0" * 32) == []


def test_a_seed_is_kept_beside_the_log(book: Book) -> None:
    post(book, build.cash_in(ALICE, 500, 1), build.envelope(ALICE, 2, 2))
    with book.view() as view:
        assert view.seed(name_of(order_id(2), ALICE)) == "5e" * 32
        assert view.seed(name_of(order_id(3), ALICE)) is None


# --- people ----------------------------------------------------------------------------------------------------------
def test_wallets_and_keys_are_loaded_and_their_changes_are_seen(book: Book) -> None:
    post(book, build.opened(), build.open_wallet(BOB, "bob", 1, 2), build.open_wallet(ALICE, "alice", 2, 3, shop=True))
    key = Key("b2" * 32, "77" * 32, BOB, None)
    needs = Needs(wallets=(ALICE, BOB, CAROL), keys=(KEY, key.id, "00" * 32))
    with book.view() as view:
        state = view.load(needs)
        assert state.wallets == {ALICE: Wallet(ALICE, 3, True, None), BOB: Wallet(BOB, 2, False, None)}
        assert state.keys == {KEY: Key(KEY, "99" * 32, "operator", None), key.id: key}
        assert [wallet.id for wallet in view.wallets()] == [BOB, ALICE]
        assert [wallet.id for wallet in view.wallets(limit=1)] == [BOB]
        assert [wallet.id for wallet in view.wallets(after=2)] == [ALICE]
        assert view.wallets(after=3) == []
        assert view.asking(0) == [], "who opened a wallet here did not ask"
    revoke = build.order("key.revoke", {"key": key.id}, 3, wallet=BOB, key=key.id)
    post(book, build.Draft(revoke, Changes(keys=(key._replace(revoked_n=4),))), build.admit(BOB, "bob", 4, 2, 5))
    with book.view() as view:
        state = view.load(needs)
    assert state.keys[key.id].revoked_n == 4
    assert state.wallets[BOB].admitted_n == 5


def test_the_registry_is_what_was_last_committed(book: Book) -> None:
    post(book, build.opened())
    setting = build.order("setting.set", {"name": "most_per_order:EUR", "value": 5}, 1)
    draft = build.Draft(setting, Changes(registry=(("setting:most_per_order:EUR", "5"),)))
    with book.lock(), book.begin() as transaction:
        build.write(transaction, draft)
        assert transaction.load(Needs()).registry.settings == {"most_per_order:EUR": 5}
    with book.lock(), book.begin() as transaction:
        assert transaction.load(Needs()).registry.settings == {}
        build.write(transaction, draft)
        transaction.commit()
    with book.view() as view:
        found = view.load(Needs()).registry
    assert found == Registry(
        LEDGER, "play", "UTC", "operator", "EUR", {"EUR": 2}, {}, {"most_per_order:EUR": 5}
    )  # fmt: skip


def test_a_handle_is_reserved_at_admission_and_for_one_wallet_only(book: Book) -> None:
    post(book, build.open_wallet(ALICE, "ling", 1, 1), build.open_wallet(BOB, "ling", 2, 2))
    with book.view() as view:
        assert view.handle_owner("ling") is None
    post(book, build.admit(ALICE, "ling", 3, 1, 3))
    with pytest.raises(HandleTaken, match="@ling"), book.lock(), book.begin() as transaction:
        build.write(transaction, build.cash_in(CAROL, 5, 8), build.admit(BOB, "ling", 4, 2, 5))
    with book.view() as view:
        assert (view.handle_owner("ling"), view.handle_of(ALICE), view.handle_of(BOB)) == (ALICE, "ling", None)
        assert view.all_handles() == {"ling": ALICE}
        assert view.head().size == 3


def test_two_admissions_of_one_group_cannot_share_a_handle(book: Book) -> None:
    post(book, build.open_wallet(ALICE, "ling", 1, 1), build.open_wallet(BOB, "ling", 2, 2))
    with pytest.raises(HandleTaken), book.lock(), book.begin() as transaction:
        build.write(transaction, build.admit(ALICE, "ling", 3, 1, 3), build.admit(BOB, "ling", 4, 2, 4))


def test_texts_lie_beside_their_entry(book: Book) -> None:
    post(book, build.cash_in(ALICE, 9, 1), build.send(ALICE, BOB, 1, 2, "für \U0001f9e7 Neujahr"))
    with book.view() as view:
        assert view.text(2, "note") == Text("note", build.SALT, "für \U0001f9e7 Neujahr")
        assert view.text(2, "name") is None
        assert view.text(1, "note") is None
        assert list(view.all_texts()) == [(2, "note", build.SALT, "für \U0001f9e7 Neujahr")]


# --- the whole -------------------------------------------------------------------------------------------------------
def test_everything_is_what_the_changes_add_up_to(book: Book) -> None:
    drafts = [
        build.opened(),
        build.open_wallet(ALICE, "alice", 1, 2),
        build.admit(ALICE, "alice", 2, 2, 3),
        build.cash_in(ALICE, 500, 3),
        build.envelope(ALICE, 4, 5),
        build.send(ALICE, BOB, 7, 5),
    ]
    post(book, *drafts)
    with book.view() as view:
        found, expected = view.everything(), view.load(Needs())
        assert view.faults() in ((), [])
    for draft in drafts:
        expected.apply(draft.changes)
    expected.shares[drafts[4].order.name] = (30, 30, 30)
    for table in ("accounts", "objects", "wallets", "keys", "claims", "references", "registry", "shares"):
        assert getattr(found, table) == getattr(expected, table), table
