"""Red envelopes: send, list, stats, link, verify; and grab, which stands at the top."""

from typing import Annotated

import typer

from paycli.commands.amounts import amount_and_text
from paycli.commands.options import After, DryRun, Id, Key, Light, Limit, NoKey, Since, Tab, Until
from paycli.errors import Usage

commands = typer.Typer(help="Red envelopes.", no_args_is_help=True)
Expires = Annotated[str, typer.Option("--expires", metavar="LENGTH", help="When the rest comes back: 90m, 24h, 3d.")]
OpenAt = Annotated[
    str | None,
    typer.Option("--open-at", metavar="TIME", help="When it opens: 20:00, 2026-11-30, 2026-11-30T20:00, +2h."),
]
Link = Annotated[
    bool,
    typer.Option(
        "--link",
        help="For anybody on this ledger who has the link. It shows the link as text and QR code; -q prints it.",
    ),
]
CardFiles = Annotated[
    list[str] | None, typer.Option("--card", metavar="FILE.svg|FILE.png", help="Write a card with the link, to print.")
]
Word = Annotated[
    bool,
    typer.Option(
        "--word",
        help="For anybody on this ledger who knows a word. It asks for the word or reads stdin. Readers of the ledger's"
        " file can guess at it, 0.1 s a try.",
    ),
]
Rule = Annotated[
    str,
    typer.Option(
        "--rule",
        help="How the money is shared. Without it: lucky. lucky (or even): drawn, with the same chances for every"
        " packet; double-mean: drawn one by one, each up to twice the mean of the rest; equal: all the same.",
    ),
    Tab(words=("lucky", "even", "double-mean", "equal")),
]


@commands.command()
def send(  # noqa: PLR0913  each is one choice about the envelope
    words: Annotated[
        list[str],
        typer.Argument(metavar="[WHO] AMOUNT [MESSAGE]...", help="li, or li,bo, or none for anybody; 8.88; words."),
        Tab("addressees"),
    ],
    count: Annotated[int | None, typer.Option("-n", "--count", min=1, max=10_000, help="Number of packets.")] = None,
    rule: Rule = "even",
    expires: Expires = "24h",
    message: Annotated[str | None, typer.Option("--message", "-m", help="The message, if not typed last.")] = None,
    open_at: OpenAt = None,
    link: Link = False,
    card: CardFiles = None,
    word: Word = False,
    light: Light = False,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Send an envelope to somebody, to several, to anybody on the ledger, by link or by word."""
    from paycli.console.output import show
    from paycli.console.times import parse_ahead, parse_duration
    from paycli.console.views.envelopes import sent
    from paycli.flows.bearer import typed_word, with_cards
    from paycli.flows.session import execution, opened
    from paycli.services.envelopes import send as envelopes
    from paycli.services.envelopes.near_misses import refuse_near_misses
    from paycli.services.reading.reader import reading

    who, amount, behind = _words(words)
    if card and not link:
        raise Usage(problem="Nothing was sent. --card needs --link", help="add --link")
    with opened(moving=True) as app:
        if len(words) >= 2:
            with reading(app) as reader:
                refuse_near_misses(reader, words)
        amount, text = amount_and_text(app.registry.currencies, amount, behind, message)
        run, lasts = execution(app, key, no_key=no_key, dry_run=dry_run), parse_duration(expires)
        opens = parse_ahead(open_at, app.registry.zone, app.clock.now_ms(), lasting=key is not None)
        new_envelope = envelopes.NewEnvelope(
            amount=amount,
            who=who,
            packets=count,
            message=text,
            rule=rule,
            expires_ms=lasts,
            opens_at=opens,
            link=link,
        )
        if word:
            new_envelope = new_envelope._replace(word=typed_word(app, new_envelope, run))
        if link:
            with_cards(app, new_envelope, run, card or [], light_background=light)
        else:
            show(sent(envelopes.send(app, new_envelope, run), app.registry))


@commands.command("list")
def list_(  # noqa: PLR0913  each leaves out some of the envelopes
    open_only: Annotated[bool, typer.Option("--open", help="Only open envelopes.")] = False,
    mine: Annotated[bool, typer.Option("--mine", help="Only envelopes that I sent.")] = False,
    for_me: Annotated[
        bool, typer.Option("--for-me", help="Only envelopes that I may take from, or took from.")
    ] = False,
    state: Annotated[
        str | None,
        typer.Option("--state", help="pending, done, cancelled or expired."),
        Tab(words=("pending", "done", "cancelled", "expired")),
    ] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
    after: After = None,
) -> None:
    """List the envelopes that you sent or may take from, newest first, with the time of sending."""
    from paycli.console.times import parse_period
    from paycli.console.views.envelopes import envelopes as view
    from paycli.flows.lists import show_list
    from paycli.flows.session import opened
    from paycli.services.envelopes.board import STATES, Wanted, listed
    from paycli.services.reading.pages import Part
    from paycli.services.reading.places import Period
    from paycli.services.reading.reader import reading

    if open_only and state in STATES:
        raise Usage(problem="--open and --state exclude each other", help=f"leave out --open or --state {state}")
    with opened(copies=True) as app:
        with reading(app) as reader:
            zone, now, registry = reader.registry.zone, reader.now, reader.registry
        period = Period(*parse_period(since, until, zone, now))
        wanted = Wanted(open_only, mine, for_me, state, period)
        is_chosen = after is not None or wanted != Wanted()
        show_list(
            app,
            Part(after, limit),
            lambda reader, part: listed(reader, wanted, part),
            lambda found: view(found, registry, some=is_chosen),
            lambda envelope: envelope.n,
        )


@commands.command()
def stats(since: Since = None, until: Until = None) -> None:
    """Show what you sent and received in envelopes, by month, and your luck."""
    from paycli.console.output import show
    from paycli.console.times import month_of, parse_period
    from paycli.console.views.stats import stats as view
    from paycli.flows.session import reading
    from paycli.services.envelopes.stats import stats as read

    with reading() as reader:
        zone, now = reader.registry.zone, reader.now
        times = parse_period(since, until, zone, now)
        result = read(reader, *times, lambda ms: month_of(ms, zone))
    show(view(result, reader.registry))


@commands.command()
def link(envelope: Annotated[Id, Tab("own_links")], card: CardFiles = None, light: Light = False) -> None:
    """Show the link of your envelope again, with its QR code, on the device that sent it."""
    from paycli.flows.bearer import show_link
    from paycli.flows.session import opened

    with opened() as app:
        show_link(app, envelope, card or [], light_background=light)


@commands.command()
def verify(envelope: Annotated[Id, Tab("ended_envelopes")]) -> None:
    """Compute the luck of an ended envelope again. It says FAIR, or lists the differences."""
    from paycli.console.output import say, show
    from paycli.console.views.luck import verdict
    from paycli.errors import NotFair
    from paycli.flows.session import opened
    from paycli.services.envelopes import verify as luck

    with opened(strangers=True) as app:
        result = luck.verify(app, envelope)
        view = verdict(result, app.registry)
    if result.differences:
        say(*view.lines)
        raise NotFair(envelope=result.short, of=result.id, differences="; ".join(result.differences[:5]))
    show(view)


def grab(
    envelope: Annotated[
        str | None,
        typer.Argument(metavar="[ID|-]", help="Without ID: the newest that you may take. - reads a link."),
        Tab("envelopes"),
    ] = None,
    word: Annotated[bool, typer.Option("--word", help="Take by a word. It asks for the word or reads stdin.")] = False,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Take a packet from an envelope. With - it asks for a link, or reads it from stdin."""
    from paycli.console.output import show
    from paycli.console.views.envelopes import grabbed, localised_times
    from paycli.flows.bearer import known_secret
    from paycli.flows.session import execution, full_ids_required, opened
    from paycli.services.envelopes.grab import grab as take

    if word and envelope is not None:
        raise Usage(problem="Nothing was grabbed. Choose one: an id, or --word", help="paycli grab --word")
    with opened(moving=True) as app, localised_times(app.registry):
        run = execution(app, key, dry_run=dry_run, asks=False)
        bearer = known_secret(app, word=word) if word or envelope == "-" else None
        named = None if bearer else envelope
        result = take(app, named, run, full_ids_required=full_ids_required(key), bearer=bearer)
        show(grabbed(result, app.registry))


def _words(words: list[str]) -> tuple[list[str], str, list[str]]:
    """Part the words into who, amount and what stands behind it; `li,bo` are several."""
    from paycli.domain.money import looks_like_amount

    first, *rest = words
    # A handle begins with a letter, so what begins with anything else is meant as an amount, if a wrong one.
    if looks_like_amount(first) or not (first[:1] == "@" or first[:1].isalpha()):
        who, amount = [], first
    elif rest:
        who, amount, rest = [name for name in first.split(",") if name], rest[0], rest[1:]
    else:
        problem = "Nothing was sent. The amount is missing (a shell eats $5: write 5 or 5EUR)"
        raise Usage(problem=problem, help="like: paycli envelope send li 8.88 Happy New Year")
    return who, amount, rest
