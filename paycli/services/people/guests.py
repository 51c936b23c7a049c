"""Codes for guests that lie at a shop's till: the operator made them, and each lets one guest join this ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.codes import code_of_secret, secret_of_code
from paycli.domain.lives import INVITE
from paycli.domain.state import DONE
from paycli.domain.till_notes import GuestCode
from paycli.errors import CodeWrong, NoGuestCode, ShopOnly
from paycli.services.people.invitations import find_invite
from paycli.services.reading.reader import reading
from paycli.signing import claim_seed, public_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.lives import Invite
    from paycli.domain.ports import App
    from paycli.services.reading.reader import Reader


class CodesLeft(NamedTuple):
    """How many codes lie at the till: not shown yet, shown and not used, used."""

    unshown: int
    shown: int
    used: int


class GuestShown(NamedTuple):
    """A code for one guest, which is shown this once; `due` (ms) is when it dies."""

    code: str
    address: str
    due: int
    left: CodesLeft


class GuestsAdded(NamedTuple):
    """Codes that were added; those that lay there already are not counted."""

    added: int
    left: CodesLeft


def add_codes(app: App, text: str) -> GuestsAdded:
    """Keep codes for guests, one a line, all or none: each must be that of an open invitation of this ledger.

    Raises ShopOnly, CodeWrong with the number of the line, Misconfigured, Unavailable.
    """
    with reading(app) as reader:
        _check_shop(reader)
        new = [_checked(reader, number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        before: Sequence[GuestCode] = ()

        def decide(codes: Sequence[GuestCode]) -> Sequence[GuestCode]:
            nonlocal before
            before = _alive(reader, codes)
            known = {each.code for each in before}
            return [*before, *(GuestCode(code) for code in dict.fromkeys(new) if code not in known)]

        now = app.guest_codes.change(decide)
        return GuestsAdded(len(now) - len(before), _left(reader, now))


def next_code(app: App) -> GuestShown:
    """Give the first code that no guest was shown, and note that one was; raises ShopOnly, NoGuestCode.

    It is noted first: a code that two guests have lets only one of them in.
    """
    taken: GuestCode | None = None
    with reading(app) as reader:
        _check_shop(reader)
        open_ = _open_invites(reader)

        def decide(codes: Sequence[GuestCode]) -> Sequence[GuestCode]:
            nonlocal taken
            alive = _alive(reader, codes)
            taken = next((each for each in alive if each.shown_at is None and _claim(each) in open_), None)
            return [each._replace(shown_at=reader.now) if each == taken else each for each in alive]

        now = app.guest_codes.change(decide)
        if taken is None:
            raise NoGuestCode
        due = open_[_claim(taken)].due or 0
        return GuestShown(taken.code, app.profile.address, due, _left(reader, now))


def _check_shop(reader: Reader) -> None:
    if not reader.wallet(reader.own).shop:
        raise ShopOnly(who=reader.handle(reader.own))


def _checked(reader: Reader, number: int, line: str) -> str:
    """Give a code as it is written; raises CodeWrong."""
    try:
        return code_of_secret(find_invite(reader.time, reader.view, line)[1])
    except CodeWrong as error:
        error.values["line"] = number
        error.money, error.more = "No code was added.", f"It is in line {number}."
        raise


def _claim(code: GuestCode) -> str:
    return public_of(claim_seed(secret_of_code(code.code)))


def _open_invites(reader: Reader) -> dict[str, Invite]:
    found = reader.view.objects_of(None, INVITE, pending=True)
    return {each.body.claim: each for each in found if not each.is_over(reader.time)}


def _used_claims(reader: Reader) -> set[str]:
    return {each.body.claim for each in reader.view.objects_of(None, INVITE, pending=False) if each.state == DONE}


def _alive(reader: Reader, codes: Sequence[GuestCode]) -> list[GuestCode]:
    """Leave out the codes that have died unused."""
    claims = _open_invites(reader).keys() | _used_claims(reader)
    return [each for each in codes if _claim(each) in claims]


def _left(reader: Reader, codes: Sequence[GuestCode]) -> CodesLeft:
    used = _used_claims(reader)
    waiting = [each for each in codes if _claim(each) not in used]
    unshown = sum(each.shown_at is None for each in waiting)
    return CodesLeft(unshown, len(waiting) - unshown, len(codes) - len(waiting))
