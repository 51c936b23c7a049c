"""Groups, and lists of wallets that somebody names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks import need
from rules import Kind, move_nothing
from values import ANY_WALLETS, HASH, SOME_WALLETS, THING, WALLETS_MOST

if TYPE_CHECKING:
    from rules import Case
    from state import State

NO_PART, NO_ROOM = "it names somebody who takes no part", "there is no room for so many"


def all_different(wallets: list[str]) -> bool:
    """Tell whether no wallet is named twice."""
    return len(set(wallets)) == len(wallets)


def check_named(state: State, wallet: str, named: list[str]) -> None:
    """Refuse a list of wallets that names one twice, or one that a wallet may not name.

    Raises:
        ValueError: somebody in the list takes no part.
    """
    need(all_different(named) and all(state.may_name(wallet, each) for each in named), NO_PART)


def make_group(state: State, case: Case) -> None:
    """Take in a group, whose first member is its maker."""
    maker, named = case.order.owner, case.order.body.members
    members = {maker, *named}
    case.thing.notes.members = members
    need(maker not in named and len(members) <= WALLETS_MOST, NO_PART)
    check_named(state, maker, named)


def add_members(state: State, case: Case) -> None:
    """Let wallets join that are not members yet."""
    group, wallets = case.thing, case.order.body.wallets
    need(not group.notes.members & set(wallets), NO_PART)
    check_named(state, case.order.owner, wallets)
    group.notes.members |= set(wallets)
    need(len(group.notes.members) <= WALLETS_MOST, NO_ROOM)


def remove_members(_state: State, case: Case) -> None:
    """Let members leave: one takes out itself alone, the maker takes out any but itself."""
    group, wallets, wallet = case.thing, case.order.body.wallets, case.order.owner
    need(group.maker == wallet or wallets == [wallet], "the group is not theirs to change")
    need(set(wallets) < group.notes.members and group.maker not in wallets and all_different(wallets), NO_PART)
    group.notes.members -= set(wallets)


KINDS = (
    Kind(
        name="group.new",
        signed_by=("owner",),
        body={"handle": HASH, "members": ANY_WALLETS},
        makes=True,
        decide=make_group,
    ),
    Kind(
        name="group.add",
        signed_by=("owner",),
        body={"of": THING, "wallets": SOME_WALLETS},
        about="of",
        about_kinds=("group.new",),
        only_maker=True,
        leaves_open=True,
        decide=add_members,
    ),
    Kind(
        name="group.remove",
        signed_by=("owner",),
        body={"of": THING, "wallets": SOME_WALLETS},
        about="of",
        about_kinds=("group.new",),
        leaves_open=True,
        decide=remove_members,
    ),
    Kind(
        name="group.close",
        signed_by=("owner",),
        body={"of": THING},
        about="of",
        about_kinds=("group.new",),
        only_maker=True,
        decide=move_nothing,
    ),
)
