"""The check of a whole file before anything is booked: every row is read, its payee looked up, the rules asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.batch_bodies import BatchNewBody
from paycli.domain.batch_kinds import NEW, ROW, ROWS_MOST
from paycli.domain.money import Money, format_minor, typed_money
from paycli.domain.rules.contacts import wants_to_be_asked
from paycli.domain.settings import MOST_PER_ORDER, limit_of
from paycli.domain.spool import OPEN, FileRow, SpooledPayee
from paycli.domain.state import Needs
from paycli.errors import (
    Blocked,
    FieldWrong,
    FileUnreadable,
    LimitExceeded,
    NotAdmitted,
    PaycliError,
    SelfPayment,
    WantsToBeAsked,
    step,
)
from paycli.services.batches.parse import Terms, read_rows
from paycli.services.batches.problems import NOTHING, Problem, Problems
from paycli.services.batches.results import FileChecked
from paycli.services.engine.intents import Execution, Intent, preflight
from paycli.services.engine.pins import check_pins
from paycli.services.reading.around_orders import before_posting
from paycli.services.reading.names import resolve
from paycli.services.reading.payee_names import name_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import BinaryIO

    from paycli.domain.ports import App
    from paycli.domain.registry import Registry
    from paycli.domain.spool import Spool
    from paycli.services.engine.pins import Pinned
    from paycli.services.reading.reader import Reader

_PAYEES_AT_ONCE = 200
_A_DAY_MS = 24 * 3600 * 1000
EQUAL_SHOWN_MOST = 3
"""So many pairs of equal rows are named."""


class Checked(NamedTuple):
    """A file whose rows are in the spool: their currency, and how many are without an id."""

    currency: str
    without_id: int


def check_file(app: App, file: BinaryIO, spool: Spool, *, most: int = ROWS_MOST) -> Checked:
    """Read a file of so many rows at most into an empty spool and look its payees up.

    Raises the refusal of the first row that is wrong: FileUnreadable, FieldWrong, AmountInvalid, HandleInvalid,
    TextInvalid, CurrencyUnknown, NotFound, KeyChanged, NameDiffers.
    """
    registry = app.registry
    checked = _read(file, Terms(registry.currencies, registry.default_currency), spool, most)
    after = ""
    problems = Problems()
    while handles := spool.handles(after, _PAYEES_AT_ONCE):
        with before_posting(app, ROW) as reader:
            _look_up(app, reader, spool, handles, problems)
        after = handles[-1]
    problems.raise_them()
    return checked


def _read(file: BinaryIO, terms: Terms, spool: Spool, most: int) -> Checked:
    problems = Problems()
    currency, without_id, rows = "", 0, 0
    try:
        for each in read_rows(file, terms):
            if isinstance(each, Problem):
                problems.add(each)
                continue
            rows += 1
            if rows > most:
                problems.add(Problem(each.line, None, FieldWrong(reason=f"it is row {rows}, {most} are allowed")))
                break
            without_id += each.id is None
            currency = currency or each.currency
            if each.currency != currency:
                reason = f"it is in {each.currency}, and the rows above are in {currency}: a batch has one currency"
                problems.add(Problem(each.line, "currency", FieldWrong(reason=reason)))
            line = spool.add(each)
            if line is not None:
                problems.add(Problem(each.line, "id", FieldWrong(reason=f"line {line} has the same id")))
    except FileUnreadable as error:
        error.money = NOTHING
        raise
    problems.raise_them()
    if not rows:
        raise FileUnreadable(line=1, column=1, reason="there are no rows in it", money=NOTHING)
    return Checked(currency, without_id)


# --- payees ----------------------------------------------------------------------------------------------------------
def _look_up(app: App, reader: Reader, spool: Spool, handles: Iterable[str], problems: Problems) -> None:
    """Find the wallets of some handles, whose key must be the one that is known, and compare the names."""
    paid, own = set(reader.view.paid()), app.profile.wallet
    found: dict[str, str] = {}
    for handle in handles:
        try:
            found[handle] = resolve(reader, handle)
        except PaycliError as error:
            problems.add(Problem(spool.lines_of(handle)[0].line, "to", error))
    pinned: Mapping[str, Pinned] = {}
    try:
        pinned = {each.now.wallet: each for each in check_pins(app, reader.view, list(found.values()))}
    except PaycliError as error:
        handle = str(error.values.get("name", ""))
        problems.add(Problem(spool.lines_of(handle)[0].line, "to", error))
    payees = []
    for handle, wallet in found.items():
        for row in spool.lines_of(handle):
            if row.name is not None:
                _compare_name(reader, row, wallet, problems)
        pin = pinned.get(wallet)
        new = wallet != own and (pin is None or pin.first or wallet not in paid)
        key, since = (pin.now.key, pin.now.since) if pin is not None else ("", 0)
        payees.append(SpooledPayee(handle, wallet, key, since, new))
    spool.put_payees(payees)


def _compare_name(reader: Reader, row: FileRow, wallet: str, problems: Problems) -> None:
    """Refuse a row whose payee calls themselves something else than the file says, be it close: nobody is asked."""
    problem = name_problem(reader, wallet, row.name or "")
    if problem is not None:
        problems.add(Problem(row.line, "name", problem))


# --- what the rules say ----------------------------------------------------------------------------------------------
def refuse_rows(app: App, spool: Spool, *, begun: bool) -> None:
    """Let the rules look at every open row. Before anything was booked one refusal is that of the whole file.

    Once something was, the row alone is refused, and the others are paid. Raises SelfPayment, NotAdmitted, Blocked,
    WantsToBeAsked, LimitExceeded.
    """
    problems = Problems()
    refusals: dict[str, PaycliError | None] = {}
    limit_minor: dict[str, int | None] = {}
    registry = app.registry
    with before_posting(app, ROW) as reader:
        for each in spool.rows(OPEN):
            row = each.row
            if each.wallet not in refusals:
                if len(refusals) > _PAYEES_AT_ONCE:
                    refusals.clear()
                refusals[each.wallet] = _refusal(reader, each.wallet)
            if row.currency not in limit_minor:
                limit_minor[row.currency] = limit_of(registry, MOST_PER_ORDER, row.currency)
            error, most_minor = refusals[each.wallet], limit_minor[row.currency]
            if error is None and most_minor is not None and row.amount_minor > most_minor:
                error = _over_limit(Money(row.amount_minor, row.currency), most_minor, registry)
            if error is None:
                continue
            if isinstance(error, WantsToBeAsked):
                error = _with_line(error, row, registry)
            if begun:
                spool.refuse(each.position, error.code, error.message)
            else:
                problems.add(Problem(row.line, "to", error))
    problems.raise_them()


def _over_limit(money: Money, most_minor: int, registry: Registry) -> LimitExceeded:
    amount, limit = (
        format_minor(each, registry.currencies[money.currency]) for each in (money.amount_minor, most_minor)
    )
    return LimitExceeded(amount=amount, limit=limit, currency=money.currency)


def _with_line(error: WantsToBeAsked, row: FileRow, registry: Registry) -> WantsToBeAsked:
    """Give the refusal of a row with the line that lets its payee accept the money first."""
    amount = typed_money(Money(row.amount_minor, row.currency), registry.currencies, registry.default_currency)
    who = str(error.values["who"])
    return WantsToBeAsked(who=who, help=step("ask_first", who=who.removeprefix("@"), amount=amount))


def _refusal(reader: Reader, wallet: str) -> PaycliError | None:
    """Say why a wallet cannot be paid by the own one now; None where it can."""
    if wallet == reader.own:
        return SelfPayment()
    row = reader.view.load(Needs(wallets=(wallet,))).wallets[wallet]
    who = reader.handle(wallet)
    if row.admitted_n is None:
        return NotAdmitted(who=who)
    if reader.own in row.blocked:
        return Blocked(who=who)
    return WantsToBeAsked(who=who) if wants_to_be_asked(row, reader.own) else None


def check(app: App, file: BinaryIO) -> FileChecked:
    """Check a whole file as `pay` would before anything is booked, under a name that was not used before.

    Raises what `check_file` and `refuse_rows` raise, and InsufficientFunds.
    """
    with app.spool() as spool:
        checked = check_file(app, file, spool)
        refuse_rows(app, spool, begun=False)
        rows = spool.sums()
        terms = BatchNewBody(None, checked.currency, rows.amount_minor, rows.rows, _A_DAY_MS)
        preflight(app, Execution(dry_run=True), Intent(NEW, lambda _: terms))
        with before_posting(app, ROW) as reader:
            return FileChecked(
                rows=rows.rows,
                money=Money(rows.amount_minor, checked.currency),
                without_id=checked.without_id,
                equal=tuple((each.first, each.second) for each in spool.equal_rows(EQUAL_SHOWN_MOST)),
                balance=reader.balance(checked.currency),
            )
