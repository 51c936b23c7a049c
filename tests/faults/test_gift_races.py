"""Races for envelopes by link and by word: many processes that know one secret, each wallet once, nothing twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from paycli.domain.bodies import to_wire
from paycli.errors import NotForYou, PaycliError
from paycli.services.engine.posting import Posted, post
from paycli.services.envelopes.bearer import Bearer
from paycli.signing import CRYPTO, word_secret
from paycli.store.sqlite.book import SqliteBook
from tests.support import effort
from tests.support.circle import Circle, HandClock
from tests.support.crew import Crew
from tests.support.ledgers import new_ledger
from tests.support.proof import balance_of, faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paycli.domain.orders import Submission

pytestmark = pytest.mark.python

GUESTS = [f"guest{number}" for number in range(12)]
# Four guests come twice, as from two terminals of theirs.
COMING = [*GUESTS, *GUESTS[:4]]
PACKETS = 8


class Task(NamedTuple):
    """What a worker posts, and what its clock says."""

    submission: Submission
    now: int


def poster(path: Path) -> Callable[[int, Task], Callable[[], object]]:
    books: list[SqliteBook] = []

    def prepare(_number: int, task: Task) -> Callable[[], object]:
        if not books:
            books.append(SqliteBook(path, CRYPTO))

        def act() -> object:
            outcome = post(books[0], HandClock(task.now), [task.submission]).outcomes[0]
            return outcome.code if isinstance(outcome, PaycliError) else outcome

        return act

    return prepare


def grab(circle: Circle, guest: str, envelope: str, bearer: Bearer) -> Submission:
    """Sign what somebody posts who knows the secret."""
    party = circle.people[guest]
    return circle.order(
        "envelope.grab", {"envelope": envelope, "proof": bearer.proof(envelope, str(party.wallet))}, party
    )


@pytest.mark.slow
@pytest.mark.parametrize("way", ["link", "word"])
def test_16_processes_with_one_secret_take_each_packet_once_and_each_wallet_one_in_every_round(
    way: str, tmp_path: Path
) -> None:
    path = new_ledger(tmp_path)
    book = SqliteBook(path, CRYPTO)
    circle = Circle(book, people=["ming", *GUESTS], shops=())
    circle.cash_in("ming", 100_000_00)
    word = word_secret("open sesame", str(circle.ledger))
    with Crew(len(COMING), poster(path)) as crew:
        for round_ in range(effort.ROUNDS):
            bearer = Bearer(word, word=True) if way == "word" else Bearer(bytes([round_] * 16), word=False)
            envelope = circle.envelope("ming", 800 + round_, PACKETS, audience=bearer.claim_key).order.name
            tasks = [Task(grab(circle, guest, envelope, bearer), circle.clock.now) for guest in COMING]
            answers = crew.race(tasks)
            won = [answer for answer in answers if isinstance(answer, Posted)]
            lost = Counter(answer for answer in answers if isinstance(answer, str))
            assert len(won) == len({posted.order.wallet for posted in won}) == PACKETS
            assert sum(posted.transfers[0].amount_minor for posted in won) == 800 + round_
            assert lost.keys() <= {"envelope_empty", "already_grabbed"}
            assert balance_of(path, f"o:{envelope}:hold:EUR") == 0
            circle.clock.now += 1000
    book.close()
    assert faults(path, circle.seen) == []


def test_a_proof_of_somebody_else_is_worth_nothing(tmp_path: Path) -> None:
    path = new_ledger(tmp_path)
    book = SqliteBook(path, CRYPTO)
    circle = Circle(book, people=["ming", "li", "bo"], cash_minor=1000)
    bearer = Bearer(bytes(16), word=False)
    made = [circle.envelope("ming", 100, 4, audience=bearer.claim_key).order.name for _ in range(2)]
    first = grab(circle, "li", made[0], bearer)
    circle.post(first)
    # Read in the log: by another wallet, for another envelope, and without any.
    replays = ({"envelope": made[0]}, {"envelope": made[1]}, {"envelope": made[0], "proof": None})
    for replay in replays:
        body = {**to_wire(first.order.body), **replay}
        with pytest.raises(NotForYou):
            circle.do("envelope.grab", body, circle.people["bo"])
    with pytest.raises(NotForYou):
        circle.do("envelope.grab", {**to_wire(first.order.body), "envelope": made[1]}, circle.people["li"])
    circle.post(grab(circle, "bo", made[0], bearer))
    book.close()
    assert faults(path, circle.seen) == []
