"""Finding one thing by what a person types: a short id, a whole id or a QR text."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.ids import SHORT_LENGTH, sale_number, short, short_number, short_range
from paycli.domain.kinds import KINDS
from paycli.domain.lives import LIVES, MADE_BY, Envelope, Sees, asked_by
from paycli.domain.orders import read_unchecked
from paycli.domain.state import PENDING, Needs
from paycli.domain.subjects import object_of
from paycli.errors import (
    CodeElsewhere,
    NotFound,
    OrderMalformed,
    PrefixAmbiguous,
    QrMalformed,
    Usage,
    step,
)

if TYPE_CHECKING:
    from paycli.domain.ports import Entry, ShortMatch
    from paycli.domain.state import LedgerObject
    from paycli.services.reading.reader import Reader

# Ids have no dash, so this is the number of a sale and nothing else: its till, and its place there.
_NUMBER = re.compile(r"([0-9]{1,2})-([0-9]{1,9})").fullmatch
_WHOLE = re.compile(r"[0-9a-f]{32}").fullmatch
_CANDIDATES_MOST = 50

ENVELOPE, SALE, WITHDRAWAL = (LIVES[kind].made_by for kind in (lives.ENVELOPE, lives.SALE, lives.WITHDRAWAL))


class Found(NamedTuple):
    """An entry that a person meant: the name and kind of its order, its place, and the object that it made, if any.

    `id` is what people call a name (protocol, section 1).
    """

    id: str
    kind: str
    n: int
    subject: "LedgerObject | None"


def find(
    reader: "Reader",
    typed: str,
    kinds: tuple[str, ...] = (),
    *,
    full_ids_required: bool | None = None,
    to_pay: bool = False,
) -> Found:
    """Find what `typed` means among the given kinds of order (all if empty) and what the wallet may see.

    Open objects win over ended ones. `full_ids_required` wants all 12 characters, for whatever moves money unattended.
    It is None where no money moves: there alone a short id may be a number, but not that of a sale. The id of
    what was paid or taken stands for what it was paid for or taken from. `to_pay` finds what others have paid, or took
    back, too: who wants to pay it is told so, and nothing else of it.
    Raises NotFound, PrefixAmbiguous, Usage, and for a QR text QrMalformed, OtherLedgerCode or CodeElsewhere.
    """
    what = MADE_BY[kinds[0]].word if kinds else "entry"
    numbered = _NUMBER(typed.strip()) if not kinds or SALE in kinds else None
    if numbered is not None:
        till, number = map(int, numbered.groups())
        return _numbered(reader, typed.strip(), till, number)
    # A bare number could be that of a sale at some till, or the beginning of an id.
    numbers_refused = full_ids_required is not None or kinds == (SALE,)
    low, high = _range(reader, typed, kinds, numbers_refused=numbers_refused, what=what)
    matches = [
        match
        for match in reader.view.find_short(low, high, _CANDIDATES_MOST)
        # The column that was searched may say anything; a name follows from what its order says of itself.
        if low <= short_number(match.name) < high and (not _WHOLE(typed) or match.name == typed)
    ]
    meant = [match for match in matches if not kinds or match.kind in kinds]
    items = reader.view.load(Needs(objects=tuple(match.name for match in meant))).objects
    made = {item.n: item for item in items.values()}
    found = [Found(match.name, match.kind, match.n, made.get(match.n)) for match in meant]
    visible = [each for each in found if to_pay or _may_see(reader, each)]
    if not visible:
        visible = [each for each in _taken_from(reader, matches, kinds) if _may_see(reader, each)]
    if len(visible) > 1 and high - low > 1:
        visible = [each for each in visible if each.subject and each.subject.state == PENDING] or visible
    if full_ids_required and len(typed) < SHORT_LENGTH:
        raise _too_short(typed, visible)
    if not visible:
        raise _not_found(reader, typed, matches, kinds, what)
    if len(visible) > 1:
        ids = tuple(each.id for each in visible)
        raise PrefixAmbiguous(typed=typed, count=len(visible), candidates=candidates_text(visible), ids=ids)
    return visible[0]


def _numbered(reader: "Reader", typed: str, till: int, number: int) -> Found:
    """Give the sale that the own shop made under a number; raises NotFound."""
    found = reader.view.numbered(reader.own, lives.SALE, till, number)
    if found is None and reader.wallet(reader.own).shop:
        raise NotFound(what="sale", typed=typed[:40], help=step("look_at_sales"))
    if found is None:
        detail = ": a number is known at its shop alone, others type the id below the code"
        raise NotFound(what="sale", typed=typed[:40], detail=detail, help=step("look_at_log"))
    return Found(found.id, SALE, found.n, found)


def _too_short(typed: str, visible: Sequence[Found]) -> Usage:
    """Refuse the beginning of an id, and write it out where it is that of one thing alone."""
    only = visible[0] if len(visible) == 1 else None
    return Usage(
        problem=f"Without a question, or with a key, the id must be whole: {SHORT_LENGTH} characters",
        help=step("type_instead", wrong=typed, right=short(only.id)) if only else step("look_at_log"),
    )


def _not_found(
    reader: "Reader", typed: str, matches: "Sequence[ShortMatch]", kinds: tuple[str, ...], what: str
) -> NotFound:
    """Say that nothing of these kinds was found; of what this wallet sees of another kind, say what it is."""
    others = tuple(match for match in matches if match.kind not in kinds and match.kind in MADE_BY) if kinds else ()
    items = reader.view.load(Needs(objects=tuple(match.name for match in others))).objects.values()
    made = {item.n: item for item in items}
    seen = [Found(match.name, match.kind, match.n, made.get(match.n)) for match in others]
    seen = [each for each in seen if _may_see(reader, each)]
    if len(seen) != 1:
        return NotFound(what=what, typed=typed[:40], help=step("look_at_log"))
    word = MADE_BY[seen[0].kind].word
    detail = f": that is {'an' if word[0] in 'aeiou' else 'a'} {word}"
    return NotFound(what=what, typed=typed[:40], detail=detail, help=step("look_at_thing", thing=short(seen[0].id)))


def _taken_from(reader: "Reader", matches: "Sequence[ShortMatch]", kinds: tuple[str, ...]) -> list[Found]:
    """Give what the orders are about that were found in the place of what they are about: a payment's sale."""
    found: dict[str, Found] = {}
    for match in matches:
        item = None if match.kind in kinds else object_about(reader, match)
        if item is not None and LIVES[item.kind].made_by in kinds:
            found[item.id] = Found(item.id, LIVES[item.kind].made_by, item.n, item)
    return list(found.values())


def object_about(reader: "Reader", found: "Found | ShortMatch") -> "LedgerObject | None":
    """Give the object of a payment or a grab; None for what makes one, and for what may be about any kind of thing."""
    if KINDS[found.kind].noun is None or found.kind in MADE_BY:
        return None
    about = object_of(read_unchecked(reader.entry(found.n).order))
    return None if about is None else reader.find_object(about)


def candidates_text(found: Sequence[Found]) -> str:
    """Write some of the things that could be meant: by their 12 characters, or whole where two have the same ones.

    Whoever can do 2^60 hashes can make such a pair, so which of them came first says nothing.
    """
    shorts = [short(each.id) for each in found[:3]]
    return ", ".join(shorts) if len(set(shorts)) == len(shorts) else " or ".join(each.id for each in found[:3])


def _sale_in(reader: "Reader", typed: str, kinds: tuple[str, ...]) -> str:
    """Give the short id in a sale's QR text."""
    from paycli.domain.codes import GIFT, TAB, check_ledger, parse_text

    code = parse_text(typed)
    if code.kind == GIFT:
        raise CodeElsewhere(what="the link of a red envelope, which is a secret", help=step("grab_by_link"))
    if code.kind == TAB:
        raise CodeElsewhere(what="the code of a tab, which is a secret", help=step("add_tab"))
    if code.kind == "S" and kinds and SALE not in kinds:
        raise CodeElsewhere(what="the code of a sale", help=step("pay_code", code=typed.strip().upper()))
    check_ledger(code, reader.registry.ledger)
    if code.kind != "S" or len(code.tail) != SHORT_LENGTH:
        raise QrMalformed(what="code", reason="is not that of a sale", help="")
    return code.tail


def _range(
    reader: "Reader", typed: str, kinds: tuple[str, ...], *, numbers_refused: bool, what: str
) -> tuple[int, int]:
    if ":" in typed or ("/" in typed and short_range(typed[-SHORT_LENGTH:]) is not None):
        typed = _sale_in(reader, typed, kinds)
    if _WHOLE(typed):
        number = int(typed[-15:], 16)
        return number, number + 1
    bounds = short_range(typed)
    if bounds is None:
        raise NotFound(what=what, typed=typed[:40], help="ids have up to 12 letters and digits, like k3xd")
    if numbers_refused and len(typed) < SHORT_LENGTH and typed.isdigit():
        whole = f"give all {SHORT_LENGTH} characters of the id, or the first ones with a letter among them"
        numbered = f"; the number of a sale has its till in front, like {sale_number(1, int(typed))}"
        raise Usage(
            problem=f"{typed} is a number, and paycli takes no bare number as an id of money",
            help=whole + (numbered if kinds == (SALE,) else ""),
        )
    return bounds


def is_barred(reader: "Reader", envelope: "LedgerObject") -> bool:
    """Tell whether a block, in either direction, keeps a wallet from an envelope of somebody else."""
    wallet = reader.own
    if envelope.maker in {None, wallet}:
        return False
    wallets = reader.view.load(Needs(wallets=(str(envelope.maker), wallet))).wallets
    maker, own = wallets.get(str(envelope.maker)), wallets.get(wallet)
    return (maker is not None and wallet in maker.blocked) or (own is not None and envelope.maker in own.blocked)


def may_take(reader: "Reader", envelope: Envelope, time: int) -> bool:
    """Tell whether an open envelope, for this wallet by name or as anybody, has a packet for it at a ledger time."""
    from paycli.domain.rules.envelopes import is_addressed_to, is_lucky

    wallet, opens_at = reader.own, envelope.body.opens_at
    if envelope.is_over(time) or (opens_at is not None and time < opens_at) or not is_addressed_to(envelope, wallet):
        return False
    if is_lucky(envelope) and envelope.maker == wallet:
        return False
    return not is_barred(reader, envelope) and not reader.has_taken(envelope.id, wallet)


def may_see(reader: "Reader", item: "LedgerObject") -> bool:
    """Tell whether the wallet takes part in something; the operator of the ledger sees everything."""
    from paycli.domain.rules.envelopes import is_addressed_to

    wallet = reader.own
    if reader.operator or wallet in {item.maker, item.peer}:
        return True
    match LIVES[item.kind].sees:
        case Sees.EVERYBODY_WHILE_OPEN:
            return item.state_at(reader.time) == PENDING
        case Sees.MEMBERS:
            return wallet in item.detail.members
        case Sees.AUDIENCE:
            named = is_addressed_to(item, wallet) and not is_barred(reader, item)
            return named or reader.has_taken(item.id, wallet)
        case Sees.ASKED:
            return wallet in asked_by(item)
        case Sees.NOBODY:
            return False


def _may_see(reader: "Reader", found: Found) -> bool:
    if reader.operator:
        return True
    if found.subject is not None:
        return may_see(reader, found.subject)
    entry = reader.view.entry(found.n)
    return entry is not None and takes_part(reader.own, entry)


def takes_part(wallet: str, entry: "Entry") -> bool:
    """Tell whether an entry that made no object is a wallet's: it ordered it, is named by it, or money of it moved.

    Who is blocked is not told by the block.
    """
    try:
        order = read_unchecked(entry.order)
    except OrderMalformed:
        # The audit names an entry that cannot be read.
        return False
    named = getattr(order.body, "wallet", None) if KINDS[order.kind].tells_named else None
    moved = (name for transfer in entry.transfers for name in (transfer.debit, transfer.credit))
    return wallet in (order.wallet, named) or any(f":{wallet}:" in name for name in moved)
