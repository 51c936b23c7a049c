"""Every command by its first word, in the groups of `paycli --help`.

The groups of help and of docs/cli.md, the man pages, Tab and the tree of commands all go by this one table. It is part
of the way of every command, so it holds plain values.
"""

# By group and first word: the place that the command is imported from, and what it does, in at most 20 signs.
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Every day": {
        "balance": ("money.balance", "what a wallet has"),
        "send": ("money.send", "money to somebody"),
        "pay": ("money.pay", "a sale at a till"),
        "cancel": ("money.cancel", "take something back"),
        "inbox": ("money.inbox", "what waits for you"),
        "log": ("money.log", "what happened"),
        "show": ("money.show", "one thing in full"),
        "topup": ("money.topup", "money from a card"),
        "withdraw": ("money.withdraw", "money to card, cash"),
        "card": ("card.commands", "bind and list cards"),
    },
    "Envelopes": {
        "envelope": ("envelope.commands", "send, list, verify"),
        "grab": ("envelope.grab", "take a packet"),
    },
    "Shop": {
        "pos": ("pos.commands", "charge a guest"),
        "refund": ("money.refund", "give a sale back"),
    },
    "People": {
        "wallet": ("wallet.commands", "open, invite, admit"),
        "contact": ("contact.commands", "check keys, block"),
        "group": ("group.commands", "several people"),
    },
    "Operator": {
        "ledger": ("ledger.commands", "audit, backup, set"),
        "cash": ("cash.commands", "take in, pay out"),
        "tick": ("money.tick", "settle what is due"),
    },
    "More": {
        "init": ("start.init", "make a ledger"),
        "join": ("start.join", "somebody's ledger"),
        "whoami": ("start.whoami", "who acts, and why"),
        "use": ("start.use", "choose who acts"),
        "config": ("guidance.config", "settings"),
        "doctor": ("guidance.doctor", "check this machine"),
        "completion": ("guidance.completion", "Tab in your shell"),
        "tour": ("tour.tour", "see it all work"),
        "help": ("guidance.help_", "explain a topic"),
    },
}
# These work too, and no list shows them.
HIDDEN = {"bal": "money.balance"}
PLACES = {word: place for rows in COMMANDS.values() for word, (place, _) in rows.items()} | HIDDEN
