"""Each rule of a receipt (protocol, section 9) is broken once, by somebody who holds the shop's keys, and is named."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.receipt_forger import Forger, facts, without
from tests.support.receipt_scene import CAFE, HELPER, OTHER_TILL, SECOND, TILL, shop_scene
from tests.support.receipts import Row, canonical, key_of, log_of, name_of, public_of, signed
from tests.support.second_verifier import check_receipt

if TYPE_CHECKING:
    from collections.abc import Iterable

LATER_MS = 400 * 86_400_000
BAD = "BadSignatureError"
# A rule that is broken, words of the fault, and the receipt.
Case = tuple[str, str, bytes]


@pytest.fixture(scope="module")
def forger(tmp_path_factory: pytest.TempPathFactory) -> Forger:
    scene = shop_scene(tmp_path_factory.mktemp("receipts"))
    return Forger(scene, log_of(scene.path))


def fault_of(data: bytes) -> str:
    try:
        check_receipt(data)
    except ValueError as error:
        return str(error)
    return "believed"


def listed(cases: Iterable[Case]) -> list[str]:
    """Give those that are not refused for the reason that they should be."""
    return [f"{what}: {found}" for what, words, data in cases if words not in (found := fault_of(data))]


def test_each_fact_is_worked_out_anew(forger: Forger) -> None:
    worked_out = {
        "amount": 1, "currency": "JPY", "discount": 1, "exponent": 3, "given": 1, "made": 1, "money": "real", "paid": 1,
        "refunds": [], "rounding": 1, "tax": [["A", 70_000, 1250, 1]], "tender": "gift", "till": 1, "tip": 0,
        "zone": "CET",
    }  # fmt: skip
    cases = [
        (name, f"its {name}: that is not", forger.made(before=facts(**{name: to}))) for name, to in worked_out.items()
    ]
    for name, to, words in (
        ("handle", "bar", "its handle is another"), ("lines", None, "its lines is another"),
        ("ledger", "0" * 32, "is not that of the ledger"), ("sale", "0" * 32, "another sale's"),
        ("shop", "0" * 40, "it is not the one that opened the shop"), ("root", "0" * 64, "does not lead to the root"),
        ("size", 2**40, "its path is too short"),
        ("key", "0" * 64, "is missing"), ("key", key_of(forger.scene.seeds[SECOND]), "is missing"),
        ("number", "1-000001", "not one of the till"), ("number", "0-000000", "not one of the till"),
    ):  # fmt: skip
        cases.append((name, words, forger.made(before=facts(**{name: to}))))
    cases.append(("a time too far", "is too large", forger.made(at=2**53)))
    last = forger.log.rows[-1]
    behind = last._replace(n=last.n + 1)
    cases.append(("a later entry", "behind the end of the log", forger.made(before=forger.with_entry(behind, []))))
    assert listed(cases) == []


def test_its_entries_are_exactly_those_that_it_needs(forger: Forger) -> None:
    def swapped(file: dict[str, Any]) -> None:
        file["entries"][4:6] = file["entries"][5:3:-1]

    made, row, about = forger.made, forger.row, forger.about
    # The sale of the gift, as if it had been made at the shop's own till.
    another = about("sale.new", "gift").changed(
        forger.scene.seeds[CAFE], lambda order: order["body"].update(till=0, shift=None)
    )
    again = about("sale.take", "gift").changed(
        forger.scene.seeds[TILL], lambda order: order["body"].update(of=forger.scene.sales["cash"][0])
    )
    cases = [
        ("no ledger.open", "another ledger", made("yen", HELPER, before=without(0))),
        ("no wallet.open", "its key is not known", made("yen", HELPER, before=without(1))),
        ("no currency.add", "its currency", made("yen", HELPER, before=without(2))),
        ("no key.add of who sells", "its key is not known", made("yen", HELPER, before=without(3))),
        ("no key.add of who vouches", "is missing", made(who=SECOND, before=without(2))),
        ("no key.add between", "its key is not known", made("cash", TILL, before=without(2))),
        ("no sale.new", "is not there", made("yen", HELPER, before=without(4))),
        ("no payment", "nothing among the entries pays", made("yen", HELPER, before=without(5))),
        ("no refund", "its refunds", made(before=without(4))),
        ("twice", "behind the one before", made(before=lambda file: file["entries"].insert(2, file["entries"][2]))),
        ("swapped", "behind the one before", made(before=swapped)),
        ("a currency that is not its", "its currency.add", made(before=forger.with_entry(row("currency.add")))),
        ("a key that nothing needs", "nothing needs", made(before=forger.with_entry(row("key.add")))),
        ("a stranger", "does not belong", made(before=forger.with_entry(row("wallet.admit")))),
        ("another wallet", "not the one that opened the shop", made(before=forger.with_entry(row("wallet.open")))),
        ("two sales", "just one sale.new", made(log=forger.log.with_row(another), before=forger.with_entry(another))),
        ("two payments", "not in its time", made("cash", TILL, log=forger.log.with_row(again))),
    ]
    assert listed(cases) == []


def test_each_order_is_signed_by_a_key_that_may(forger: Forger) -> None:
    made, row, about = forger.made, forger.row, forger.about
    opened, added, second = row("ledger.open"), row("currency.add"), row("key.add")
    sale, pay, take = about("sale.new", "tipped"), about("sale.pay", "tipped"), about("sale.take", "cash")
    wallet, shop = pay.order["wallet"], sale.order["wallet"]
    zero = {"signature": "0" * 128}
    (till,) = [each for each in forger.log.of("key.add") if "till-2" in each.data.decode()]
    cases = [
        (each.order["kind"], BAD, made("yen", SECOND, log=forger.with_columns(each, **zero)))
        for each in (opened, row("wallet.open", shop="True"), added, second, about("sale.new", "yen"))
    ]
    cases += [
        ("no signature", "64 bytes", made(log=forger.with_columns(sale, signature=None))),
        ("nobody pays", "nobody signed", made(log=forger.with_columns(pay, signature=None))),
        ("a known key takes", BAD, made("cash", TILL, log=forger.with_columns(take, **zero))),
        ("the shop adds a currency", "may not sign", made("yen", log=forger.with_order(added, CAFE, len))),
        ("the payer sells", "is not known", made(log=forger.with_order(sale, "zoe", len))),
        ("the payer refunds", "not the shop's", made(log=forger.with_order(
            about("refund", "tipped"), "zoe", lambda order: order.update(wallet=wallet)))),
        ("the shop pays", "wrong wallet", made(log=forger.with_order(
            pay, CAFE, lambda order: order.update(wallet=shop)))),
        ("a shop's currency", "wrong wallet", made("yen", log=forger.with_order(
            added, CAFE, lambda order: order.update(wallet=shop)))),
        ("a mandate adds", "a mandate, which", made("tipped", OTHER_TILL, log=forger.with_order(till, TILL, len))),
        ("an unproven key", BAD, made(who=SECOND, log=forger.with_body(second, CAFE, proof="0" * 128))),
        ("a wallet that is no shop", "is no shop", by_zoe(forger, sale, pay)),
        ("a key from later", "before it was there", by_later_key(forger)),
    ]  # fmt: skip
    assert listed(cases) == []


def by_zoe(forger: Forger, sale: Row, pay: Row) -> bytes:
    """Let the payer's wallet sell, and the shop pay."""
    wallet, shop = pay.order["wallet"], sale.order["wallet"]
    sold = sale.changed(forger.scene.seeds["zoe"], lambda order: order.update(wallet=wallet))
    name = name_of(sold.order)

    def change(order: dict[str, Any]) -> None:
        order["wallet"] = shop
        order["body"].update(sale=name, to=wallet)

    return forger.made(name, "zoe", log=forger.with_order(pay, CAFE, change).with_row(sold))


def by_later_key(forger: Forger) -> bytes:
    """Let a key that was added last vouch, and give back what was paid before."""
    seed, log = b"6" * 32, forger.log

    def change(order: dict[str, Any]) -> None:
        order["id"] = order["id"][:-1] + "f"
        named = bytes.fromhex(name_of(order) + order["wallet"])
        order["body"].update(public=public_of(seed), proof=signed(seed, "claim", named))

    added = forger.row("key.add").changed(forger.scene.seeds[CAFE], change)._replace(n=len(log.rows) + 1)
    refund = forger.about("refund", "tipped").changed(seed, len)
    scene = forger.scene._replace(seeds={**forger.scene.seeds, "late": seed})
    log = log._replace(rows=[*log.with_row(refund).rows, added])
    return Forger(scene, log).made(who="late", log=log)


def test_the_sale_its_payment_and_its_refunds_go_together(forger: Forger) -> None:
    made, about, now = forger.made, forger.about, forger.scene.now
    sale, pay, take = about("sale.new", "tipped"), about("sale.pay", "tipped"), about("sale.take", "cash")
    refund = about("refund", "tipped")
    for_another = forger.with_order(sale, CAFE, lambda order: order.update(ledger="0" * 32))
    seen = forger.with_order(pay, "zoe", lambda order: order.update(seen={"root": "0" * 64, "size": pay.n}))
    effective = [[*refund.transfers[0][:4], 1], *refund.transfers[1:]]
    deep = forger.row("wallet.admit")._replace(data=b"[" * 60_000)
    cases = [
        ("ledger", "another ledger", made(log=for_another)),
        ("seen", "saw more of the log", made(log=seen)),
        ("paid amount", "something else", made(log=forger.with_body(pay, "zoe", amount=1))),
        ("paid to", "its payee", made(log=forger.with_body(pay, "zoe", to="0" * 40))),
        ("paid currency", "something else", made("yen", log=forger.with_body(
            about("sale.pay", "yen"), "zoe", currency="EUR"))),
        ("taken amount", "something else", made("cash", TILL, log=forger.with_body(take, TILL, amount=1))),
        ("taken elsewhere", "that of the till", made("cash", TILL, log=forger.with_body(take, TILL, till=2))),
        ("a gift with change", "for a gift", made("cash", TILL, log=forger.with_body(take, TILL, tender="gift"))),
        ("too little given", "not enough", made("cash", TILL, log=forger.with_body(take, TILL, given=1))),
        ("too much back", "more than is left", made(log=forger.with_body(refund, CAFE, amount=12_51))),
        ("back to another", "how it was paid", made(log=forger.with_body(refund, CAFE, to="0" * 40))),
        ("back in cash", "how it was paid", made(log=forger.with_body(refund, CAFE, tender="cash"))),
        ("taxes", "its tax", made(log=forger.with_body(sale, CAFE, tax=[["A", 70_000, 1, 0]]))),
        ("too late", "not in its time", made(log=forger.with_columns(pay, time=now + 600_000))),
        ("out of time", "too late", made(log=forger.with_columns(pay, time=now + LATER_MS))),
        ("transfers", "its transfers", made(log=forger.with_columns(pay, transfers=pay.transfers[:1]))),
        ("more transfers", "its transfers", made(log=forger.with_columns(sale, transfers=pay.transfers))),
        ("effective", "its transfers", made(log=forger.with_columns(refund, transfers=effective))),
        ("no order", "unreadable", made(before=forger.with_entry(deep), log=forger.log.with_row(deep))),
    ]  # fmt: skip
    assert listed(cases) == []


def test_mandates_sell_and_vouch_as_far_as_they_go(forger: Forger) -> None:
    made, now, scope = forger.made, forger.scene.now, forger.with_scope
    sale, until = forger.about("sale.new", "cash"), forger.scene.now + 365 * 86_400_000
    grants = forger.row("key.add", 1).order["body"]["scope"]["grants"][0]
    unsorted = [{**grants, "kinds": ["send", "accept"]}]
    no_sales = [{**grants, "currency": "EUR", "kinds": ["refund"]}]
    cases = [
        ("till 2 vouches for till 1", "of the till", made("cash", OTHER_TILL)),
        ("the own till's for till 1", "of the till", made("yen", TILL)),
        ("another currency", "no grant for selling", made("tipped", HELPER)),
        ("no sales", "no grant for selling", made("tipped", HELPER, log=scope("helper", CAFE, grants=no_sales))),
        ("not any more", "not in force", made("cash", TILL, at=until)),
        ("just in time", "believed", made("cash", TILL, at=until - 1)),
        ("not yet", "not in force", made("cash", log=scope("till-1", SECOND, **{"from": now + 1}))),
        ("vouched too early", "not in force", made(
            "yen", HELPER, at=now - 1, log=scope("helper", CAFE, **{"from": now}))),
        ("till 2 sells at till 1", "of the till", made("cash", log=forger.with_order(sale, OTHER_TILL, len))),
        ("sold after its end", "not in force", made("cash", log=scope("till-1", SECOND, until=now))),
        ("over its cap", "one order", made("cash", log=scope("till-1", SECOND, grants=[{**grants, "per_order": 1}]))),
        ("it may not sell", "no grant for it", made("cash", log=scope("till-1", SECOND, grants=no_sales))),
        ("kinds", "mandate's kinds", made("cash", log=scope("till-1", SECOND, grants=unsorted))),
    ]  # fmt: skip
    assert listed(cases) == []


def test_a_signature_or_a_witness_vouches_for_it(forger: Forger) -> None:
    made, zero = forger.made, {"signature": "0" * 128}
    seen = {"root": "0" * 64, "size": len(forger.log.rows)}

    def witness(**changed: Any) -> bytes:
        return made(number=None, **changed)

    def not_an_order(file: dict[str, Any]) -> None:
        file["witness"]["order"] = "[" * 60_000

    def signed_too(file: dict[str, Any]) -> None:
        file["signature"] = signed(forger.scene.seeds[CAFE], "receipt", canonical(file["receipt"]))

    def signed_instead(file: dict[str, Any]) -> None:
        signed_too(file)
        file["witness"] = None

    cases = [
        ("signature", "did not sign", made(behind=lambda file: file.update(zero))),
        ("another key's", "did not sign", made(who=SECOND, behind=signed_too)),
        ("as a witness", "did not sign", witness(behind=lambda file: file["witness"].update(zero))),
        ("neither", "a signature or a witness", made(behind=lambda file: file.update(signature=None))),
        ("both", "a signature or a witness", witness(behind=signed_too)),
        ("signed without a number", "a number", witness(behind=signed_instead)),
        ("root", "another root", witness(seen=seen)),
        ("size", "another root", witness(seen={**seen, "size": 1})),
        ("nothing seen", "another root", witness(seen=None)),
        ("at", "another time", witness(at=forger.scene.now + 1, behind=facts(at=forger.scene.now))),
        ("wallet", "another shop", witness(wallet="0" * 40)),
        ("ledger", "another shop, ledger", witness(ledger="0" * 32)),
        ("key", "another shop, ledger or key", witness(key="0" * 64)),
        ("no order", "not an order", witness(behind=not_an_order)),
        ("a kind that is not there", "not an order", witness(kind="wallet.smile")),
        ("another version", "not an order", witness(v=2)),
        ("with a number", "a number", witness(behind=facts(number="0-000001"))),
    ]  # fmt: skip
    assert listed(cases) == []


def test_its_texts_are_those_of_the_orders(forger: Forger) -> None:
    def change(place: int, **changed: Any) -> bytes:
        return forger.made(before=lambda file: file["texts"][place].update(changed))

    def with_lines(text: str) -> bytes:
        sale, salt = forger.about("sale.new", "tipped"), "ab" * 32
        opened = sha256(b"paycli text v1\n" + bytes.fromhex(salt) + text.encode()).hexdigest()
        log = forger.with_body(sale, CAFE, lines=opened)
        return forger.made(log=log._replace(texts={**log.texts, (sale.n, "lines"): (salt, text)}))

    other = "its texts are not"
    cases = [
        ("lines of any form", "believed", with_lines("two \x1b[2J")),
        ("another form of letters", "not the normal form", with_lines("a\u0308")),
        ("too much", "too large", with_lines("a" * 2**19)),
        ("handle", "another than in the order", change(0, text="bar")),
        ("lines", "another than in the order", change(1, text="[]")),
        ("salt", "another than in the order", change(1, salt="0" * 64)),
        ("place", other, change(1, n=1)),
        ("field", other, change(1, field="handle")),
        ("no handle", other, forger.made(before=lambda file: file["texts"].pop(0))),
        ("no texts", other, forger.made(before=lambda file: file["texts"].clear())),
        ("swapped", other, forger.made(before=lambda file: file["texts"].reverse())),
        ("twice", other, forger.made(before=lambda file: file["texts"].append(file["texts"][0]))),
        ("a text of nothing", other, forger.made("yen", before=lambda file: file["texts"].append(
            {"field": "lines", "n": 1, "salt": "0" * 64, "text": "[]"}))),
    ]  # fmt: skip
    assert listed(cases) == []
