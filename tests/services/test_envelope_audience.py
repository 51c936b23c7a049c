"""Who may take from an envelope: those whom it is for, once, and never its sender where there is luck in it."""

from __future__ import annotations

import pytest

from paycli.console.hints import hint_of
from paycli.domain import draw
from paycli.errors import AlreadyGrabbed, NotForYou, OwnEnvelope, PaycliError, WrongSigner
from paycli.signing import CRYPTO, claim_proof, claim_seed, public_of
from paycli.store.memory.book import MemoryBook
from tests.support.auditing import faults_of
from tests.support.circle import Circle

SECRET, OTHER = b"a bearer secret.", b"another secret.."


@pytest.fixture
def circle() -> Circle:
    return Circle(MemoryBook(CRYPTO), people=("ming", "li", "bo", "zoe"), cash_minor=100_00)


def wallet(circle: Circle, handle: str) -> str:
    return str(circle.people[handle].wallet)


def take(circle: Circle, handle: str, envelope: str, proof: str | None) -> int:
    posted = circle.do("envelope.grab", {"envelope": envelope, "proof": proof}, circle.people[handle])
    return posted.transfers[0].amount_minor


def refused(circle: Circle, handle: str, envelope: str, proof: str | None) -> type[PaycliError]:
    """Require that a grab is refused, moves nothing and leaves the books right; gives the error."""
    before = circle.balance(handle)
    with pytest.raises(PaycliError) as caught:
        take(circle, handle, envelope, proof)
    assert circle.balance(handle) == before
    assert faults_of(circle.book, str(circle.ledger)) == []
    return caught.type


@pytest.mark.parametrize("rule", [draw.EVEN, draw.DOUBLE_MEAN])
def test_the_sender_takes_nothing_from_an_own_lucky_envelope_however_it_was_sent(circle: Circle, rule: str) -> None:
    link = public_of(claim_seed(SECRET))
    audiences = ("any", [wallet(circle, "li"), wallet(circle, "ming")], link)
    for audience in audiences:
        envelope = circle.envelope("ming", 9_00, 3, rule=rule, audience=audience).order.name
        proof = claim_proof(SECRET, envelope, wallet(circle, "ming")) if audience == link else None
        assert refused(circle, "ming", envelope, proof) is OwnEnvelope


def test_equal_shares_have_no_luck_so_their_sender_may_take_one(circle: Circle) -> None:
    envelope = circle.envelope("ming", 9_00, 3, rule=draw.EQUAL).order.name
    assert take(circle, "ming", envelope, None) == 3_00
    assert refused(circle, "ming", envelope, None) is AlreadyGrabbed


def test_nobody_outside_the_list_takes_anything_also_with_a_proof(circle: Circle) -> None:
    envelope = circle.envelope("ming", 9_00, 3, audience=[wallet(circle, "li")]).order.name
    for handle in ("bo", "zoe", "cafe"):
        assert refused(circle, handle, envelope, None) is NotForYou
        proof = claim_proof(SECRET, envelope, wallet(circle, handle))
        assert refused(circle, handle, envelope, proof) is NotForYou
    # Nor does a proof help who needs none.
    assert refused(circle, "li", envelope, claim_proof(SECRET, envelope, wallet(circle, "li"))) is NotForYou
    take(circle, "li", envelope, None)


def test_a_link_opens_with_its_own_secret_for_the_wallet_that_proves_it_and_for_no_other(circle: Circle) -> None:
    link = public_of(claim_seed(SECRET))
    envelope, twin = (circle.envelope("ming", 9_00, 3, audience=link).order.name for _ in range(2))
    proof_of_li = claim_proof(SECRET, envelope, wallet(circle, "li"))
    wrong = {
        "none": None,
        "another secret": claim_proof(OTHER, envelope, wallet(circle, "bo")),
        "another envelope": claim_proof(SECRET, twin, wallet(circle, "bo")),
        "somebody else's": proof_of_li,
        "nonsense": "00" * 64,
        "turned": proof_of_li[64:] + proof_of_li[:64],
    }
    for proof in wrong.values():
        assert refused(circle, "bo", envelope, proof) is NotForYou
    take(circle, "li", envelope, proof_of_li)
    # It is in the log now, where everybody reads it.
    assert refused(circle, "bo", envelope, proof_of_li) is NotForYou
    assert refused(circle, "li", envelope, proof_of_li) is AlreadyGrabbed
    assert refused(circle, "li", twin, proof_of_li) is NotForYou
    take(circle, "bo", envelope, claim_proof(SECRET, envelope, wallet(circle, "bo")))


def test_a_whole_grab_that_somebody_caught_is_worth_nothing_to_them(circle: Circle) -> None:
    """@bo sees the order of @li on its way: as it is, it pays @li; signed by @bo it pays nobody."""
    envelope = circle.envelope("ming", 9_00, 3, audience=public_of(claim_seed(SECRET))).order.name
    body = {"envelope": envelope, "proof": claim_proof(SECRET, envelope, wallet(circle, "li"))}
    caught = circle.order("envelope.grab", body, circle.people["li"])
    bo = circle.people["bo"]
    for party, refusal in ((bo, NotForYou), (bo._replace(wallet=wallet(circle, "li")), WrongSigner)):
        with pytest.raises(refusal):
            circle.post(circle.order("envelope.grab", body, party, order_id=caught.order.id))
    first = circle.post(caught)
    again = circle.post(caught)
    assert (again.replayed, again.n) == (True, first.n)
    assert circle.balance("bo") == 100_00
    assert circle.balance("li") == 100_00 + first.transfers[0].amount_minor
    assert faults_of(circle.book, str(circle.ledger)) == []


@pytest.mark.parametrize("end", ["open", "empty", "cancelled", "expired", "not yet open"])
def test_whoever_may_not_see_an_envelope_gets_one_answer_whatever_became_of_it(circle: Circle, end: str) -> None:
    opens_at = circle.clock.now + 60_000 if end == "not yet open" else None
    li = [wallet(circle, "li")]
    envelope = circle.envelope("ming", 9_00, 1, audience=li, expires_ms=60_000, opens_at=opens_at).order.name
    if end == "empty":
        take(circle, "li", envelope, None)
    elif end == "cancelled":
        circle.do("cancel", {"of": envelope}, circle.people["ming"])
    elif end == "expired":
        circle.clock.now += 60_000
    answers = []
    for target in (envelope, "0" * 12 + "7000" + "8000" + "0" * 12):
        with pytest.raises(NotForYou) as caught:
            take(circle, "bo", target, None)
        answers.append((caught.value.code, caught.value.message, hint_of(caught.value)))
    assert answers[0] == answers[1]
