"""Every command by its first word, in the groups of `paycli --help`, and two examples for each.

Help, docs/cli.md, the man pages, Tab and the tree of commands all go by this one file. It is part of the way of every
command, so it holds plain values.
"""

# By group and first word: the place that the command is imported from, and what it does, in at most 20 signs.
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Begin": {
        "init": ("start.init", "make a ledger"),
        "join": ("start.join", "somebody's ledger"),
        "tour": ("tour.tour", "see it all work"),
        "help": ("guidance.help_", "explain a topic"),
    },
    "Every day": {
        "balance": ("money.balance", "show your money"),
        "send": ("money.send", "money to somebody"),
        "pay": ("money.pay", "a sale at a till"),
        "cancel": ("money.cancel", "take something back"),
        "inbox": ("money.inbox", "news and requests"),
        "log": ("log.log", "all that happened"),
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
        "wallet": ("wallet.commands", "open, invite, rename"),
        "contact": ("contact.commands", "check keys, block"),
        "group": ("group.commands", "several people"),
    },
    "Operator": {
        "ledger": ("ledger.commands", "audit, backup, set"),
        "cash": ("cash.commands", "take in, pay out"),
        "tick": ("money.tick", "settle due things"),
    },
    "Set up": {
        "whoami": ("start.whoami", "who acts, and why"),
        "use": ("start.use", "choose who acts"),
        "unlock": ("start.unlock", "passphrase just once"),
        "lock": ("start.lock", "ask for it again"),
        "config": ("guidance.config", "settings, aliases"),
        "doctor": ("guidance.doctor", "check this machine"),
        "completion": ("guidance.completion", "Tab in your shell"),
    },
}
# Their commands stand in one line by their names, so that the page fits a screen.
NAMES_ONLY = {"Set up"}
# These work too, and no list shows them.
HIDDEN = {"bal": "money.balance"}
PLACES = {word: place for rows in COMMANDS.values() for word, (place, _) in rows.items()} | HIDDEN

# Two lines to copy for every command, which a test types. A word like k3xd stands for an id of one's own;
# tests/commands/test_examples.py says of what.
EXAMPLES: dict[str, tuple[str, ...]] = {
    # --- every day ---
    "balance": ("balance", "balance --json"),
    "send": ("send bo 12.50 for the tickets", "send bo 12.50 -m rent -k rent-2026-12"),
    "pay": ("pay k3xd", "pay k3xd --tip 10%"),
    "cancel": ("cancel e9qm", "cancel e9qm --dry-run"),
    "inbox": ("inbox", "inbox --done"),
    "log": ("log --since today", "log --with li --kind payment --min 10"),
    "show": ("show e9qm", "show k3xd --json"),
    "topup": ("topup 50", "topup 50 --from c1"),
    "withdraw": ("withdraw 20", "withdraw 20 --cash"),
    "card bind": ("card bind --test visa", "card bind --test code --code - < code.txt"),
    "card list": ("card list", "card list --json"),
    "card default": ("card default c1", "card default c2"),
    "card unbind": ("card unbind c1", "card unbind c2"),
    # --- envelopes ---
    "envelope send": ("envelope send li 8.88 Happy New Year", "envelope send 20 -n 5 --open-at 20:00"),
    "envelope list": ("envelope list --open", "envelope list --mine --since 7d"),
    "envelope stats": ("envelope stats", "envelope stats --since 2026-01-01"),
    "envelope link": ("envelope link g1ft", "envelope link g1ft --card card.svg"),
    "envelope verify": ("envelope verify n8rt", "envelope verify n8rt --json"),
    "grab": ("grab", "grab - < link.txt"),
    # --- shop ---
    "pos charge": ("pos charge 38 2 noodles", "pos charge 4.50 tea --no-wait"),
    "pos receipt": ("pos receipt p7wt", "pos receipt p7wt --json"),
    "refund": ("refund p7wt", "refund p7wt 2.50 the tea was cold"),
    # --- people ---
    "wallet new": ("wallet new zoe", "wallet new kiosk --shop --name Kiosk"),
    "wallet list": ("wallet list", "wallet list --json"),
    "wallet show": ("wallet show", "wallet show bo"),
    "wallet rename": ("wallet rename Ming Li", "wallet rename --none"),
    "wallet invite": ("wallet invite zoe", "wallet invite"),
    "wallet admit": ("wallet admit an", "wallet admit an --json"),
    "wallet reject": ("wallet reject an", "wallet reject an --json"),
    "contact verify": ("contact verify li", "contact verify li --yes"),
    "contact block": ("contact block bo", "contact block cafe"),
    "contact unblock": ("contact unblock eve", "contact unblock eve --json"),
    "contact remove": ("contact remove bo", "contact remove bo --json"),
    "contact list": ("contact list", "contact list --json"),
    "group new": ("group new dinner bo li", "group new chess"),
    "group add": ("group add family cafe", "group add family cafe --json"),
    "group remove": ("group remove family bo", "group remove family li bo"),
    "group list": ("group list", "group list family"),
    "group leave": ("group leave club", "group leave club --json"),
    "group close": ("group close family", "group close family --yes"),
    # --- operator ---
    "ledger show": ("ledger show", "ledger show --json"),
    "ledger list": ("ledger list", "ledger list --json"),
    "ledger audit": ("ledger audit", "ledger audit --json"),
    "ledger accept": ("ledger accept", "ledger accept --yes"),
    "ledger backup": ("ledger backup", "ledger backup monday.db"),
    "ledger admit-rail": ("ledger admit-rail sandbox", "ledger admit-rail sandbox --json"),
    "ledger set": ("ledger set most-per-order 500EUR", "ledger set currency CHF"),
    "ledger credit": ("ledger credit bo 50", "ledger credit bo 0"),
    "ledger clock": ("ledger clock", "ledger clock --set"),
    "ledger upgrade": ("ledger upgrade", "ledger upgrade --yes"),
    "cash in": ("cash in bo 20", "cash in bo 20 pocket money"),
    "cash out": ("cash out c4nh", "cash out c4nh --refuse"),
    "tick": ("tick", "tick --as ming"),
    # --- more ---
    "init": ("init", "init --handle ming --currency EUR --play"),
    "join": ("join home.db --handle an", "join home.db - --handle an < code.txt"),
    "whoami": ("whoami", "whoami --json"),
    "use": ("use li", "use cafe"),
    "unlock": ("unlock", "unlock --for 8h"),
    "lock": ("lock", "lock --json"),
    "config list": ("config list", "config list --json"),
    "config get": ("config get color", "config get pager"),
    "config set": ("config set color never", "config set alias.s send"),
    "config unset": ("config unset pager", "config unset alias.s"),
    "config path": ("config path", "config path --json"),
    "doctor": ("doctor", "doctor --json"),
    "completion": ("completion bash", "completion zsh > _paycli"),
    "tour": ("tour", "tour --strict"),
    "help": ("help amounts", "help send"),
}
