"""An order of a program without a key, whose outcome the program never had: noted, asked for, and not done twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli import PaycliError, Wallet
from paycli.errors import CommitUnknown
from paycli.services.engine import drafts, intents
from paycli.services.engine.posting import post
from tests.support.children import in_child
from tests.support.programs import killed_at, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.services.engine.posting import Posting
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("bo", "li", cash={"ming": "100"}, bank={"bo": "20"})


@pytest.fixture
def ming(house: Household) -> Iterator[Wallet]:
    with opened(house, "ming") as wallet:
        wallet.balance()
        yield wallet


@pytest.mark.parametrize(
    ("place", "name", "state"),
    [(drafts, "post", "not_done"), (drafts, "remember_head", "done"), (intents, "pin", "done")],
    ids=["before-the-door", "behind-the-commit", "before-it-is-given-back"],
)
def test_a_program_that_was_killed_is_told_what_became_of_it(
    ming: Wallet, house: Household, place: object, name: str, state: str
) -> None:
    killed_at(place, name, lambda: ming.send("bo", 1, key=None))
    if state == "done":
        with pytest.raises(PaycliError) as caught:
            ming.send("bo", 1, key=None)
        assert (caught.value.code, caught.value.exit_status) == ("outcome_unreported", 5)
    [found] = ming.resume()
    assert (found.note.kind, found.state, found.is_known) == ("send", state, True)
    assert ming.resume() == []
    # Now that it was told, the same can be ordered once more.
    sent = ming.send("bo", 1, key=None)
    assert ming.balance().amounts[0].amount_minor == 10_000 - (200 if state == "done" else 100)
    assert (found.line.short if found.line else None) != sent.short
    assert house.json("resume")["items"] == []


def test_the_command_says_what_became_of_what_a_program_ordered(ming: Wallet, house: Household) -> None:
    killed_at(drafts, "remember_head", lambda: ming.send("bo", 1, key=None))
    [found] = house.json("resume")["items"]
    assert (found["kind"], found["state"], found["amount"], found["to"]) == ("send", "done", "1.00", ["@bo"])


def test_under_a_key_nothing_is_noted_since_the_key_finds_it(ming: Wallet, house: Household) -> None:
    killed_at(drafts, "remember_head", lambda: ming.send("bo", 1, key="mine"))
    assert ming.resume() == []
    assert ming.send("bo", 1, key="mine").replayed
    assert house.json("resume")["items"] == []


def test_an_unknown_outcome_stays_noted_while_the_program_goes_on(
    ming: Wallet, house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*given: object, **more: object) -> Posting:
        post(*given, **more)  # type: ignore[arg-type]
        raise CommitUnknown(reason="the disk did not answer")

    with monkeypatch.context() as patch:
        patch.setattr(drafts, "post", lose)
        with pytest.raises(PaycliError) as caught:
            ming.send("bo", 1, key=None)
        assert caught.value.code == "commit_unknown"
    ming.send("li", 2, key=None)
    with pytest.raises(PaycliError) as refused:
        ming.send("bo", 1, key=None)
    assert refused.value.code == "outcome_unreported"
    [found] = ming.resume()
    assert (found.state, found.note.id) == ("done", found.note.id)
    assert found.line is not None
    assert (found.line.note, house.balance("bo")) == (None, "21.00")


def test_what_was_refused_or_came_back_leaves_no_note(ming: Wallet, house: Household) -> None:
    ming.send("bo", 1, key=None)
    for call in (lambda: ming.send("bo", 1_000, key=None), lambda: ming.send("nobody", 1, key=None)):
        with pytest.raises(PaycliError):
            call()
    ming.send("bo", 1, key=None, dry_run=True)
    assert ming.resume() == []
    assert house.json("resume")["items"] == []


def test_a_forked_child_notes_in_a_file_of_its_own(ming: Wallet, house: Household) -> None:
    ming.send("bo", 1, key=None)

    def child() -> None:
        killed_at(drafts, "remember_head", lambda: ming.send("li", 2, key=None))
        # Its own child has died; what it orders itself is its own too.
        ming.send("li", 3, key=None)

    in_child(child)
    ming.send("bo", 4, key=None)
    [found] = house.json("resume")["items"]
    assert (found["amount"], found["to"]) == ("2.00", ["@li"])


def test_a_top_up_that_is_in_flight_is_noted_until_it_is_known(house: Household) -> None:
    house.run("card", "bind", "--test", "slow", "--as", "bo")
    with opened(house, "bo") as bo:
        with pytest.raises(PaycliError) as caught:
            bo.topup(5, "c2", key=None)
        assert caught.value.exit_status == 75
        with pytest.raises(PaycliError) as refused:
            bo.topup(5, "c2", key=None)
        assert refused.value.code == "already_in_flight"
        [found] = bo.resume()
        assert (found.note.kind, found.in_flight) == ("topup.ask", True)
