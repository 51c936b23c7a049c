"""One entry of the log as a wallet may see it."""

from typing import NamedTuple

from paycli.domain.money import Money


class LogLine(NamedTuple):
    """One entry of the log as the wallet sees it: what, with whom, how much came (+) or went (-). Times in ms.

    `moved` is false where the amount is only named by the order, and no money of the wallet moved with it. `of` is the
    kind of object that another order made and this one is about.

    For people: who ordered it (`by`), `sender` and `receiver` of the money, `who` else the entry names, the `group`
    that it is about. For programs: `about`, the id of what it is about, from which wallet (`giver`) to which (`takers`)
    the money went, whether it moved or is named only, and the `rail` on the far side.

    `turn` is which of two ways an order went: `in` for what came, `undone` for what takes back an earlier order, `left`
    for who took only themselves out, `declined` for what a rail did not do. `sale` and `receipt` are of a payment or
    refund, `goods` and `message` of what it is about, `name` is what a wallet calls itself now, `setting` is the row of
    the registry that is set, with its `value`. What went out and came back again `came_back`, on both sides. `concerns`
    are the wallets of which the viewer may know that it concerns them. `mandate` names the own one that ordered it.

    `in_drawer` are coins that came into a shop's drawer (+) or went out of it (-), and no money of the wallet.
    """

    n: int
    time: int
    id: str
    short: str
    kind: str
    amount: Money | None
    moved: bool
    note: str | None
    of: str | None
    by: str | None = None
    sender: str | None = None
    receiver: str | None = None
    who: tuple[str, ...] = ()
    group: str | None = None
    turn: str | None = None
    sale: str | None = None
    receipt: str | None = None
    goods: tuple[str, ...] = ()
    message: str | None = None
    name: str | None = None
    about: str | None = None
    giver: str | None = None
    takers: tuple[str, ...] = ()
    rail: str | None = None
    tip: Money | None = None
    setting: str | None = None
    value: int | None = None
    concerns: frozenset[str] = frozenset()
    came_back: bool = False
    in_drawer: bool = False
    mandate: str | None = None
