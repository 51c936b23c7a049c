"""Circles of people: groups, whose members an envelope is sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from paycli.domain.lives import GROUP, GroupDetail, as_group
from paycli.domain.rules.people import admitted
from paycli.domain.rules.rule import Rule
from paycli.domain.rules.transfers import refuse_blocked
from paycli.domain.shapes import WALLETS_MOST
from paycli.domain.state import DONE, PENDING, Changes, LedgerObject, Needs
from paycli.errors import AlreadyThere, NotAllowed, NotFound, TooManyWallets, step

if TYPE_CHECKING:
    from paycli.domain import bodies
    from paycli.domain.lives import Group
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State

    _GroupBody: TypeAlias = bodies.GroupChangeBody | bodies.GroupCloseBody


# --- groups ----------------------------------------------------------------------------------------------------------
def needs_group_new(order: Order[bodies.GroupNewBody]) -> Needs:
    """Name the wallets that become members."""
    return Needs(wallets=order.body.members)


def decide_group_new(order: Order[bodies.GroupNewBody], state: State, place: Place) -> Changes:
    """Open a group: who makes it is its first member and the only one who adds, removes others and closes it."""
    maker = str(order.wallet)
    members = _joined((maker,), order.body.members, maker, state)
    group = LedgerObject.made(order, place, GROUP, detail=GroupDetail(members))
    return Changes(objects=(group,))


def needs_group_change(order: Order[bodies.GroupChangeBody]) -> Needs:
    """Name the group and the wallets that it is about."""
    return Needs(objects=(order.body.of,), wallets=order.body.wallets)


def decide_group_add(order: Order[bodies.GroupChangeBody], state: State, _place: Place) -> Changes:
    """Add members to an own group."""
    group = _own_group(order, state)
    members = _joined(group.detail.members, order.body.wallets, str(order.wallet), state)
    return Changes(objects=(group._replace(detail=GroupDetail(members)),))


def decide_group_remove(order: Order[bodies.GroupChangeBody], state: State, _place: Place) -> Changes:
    """Take members out of an own group, or leave somebody else's; who made a group stays in it."""
    group, wallets = _open_group(order, state), order.body.wallets
    if group.maker != order.wallet and wallets != (order.wallet,):
        raise NotAllowed(reason="Only the maker of a group can take others out of it")
    if group.maker in wallets:
        raise NotAllowed(reason="The maker of a group cannot leave it; close it instead")
    missing = [wallet for wallet in wallets if wallet not in group.detail.members]
    if missing:
        raise NotFound(what="member", typed=missing[0][:8], help=step("look_at_groups"))
    left = tuple(member for member in group.detail.members if member not in wallets)
    return Changes(objects=(group._replace(detail=GroupDetail(left)),))


def needs_group_close(order: Order[bodies.GroupCloseBody]) -> Needs:
    """Name the group."""
    return Needs(objects=(order.body.of,))


def decide_group_close(order: Order[bodies.GroupCloseBody], state: State, place: Place) -> Changes:
    """Close an own group; its name is never given to anybody else."""
    group = _own_group(order, state)
    return Changes(objects=(group._replace(state=DONE, ended=place.time),))


def _open_group(order: Order[_GroupBody], state: State) -> Group:
    group = as_group(state.objects.get(order.body.of))
    # Whether there is a group is told to its members only.
    if group is None or group.state != PENDING or order.wallet not in group.detail.members:
        raise NotFound(what="group", typed=order.body.of[:8], help=step("look_at_groups"))
    return group


def _own_group(order: Order[_GroupBody], state: State) -> Group:
    group = _open_group(order, state)
    if group.maker != order.wallet:
        raise NotAllowed(reason="Only the maker of a group can change it")
    return group


def _joined(members: tuple[str, ...], new: tuple[str, ...], maker: str, state: State) -> tuple[str, ...]:
    for wallet in new:
        admitted(state, wallet)
        if wallet in members:
            raise AlreadyThere(what="A member of the group", help=step("look_at_groups"))
        refuse_blocked(state, wallet, maker)
    if len(members) + len(new) > WALLETS_MOST:
        raise TooManyWallets(limit=WALLETS_MOST)
    return (*members, *new)


RULES = {
    "group.new": Rule(needs_group_new, decide_group_new),
    "group.add": Rule(needs_group_change, decide_group_add),
    "group.remove": Rule(needs_group_change, decide_group_remove),
    "group.close": Rule(needs_group_close, decide_group_close),
}
