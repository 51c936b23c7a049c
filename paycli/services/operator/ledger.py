"""What the operator does to a ledger as a whole, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.accounts import TILLS, WORLDS, account_currency, is_till_world, main_account
from paycli.domain.bodies import ClockSetBody, CreditSetBody
from paycli.domain.money import Money, parse_money
from paycli.domain.parties import SANDBOX
from paycli.errors import Usage
from paycli.services.engine.admission import admit_rail
from paycli.services.engine.drafts import OPERATOR
from paycli.services.engine.intents import Execution, Intent, carry_out, preflight
from paycli.services.reading.clocks import ran_ahead
from paycli.services.reading.keys import operator_fingerprint
from paycli.services.reading.names import resolve
from paycli.services.reading.reader import reading
from paycli.signing import public_of, sandbox_seed

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.reading.clocks import RanAhead
    from paycli.services.reading.reader import Reader

_CLOCK_FINE_MS = 5 * 60 * 1000


class LedgerShown(NamedTuple):
    """A ledger at a glance. Times in ms; `root` is the Merkle root over all entries."""

    ledger: str
    address: str
    money: str
    zone: str
    currencies: tuple[tuple[str, int], ...]
    rails: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]
    operator_fingerprint: str
    wallets: int
    entries: int
    root: str
    last: int
    world: tuple[Money, ...]
    drawers: tuple[Money, ...]
    clocks: tuple[RanAhead, ...]


class CreditSet(NamedTuple):
    """The credit that a wallet may now use; `changed` is false where it was so already."""

    who: str
    money: Money
    changed: bool


class ClockShown(NamedTuple):
    """The machine's clock and the ledger's time in ms, whether they agree, and whether the ledger's was set."""

    clock: int
    ledger_time: int
    fine: bool
    changed: bool


class BackedUp(NamedTuple):
    """A backup that was written, with the place of the log that it holds."""

    path: str
    entries: int
    root: str


def show(app: App) -> LedgerShown:
    """Describe the ledger: what it is, who may move money over its edge, how far its log goes."""
    registry = app.registry
    currencies = sorted(registry.currencies.items(), key=lambda each: each[0] != registry.default_currency)
    with reading(app) as reader:
        head = reader.view.head()
        root = reader.view.root_at(head.size) or b""
        inside, drawers = _sums(reader, WORLDS), _sums(reader, TILLS)
        return LedgerShown(
            ledger=registry.ledger,
            address=app.profile.address,
            money=registry.money,
            zone=registry.zone,
            currencies=tuple(currencies),
            rails=tuple(registry.rails),
            settings=tuple((name, str(value)) for name, value in registry.settings.items()),
            operator_fingerprint=operator_fingerprint(registry),
            wallets=len(reader.view.wallets()),
            entries=head.size,
            root=root.hex(),
            last=head.time,
            world=tuple(Money(-amount_minor, currency) for currency, amount_minor in inside.items()),
            drawers=tuple(Money(amount_minor, currency) for currency, amount_minor in drawers.items()),
            clocks=ran_ahead(reader.view, registry.ledger, reader.now),
        )


def _sums(reader: Reader, prefix: str) -> dict[str, int]:
    """Add up accounts by their currency, but for the world around drawers."""
    sums: dict[str, int] = {}
    for name, account in reader.view.accounts_under(prefix):
        if not is_till_world(name):
            currency = account_currency(name)
            sums[currency] = sums.get(currency, 0) + account.balance_minor
    return sums


def admit_rail_named(app: App, rail: str) -> str:
    """Admit a rail by name; only the sandbox can be named so far. Raises SandboxRefused on a real ledger."""
    if rail != SANDBOX:
        raise Usage(problem=f"Nothing was done. There is no rail {rail[:40]} to admit", help=f"rails: {SANDBOX}")
    admit_rail(app, rail, public_of(sandbox_seed(app.profile.ledger)))
    return rail


def credit(app: App, who: str, amount: str) -> CreditSet:
    """Let a wallet go below zero by so much; 0 takes the credit away. Raises OperatorOnly, NotFound."""
    money = parse_money(amount, app.registry.currencies, app.registry.default_currency, zero=True)
    with reading(app) as reader:
        wallet = resolve(reader, who)
        name = reader.handle(wallet)
        before = reader.view.account(main_account(wallet, money.currency)).floor_minor or 0
    body = CreditSetBody(wallet=wallet, amount_minor=money.amount_minor, currency=money.currency)
    intent = Intent("credit.set", lambda _: body, party=OPERATOR)
    if before == -money.amount_minor:
        preflight(app, Execution(), intent)
        return CreditSet(name, money, changed=False)
    carry_out(app, Execution(), intent)
    return CreditSet(name, money, changed=True)


def clock(app: App, *, set_it: bool) -> ClockShown:
    """Compare this machine's clock with the ledger's time, and with `set_it` give the ledger this machine's.

    Raises OperatorOnly.
    """
    if set_it:
        carry_out(app, Execution(), Intent("clock.set", lambda _: ClockSetBody(now=app.clock.now_ms()), party=OPERATOR))
    with reading(app) as reader:
        last = reader.view.head().time
    now = app.clock.now_ms()
    return ClockShown(now, last, now >= last - _CLOCK_FINE_MS, set_it)


def backup(app: App, target: str | None) -> BackedUp:
    """Write a consistent copy of the ledger beside it, or at a path that does not exist yet."""
    with reading(app) as reader:
        head = reader.view.head()
        root = reader.view.root_at(head.size) or b""
    return BackedUp(app.backup(target), head.size, root.hex())
