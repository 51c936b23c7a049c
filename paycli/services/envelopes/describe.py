"""What an envelope is to somebody who looks: for `show` too, which must not import what moves money."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from paycli.domain import draw, lives
from paycli.domain.money import Money
from paycli.domain.state import PENDING

if TYPE_CHECKING:
    from paycli.services.reading.reader import Reader

KNOWERS = "who knows the link or word"
Rule = Literal["even", "double-mean", "equal"]
RULES: dict[Rule, str] = {"even": draw.EVEN, "double-mean": draw.DOUBLE_MEAN, "equal": draw.EQUAL}
TYPED_RULES: dict[str, str] = {"lucky": draw.EVEN} | dict(RULES.items())
"""The rules as they may be typed: who wants luck need not know that there are two kinds of it."""


class Grab(NamedTuple):
    """One packet that was taken: by whom, how much, in which place (from 0) and when (ms, the time of its entry).

    `best` tells the largest share so far; all who hold it do. It is false where the shares are not drawn.
    """

    who: str
    money: Money
    position: int
    mine: bool
    at: int
    best: bool


class Envelope(NamedTuple):
    """An envelope as somebody who may see it sees it. Times in ms; `money` is the whole, `left` what is in it now.

    Entry `n` made it. `open_to` says whether the audience are wallets with names. `final` says that nobody can grab any
    more, so who is the luckiest stays as it is. `duration_ms` is how long it took from when the first packet could be
    grabbed to the last packet; None unless all are gone.
    """

    n: int
    id: str
    short: str
    sender: str
    money: Money
    left: Money
    packets: int
    taken: int
    rule: Rule
    audience: tuple[str, ...]
    open_to: Literal["named", "any", "secret"]
    state: str
    message: str | None
    due: int
    opens_at: int | None
    grabs: tuple[Grab, ...]
    due_back: bool
    sent: int
    final: bool
    duration_ms: int | None

    @property
    def lucky(self) -> bool:
        """Tell whether the shares are drawn, so that there is somebody luckiest."""
        return self.rule != "equal"


def envelope_of(reader: "Reader", item: lives.Envelope) -> Envelope:
    """Describe an envelope with its grabs; the drawn shares stay hidden."""
    time, currency = reader.time, str(item.currency)
    audience = item.body.audience
    if isinstance(audience, str):
        # A claim key says nothing to anybody; who has the secret of it may take.
        names: tuple[str, ...] = ("any",) if audience == "any" else (KNOWERS,)
    else:
        names = tuple(reader.handle(each) for each in audience)
    rule = next(name for name, versioned in RULES.items() if versioned == item.body.draw.rule)
    grabs, sent = _grabs(reader, item, lucky=rule != "equal"), reader.entry_time(item.n)
    all_gone = grabs and len(grabs) == item.detail.packets
    return Envelope(
        n=item.n,
        id=item.id,
        short=reader.short(item.id),
        sender=reader.handle(str(item.maker)),
        money=Money(item.amount_minor, currency),
        left=Money(item.held_minor, currency),
        packets=item.detail.packets,
        taken=item.detail.taken,
        rule=rule,
        audience=names,
        open_to="named" if not isinstance(audience, str) else "any" if audience == "any" else "secret",
        state=item.state_at(time),
        message=reader.text(item.n, "note", item.body),
        due=item.due or 0,
        opens_at=item.body.opens_at,
        grabs=grabs,
        due_back=item.state == PENDING and item.is_over(time) and item.held_minor > 0,
        sent=sent,
        final=item.is_over(time),
        duration_ms=grabs[-1].at - max(sent, item.body.opens_at or 0) if all_gone else None,
    )


def _grabs(reader: "Reader", item: lives.Envelope, *, lucky: bool) -> tuple[Grab, ...]:
    claims = reader.claims(item.id)
    most = max((claim.amount_minor for claim in claims), default=0) if lucky else None
    return tuple(
        Grab(
            who=reader.handle(claim.wallet),
            money=Money(claim.amount_minor, str(item.currency)),
            position=claim.position,
            mine=claim.wallet == reader.own,
            at=reader.entry_time(claim.n),
            best=claim.amount_minor == most,
        )
        for claim in claims
    )
