"""What a name means wherever it stands in documents, and the type that it has there; null is possible where it says so.

Nothing imports this: tools/json_schemas.py reads it. A name in one record only is explained below its field there.
"""

from paycli.console.documents.forms import (
    Amount,
    Audience,
    Currency,
    Fingerprint,
    Handle,
    Hash,
    Id,
    Kind,
    PlayOrReal,
    Rate,
    Receive,
    Requests,
    SaleNumber,
    Time,
    WalletId,
)
from paycli.console.documents.items import ItemTax


class Names:
    """Names that stand in several documents."""

    # --- orders ---
    id: Id
    """The name of the order and of what it makes. `paycli show` takes it. Null in a dry run, which makes nothing,
    unless it would be a repeat."""
    short: str
    """The last 12 characters of the id, which people type."""
    of: Id
    """The id of what the order is about: the sale that is paid, the envelope that is opened, the thing cancelled."""
    kind: Kind
    """The kind of the order, as docs/protocol.md names it."""
    state: str
    """How it stands. `dry_run` in a dry run: everything was checked and nothing done. Of an order that nobody was shown
    the outcome of also `not_done` (it is in no log and never will be), `running` (its command has not ended) and
    `unknown` (the ledger cannot be read)."""
    n: int
    """The number of the entry in the log, of what it made the first one. Null where there is no id."""
    time: Time
    """The ledger time of the entry. Null where there is no id."""
    amount: Amount
    """How much, as a decimal string in the currency beside it."""
    currency: Currency
    """The currency of every amount in the same object."""
    from_: Handle
    """The handle of the wallet whose money it is. Null where that is nobody's wallet, or not known."""
    to: tuple[Handle, ...]
    """The handles of those who get it, or may take it. Empty where it goes to no wallet, or to the first who comes."""
    note: str
    """The words that somebody wrote with it: a note, an envelope's message, the reason of a refund. Null for none."""
    paid_amount: Amount
    """The money that was paid, in the same currency."""
    given_back: Amount
    """How much of a payment was given back in all by now, in the same currency. Null where nothing was."""
    balance: Amount
    """The money that your wallet has now, in the same currency, as the rows of the ledger say: only `paycli ledger
    audit` proves sums. Null where somebody else's money moved."""
    pay_by: Time
    """By when the one who asks wants to be paid. Nothing happens at that time. Null for none."""
    late: bool
    """Whether that time is over, and not all have answered."""
    replayed: bool
    """Whether the order was there already, so that this run moved nothing."""
    dry_run: bool
    """Whether everything was only checked."""
    changed: bool
    """Whether this run changed anything; false where all was so already."""
    mandate: str
    """The mandate of your wallet that ordered it. Null for the wallet's own key, and for orders of others."""
    due: Time
    """When it ends by itself: the rest goes back, or what was sent with a delay arrives. Null where nothing waits."""
    done: tuple[Id, ...]
    """The ids of the transfers that went through."""
    returned: tuple[Id, ...]
    """The ids of the transfers that came back."""
    pending: tuple[Id, ...]
    """The ids of the transfers that are still in flight."""
    play: bool
    """Whether it is play money."""
    tip: Amount
    """The money that was paid on top of the bill, in the same currency."""
    lines: tuple[str, ...]
    """The goods, as the shop wrote them."""
    code: str
    """The code that lets somebody in, once. It is shown this once."""
    codes_left: int
    """How many codes lie at the till that no guest was shown yet."""
    codes_shown: int
    """How many codes were shown, and are not used yet."""
    codes_used: int
    """How many guests have joined with a code of this till."""
    receipt: SaleNumber
    """The number of the sale: its till, and its place there. Null where there is none."""
    rate: Rate
    """The rate of a tax in percent."""
    rounding: Amount
    """The sum by which cash was rounded, to what coins can pay."""
    till: int
    """The number of the till."""
    by: str
    """The one who did it: a handle, `operator`, the card that is charged, or `cash`."""
    # --- envelopes ---
    packets: int
    """How many packets the envelope has."""
    taken: int
    """How many packets are gone."""
    left: Amount
    """The money that is still in the envelope, in the same currency."""
    audience: Audience
    """The people who may take from it: `named` (those in `to`), `any` wallet, or people with the `link` or the `word`;
    `secret` is one of these two, where it cannot be told which."""
    opens_at: Time
    """From when packets can be taken. Null for at once."""
    final: bool
    """Whether nobody can take a packet any more."""
    link: str
    """The link that opens the envelope. Anybody who has it can take a packet. Null where there is none to show."""
    cards: tuple[str, ...]
    """The files with printable cards that were written."""
    # --- wallets, groups ---
    wallet: WalletId
    """The id of the wallet."""
    handle: Handle
    """The handle of the wallet or group."""
    name: str
    """The name of a setting or of an item, or the display name of a wallet; null where it has none."""
    fingerprint: Fingerprint
    """The first of the wallet's key, which people compare aloud."""
    shop: bool
    """Whether the wallet is a shop's."""
    admitted: bool
    """Whether the operator has let the wallet in."""
    own: bool
    """Whether it is that of the wallet that acts."""
    who: tuple[Handle, ...]
    """The handles of others that it names."""
    members: tuple[Handle, ...]
    """The handles of the members, the maker first."""
    blocked: bool
    """Whether the wallet is blocked: it can neither send to the own one nor take from its envelopes."""
    trusted: bool
    """Whether the wallet is trusted: it can pay the own one at once and ask it for money, where strangers cannot."""
    receive: Receive
    """Whether a stranger's payment is there at once (`all`), or the wallet wants to be `asked` to accept it."""
    requests: Requests
    """The wallets that can ask this one for money: `all`, those that it has `trusted`, or `none`."""
    verified: bool
    """Whether the key was compared in person."""
    # --- goods ---
    items: int
    """How many items the file has."""
    tax_classes: tuple[ItemTax, ...]
    """The classes of tax that the file names. The first is that of items that name none."""
    tax_class: str
    """The letter of a class of tax. Null where the shop's file names none."""
    with_tax: bool
    """Whether the prices have the tax in them already."""
    cash_step: Amount
    """The smallest sum that coins can pay, in the same currency: bills that are paid in cash are rounded to it."""
    # --- ledgers ---
    ledger: Id
    """The id of the ledger."""
    address: str
    """Where the ledger lies."""
    money: PlayOrReal
    """Whether the ledger's money is play money or real."""
    operator_fingerprint: Fingerprint
    """The first of the operator's key, which people compare aloud."""
    vault: str
    """Where the secrets are: `sealed` for the encrypted file, `mandate` for the file of a mandate, else the name of the
    keyring."""
    root: Hash
    """The hash over all entries of the log."""
    entries: int
    """How many entries the log has."""
    number: int
    """The value of a setting that counts. Null for an amount, or where the default holds."""
    current: bool
    """Whether this wallet is the one that acts when nobody is named."""
    unlocked: bool
    """Whether the sealed file is unlocked, so that nothing asks for the passphrase."""
    # --- cards ---
    card: str
    """The short name of the card, like `c1`."""
    rail: str
    """The rail: the card processor, or `cash`."""
    brand: str
    """The brand of the card."""
    last4: str
    """The last four digits of the card."""
    expiry: str
    """When the card expires, as it is printed on it."""
    default: bool
    """Whether the card is the first choice."""
    # --- the program ---
    value: str
    """The value of the setting. Null where it is not set."""
    path: str
    """The path of the file."""
    text: str
    """The same in words, for people."""
    topic: str
    """The name of the help topic."""
