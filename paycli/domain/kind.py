"""A row of the authority table: what there is to say of one kind of order."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from paycli.domain.bodies import Body

NOBODY = "nobody"
_ABOUT = ("of", "envelope", "sale", "request", "invite")


def _sets_nothing(_body: Any) -> tuple[str, ...]:  # noqa: ANN401  any body
    return ()


class Kind(NamedTuple):
    """A row of the authority table.

    `fields` has the check of each field of the body, by its name on the wire. `signed_by` names the parties any of
    which may sign: operator, owner, shop, invited, rail, new (the key in the body itself) or nobody. `mandate` stands
    beside the owner or the shop: a key of theirs with a scope may do it too, within that. `texts` are the
    fields that commit to personal text, and with `rows_have_notes` each of its rows may commit to a note. `nothing` is
    what a refusal says of the money. `noun` is the kind of object that it makes or is about, where that is always the
    same.

    `spends`: the limit of one order is for it. `draws`: its body may commit to a seed. `reserves_handle`: its own text
    `handle` is taken for what it makes. `keeps_handle`: it is kept free for who uses what it makes. `opens_ledger`:
    there is no ledger before it. `sets_clock`: it may bring the ledger time back. `counted`: the head's version grows
    with it, since it changes a key, a wallet or the registry. `sets` names the rows of the registry that it sets.
    `tells_named`: the wallet that it names learns of it. `is_signed` is false for what time alone makes. `tells_of` is
    what it tells of beside an object: the `ledger`, its `owner` (the wallet that orders), the wallet that it names
    (`named`) or the one that it opens (`opened`). `tells_of_object` is false where so many entries are about one object
    that what they come to is a sum, as a balance is, and nobody reads them all to look at it.
    """

    name: str
    body: "type[Body]"
    fields: Mapping[str, Callable[[Any], bool]]
    signed_by: tuple[str, ...]
    debits: str = "-"
    texts: tuple[str, ...] = ()
    rows_have_notes: bool = False
    nothing: str = "Nothing was done."
    noun: str | None = None
    spends: bool = False
    draws: bool = False
    reserves_handle: bool = False
    keeps_handle: bool = False
    opens_ledger: bool = False
    sets_clock: bool = False
    counted: bool = False
    sets: Callable[[Any], tuple[str, ...]] = _sets_nothing
    tells_named: bool = True
    is_signed: bool = True
    tells_of: tuple[str, ...] = ()
    tells_of_object: bool = True

    @property
    def about(self) -> str | None:
        """The field that names the object which it is about; None where it is about none, or makes one."""
        return next((name for name in _ABOUT if name in self.fields), None)
