"""The rows that deciding an order reads, named before they are loaded."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.accounts import hold_account, main_account, world_account
from paycli.domain.lives import ends_with

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.domain.state import Key, LedgerObject


class Needs(NamedTuple):
    """The rows that an order's rule reads.

    With an object come its shares, its maker's wallet where it is an envelope or a group, and its shift where it is a
    sale of one. `funds` names those of
    the objects whose money may go back or on: with each come its hold account, its maker's main account and its rail's
    world. With a claim on one of the objects come its hold account and the claimer's main account. All are in the
    object's currency, which the order does not name. `references` are named with the object whose rail gave them.
    With `asking` come the wallets that wait for the operator, with `mandates` the keys of a wallet that are mandates
    and were not revoked, with `waiting` the sales of shifts that are still open. With a key that is a mandate come the
    counters of its caps and the groups that it may pay. `answers` are what objects ask wallets, as (object, wallet);
    with an object of `funds` come all of its own; `open_requests` are, as (maker, asked), the requests that one
    wallet has open of another; `payments` what an order paid to a wallet, as (order, wallet). `since` are times (ms) to
    which an order may bring the ledger's back: what was open then is open again.
    """

    accounts: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    wallets: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    claims: tuple[tuple[str, str], ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    counters: tuple[tuple[str, str], ...] = ()
    funds: tuple[str, ...] = ()
    asking: tuple[bool, ...] = ()
    mandates: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    open_requests: tuple[tuple[str, str], ...] = ()
    payments: tuple[tuple[str, str], ...] = ()
    since: tuple[int, ...] = ()

    def all_accounts(self, objects: "Mapping[str, LedgerObject]", registry: "Registry") -> tuple[str, ...]:
        """Name the accounts, with those that come with claims and funds, once the objects were loaded.

        An object that is not there may be made by an earlier order of the same group. That order names its maker's
        account, and here the rest is named in every currency that it may have.
        """
        names = dict.fromkeys(self.accounts)
        for number, wallet in self.claims:
            subject = objects.get(number)
            for currency in registry.currencies if subject is None else (subject.currency,) if subject.currency else ():
                names[hold_account(number, currency)] = names[main_account(wallet, currency)] = None
        for number in self.funds:
            subject = objects.get(number)
            if subject is None:
                for currency in registry.currencies:
                    names.update((world_account(rail, currency), None) for rail in registry.rails)
            elif subject.currency is not None:
                names[hold_account(number, subject.currency)] = None
                names.update((main_account(one, subject.currency), None) for one in ends_with(subject))
                if subject.rail is not None:
                    names[world_account(subject.rail, subject.currency)] = None
        return tuple(names)

    def all_references(self, objects: "Mapping[str, LedgerObject]", registry: "Registry") -> Sequence[tuple[str, str]]:
        """Give the references as (rail, reference), once the objects were loaded; as for accounts where one is not."""
        pairs: list[tuple[str, str]] = []
        for number, reference in self.references:
            subject = objects.get(number)
            rails = registry.rails if subject is None else (subject.rail,) if subject.rail else ()
            pairs += [(rail, reference) for rail in rails]
        return pairs


def merge_needs(rows: Sequence[Needs]) -> Needs:
    """Join what several orders need, each row once and in a fixed order; one order's own stay as they are."""
    if len(rows) == 1:
        return rows[0]
    return Needs(*[tuple(sorted(set(chain.from_iterable(parts)))) for parts in zip(*rows, strict=True)])


def with_mandates(needs: Needs, keys: "Iterable[Key]") -> Needs:
    """Name also what keys with a scope need: the counters of their caps, and the groups that they may pay."""
    scoped = [(key, key.scope) for key in keys if key.scope is not None]
    if not scoped:
        return needs
    from paycli.domain.scopes import caps_of, counter_name, groups_of

    counters = [
        (key.party, counter_name(key.id, position, cap))
        for key, scope in scoped
        for position, grant in enumerate(scope.grants)
        for cap in caps_of(grant)
    ]
    groups = [group for _, scope in scoped for group in groups_of(scope)]
    return needs._replace(
        counters=tuple(dict.fromkeys((*needs.counters, *counters))),
        objects=tuple(dict.fromkeys((*needs.objects, *groups))),
    )
