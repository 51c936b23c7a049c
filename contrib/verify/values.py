"""What each value of an order may be: a regular expression of its canonical JSON, and for a time how far it may go.

The tables of protocol.md say it in words: section 2 for the ten keys of an order, section 4 for the fields of a body.
"""

from __future__ import annotations

from typing import NamedTuple

MINUTES_5_MS = 5 * 60_000
HOURS_24_MS = 24 * 3_600_000
DAYS_7_MS = 7 * HOURS_24_MS
DAYS_366_MS = 366 * HOURS_24_MS
# Every amount and every balance stays below this.
AMOUNT_BOUND = 10**15
# So many wallets a list names at most, a group has at most, and one wallet blocks or trusts at most.
WALLETS_MOST = 500
# Every reader of JSON can take an integer up to this.
INTEGER_MOST = 2**53 - 1
# The last millisecond of the year 9999.
TIME_MOST = 253_402_300_799_999


class Value(NamedTuple):
    """What a value may be: the pattern of its canonical JSON, and the largest number where the pattern allows more."""

    pattern: str
    most: int | None = None


def or_null(value: Value) -> Value:
    """Allow null besides the value."""
    return Value(f"null|{value.pattern}", value.most)


def _hex(digits: int) -> Value:
    return Value(f'"[0-9a-f]{{{digits}}}"')


def _list_of(item: str, least: int, most: int) -> str:
    """Give the pattern of a list; least is 0 or 1."""
    some = rf"{item}(,{item}){{0,{most - 1}}}"
    return rf"\[{some}\]" if least else rf"\[({some})?\]"


NULL = Value("null")
FLAG = Value("true|false")
VERSION = Value("1")

# Names: what is cut out of a hash, and hashes.
THING = _hex(32)
WALLET = _hex(40)
HASH = _hex(64)
PROOF = _hex(128)
# A UUIDv7 or a UUIDv8. A settlement has an id of another form, which is any name of an object.
ORDER_ID = Value('"[0-9a-f]{12}[78][0-9a-f]{3}[89ab][0-9a-f]{15}"')
# These are 32 bytes, too: keys, and commitments to a text, which are null where the text is not given.
KEY = HASH
TEXT = or_null(HASH)

# Times.
TIME = Value("0|[1-9][0-9]{0,15}", INTEGER_MOST)
CLOCK = Value(TIME.pattern, TIME_MOST)
DURATION = Value("[1-9][0-9]{0,10}", DAYS_366_MS)

# Money.
AMOUNT = Value("[1-9][0-9]{0,14}")
AMOUNT_OR_ZERO = Value("0|[1-9][0-9]{0,14}")
CURRENCY = Value('"[A-Z]{3}"')
DECIMALS = Value("[0-6]")
CURRENCIES = Value(_list_of(rf"\[{CURRENCY.pattern},{DECIMALS.pattern}\]", 1, 20))

# The terms of a ledger, and its settings.
ZONE = Value('"[A-Za-z0-9_+/-]{1,64}"')
MONEY = Value('"(play|real)"')
ADMISSION = Value('"(operator|open)"')
SETTING = Value(
    '"most_(per_(order|packet):[A-Z]{3}|packets|envelopes_per_day|join_requests|open_requests|requests_per_day)"'
)

# Rails.
RAIL = Value('"[a-z][a-z0-9-]{0,31}"')
REFERENCE = Value(r'"([!#-\[\]-~]|\\"|\\\\){1,100}"')

# People.
SOME_WALLETS = Value(_list_of(WALLET.pattern, 1, WALLETS_MOST))
ANY_WALLETS = Value(_list_of(WALLET.pattern, 0, WALLETS_MOST))

# What a wallet chooses for itself; which word goes with which name is for the rule.
CHOICE = Value('"(receive|requests)"')
CHOSEN = Value('null|"(all|asked|trusted|none)"')
# Whom a request asks, and for how much.
SHARES = Value(_list_of(rf"\[{WALLET.pattern},{AMOUNT.pattern}\]", 1, WALLETS_MOST))

# Mandates: what is in a grant and in a scope, with the keys in their order.
_LIMIT = f"(null|{AMOUNT.pattern})"
_GRANTABLE = (
    r'"(accept|batch\.(new|row|send)|cancel|decline|drawer\.move|envelope\.send|refund|request\.(new|pay)'
    r'|sale\.(new|pay|take)|send(\.(back|wait))?|shift\.(close|open))"'
)
_PAYEES = rf'(null|\{{"group":{THING.pattern}\}}|{_list_of(WALLET.pattern, 1, 100)})'
_GRANT = (
    rf'\{{"count_per_day":{_LIMIT},"currency":{CURRENCY.pattern},"kinds":{_list_of(_GRANTABLE, 1, 19)},'
    rf'"per_day":{_LIMIT},"per_month":{_LIMIT},"per_order":{_LIMIT},"to":{_PAYEES},"total":{_LIMIT}\}}'
)
SCOPE = Value(
    r'\{"day_at_ms":(0|[1-9][0-9]{0,7}),"from":(null|' + TIME.pattern + "),"
    rf'"grants":{_list_of(_GRANT, 1, 8)},"name":"[a-z][a-z0-9-]{{0,31}}","until":({TIME.pattern})\}}'
)

# Envelopes. An equal one has no seed, so it has no commitment; every other has one.
PACKETS = Value("[1-9][0-9]{0,3}|10000")
DRAW = Value(r'\{"commitment":(null,"rule":"equal-1"|' + HASH.pattern + r',"rule":"(even|double-mean)-1")\}')
AUDIENCE = Value(f'"any"|{KEY.pattern}|{SOME_WALLETS.pattern}')

# So many rows has a batch.
ROWS = Value("[1-9][0-9]{0,5}|1000000")
# The rows of a batch that is one order: whom, how much, the note.
SENT_ROWS = Value(_list_of(rf"\[{WALLET.pattern},{AMOUNT.pattern},({TEXT.pattern})\]", 1, 400))

# A shop's counter: tills, how a sale is paid, sums by tax class (the class, its rate in millionths, gross, tax).
TILL = Value("0|[1-9][0-9]?")
OWN_TILL = Value("[1-9][0-9]?")
DATE = Value('"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"')
ROUNDING = Value("0|-?([1-9][0-9]{0,2}|1000)")
TAKEN_BY = Value('"(cash|gift)"')
PAID_BY = Value('"(wallet|cash)"')
_RATE = "(0|[1-9][0-9]{0,5}|1000000)"
TAXES = Value(_list_of(rf'\["[A-Z]",{_RATE},({AMOUNT_OR_ZERO.pattern}),({AMOUNT_OR_ZERO.pattern})\]', 0, 10))

# What a client saw of the log.
SEEN = Value(rf'null|\{{"root":{HASH.pattern},"size":[1-9][0-9]{{0,15}}\}}')
