"""What was probably meant by a command line that nothing understands: a line to copy. Nothing is done on a guess.

People bring words from other programs, leave out what stands between, or mistype. Each step here mends one kind of
slip, and a line is only told where the tree of commands takes it. What the tree takes and the ledger knows better
(a handle in capitals, `send 5 to li`) is told where it is noticed, by the step `type_instead`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from paycli.console.options import NAMES as GLOBALS
from paycli.console.options import VALUE_NAMES, hoist
from paycli.errors import PaycliError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Words of other programs, and of shops and phones, for commands of ours.
INSTEAD = {
    "sell": "pos charge", "pos sell": "pos charge", "sale": "pos charge", "pos sale": "pos charge",
    "bill": "pos charge", "pos pay": "pay", "pos refund": "refund", "pos cancel": "cancel", "pos log": "log",
    "transfer": "send", "give": "send", "tip": "send", "remit": "send", "gift": "envelope send",
    "hongbao": "envelope send", "redpacket": "envelope send", "red-packet": "envelope send",
    "envelope grab": "grab", "envelope open": "grab", "envelope show": "show", "envelope cancel": "cancel",
    "take": "grab", "open": "grab", "claim": "grab", "receive": "grab", "revoke": "cancel",
    "deposit": "topup", "top-up": "topup", "load": "topup", "cashout": "withdraw", "payout": "withdraw",
    "ask": "request new", "invoice": "request new", "collect": "request new", "requests": "request list",
    "reject": "decline", "refuse": "decline", "share": "split",
    "history": "log", "transactions": "log", "activity": "log", "statement": "log", "status": "balance",
    "contacts": "contact list", "wallets": "wallet list", "cards": "card list", "envelopes": "envelope list",
    "groups": "group list", "users": "wallet list", "people": "wallet list", "notifications": "inbox",
    "switch": "use", "su": "use", "login": "use", "signup": "init", "register": "init", "setup": "init",
    "mandates": "mandate list", "allowance": "mandate new", "apikey": "mandate new", "api-key": "mandate new",
    "settings": "config list", "preferences": "config list", "who": "whoami", "me": "whoami", "man": "help",
    "wallet balance": "balance", "wallet topup": "topup", "wallet send": "send", "wallet use": "use",
}  # fmt: skip
# The same below a noun, where it has the command on the right.
VERBS = {
    "create": ("new",), "make": ("new",), "open": ("new",), "add": ("bind", "new"), "ls": ("list",), "all": ("list",),
    "rm": ("unbind", "remove", "revoke"), "remove": ("unbind", "revoke"),
    "delete": ("close", "unbind", "remove", "revoke"), "del": ("remove",),
    "end": ("close", "revoke"), "cancel": ("revoke",), "exit": ("leave",), "info": ("show",), "view": ("show",),
    "check": ("verify", "audit"),
    "accept": ("admit",), "deny": ("reject",), "ban": ("block",), "unban": ("unblock",), "copy": ("backup",),
    "request": ("charge",), "take": ("in",), "give": ("out",), "pay": ("out",),
}  # fmt: skip
# Options that mean the same: whichever of them a command has is the right one there.
SAME = (
    ("--note", "--message", "--what", "--memo", "--comment", "--text", "--reason", "--msg", "--description"),
    ("--count", "--packets", "--number", "--num", "-c"),
    ("--expires", "--expire", "--ttl", "--timeout", "--valid"),
    ("--idempotency-key", "--key", "--idempotency", "--id"),
    ("--dry-run", "--dryrun", "--dry_run", "--simulate", "--check"),
    ("--from", "--to", "--card", "--using", "--with"),
    ("--limit", "--last", "--max", "--count", "-n", "-l"),
    ("--since", "--after", "--start"),
    ("--until", "--before", "--end"),
    ("--as", "--user", "--profile", "--wallet", "--account", "-u"),
    ("--yes", "--force", "--confirm", "--assume-yes", "-f"),
    ("--out", "--output", "--file", "-o"),
    ("--quiet", "--silent", "-s"),
    ("--debug", "--verbose", "-v"),
    ("--color", "--colour"),
    ("--no-input", "--non-interactive", "--batch"),
    ("--ledger", "--db", "--database", "--file"),
)
# What is an argument here, by the names that other programs have for it as an option.
ARGUMENTS = {"who": ("--to", "--who", "--payee", "--recipient", "--for"), "amount": ("--amount", "--sum", "--value")}
FORMATS = ("--format", "--output", "-o")
# A phone makes one long dash of two, and of one that follows a space.
_LONG_DASH = re.compile("[\u2010-\u2015\u2212]+(?=[A-Za-z])").match


def line_meant(words: Sequence[str], root: Any) -> list[str] | None:  # noqa: ANN401  Typer's tree
    """Give the words of a line that the tree takes and that was probably meant; None where none comes to mind."""
    if list(words) == ["version"]:
        return ["--version"]
    mended = _with_command(list(words), root.commands)
    if mended is None:
        return None
    path, command, rest = _parted(mended, root)
    if command is None or getattr(command, "commands", None):
        return None
    for behind in _with_arguments(_with_options(rest, command), command):
        line = [*path, *behind]
        if line != list(words) and _is_taken(command, behind):
            return line
    return None


def is_no_verb(words: Sequence[str], root: Any) -> bool:  # noqa: ANN401  Typer's tree
    """Tell whether a word behind a noun is not a command of it, so that the noun may belong to another one."""
    noun, verb = [*words, "", ""][:2]
    below = _below(root.commands.get(noun))
    return bool(below) and bool(verb) and not verb.startswith("-") and verb not in below


def several_meant(word: str, root: Any) -> list[str]:  # noqa: ANN401  Typer's tree
    """Give the commands of several nouns that a word alone may stand for."""
    known = root.commands
    return [] if word in known else sorted(f"{noun} {word}" for noun, group in known.items() if word in _below(group))


# --- commands --------------------------------------------------------------------------------------------------------
def _below(command: Any) -> Mapping[str, Any]:  # noqa: ANN401  Typer's tree
    return getattr(command, "commands", None) or {}


def _with_command(words: list[str], known: Mapping[str, Any]) -> list[str] | None:
    """Put the right command in the place of what was typed as one; None where there is none like it."""
    if words[:1] == ["paycli"]:
        words = words[1:]
    if not words or words[0] == "help":
        return None
    first, second = words[0].lower(), words[1].lower() if len(words) > 1 else ""
    if (pair := INSTEAD.get(f"{first} {second}")) is not None:
        return [*pair.split(), *words[2:]]
    if first not in known:
        meant = INSTEAD.get(first) or _of_one_noun(first, known) or _nearest(first, known)
        return None if meant is None else _with_command([*meant.split(), *words[1:]], known)
    below = _below(known[first])
    if not below or second in below:
        return [first, *([second] if below else []), *words[2 if below else 1 :]]
    verb = next((each for each in VERBS.get(second, ()) if each in below), None) or _nearest(second, below)
    if verb is not None:
        return [first, verb, *words[2:]]
    # A noun may be what is done to another one: a receipt at the till.
    meant = _of_one_noun(first, known) if second else None
    return None if meant is None else [*meant.split(), *words[1:]]


def _of_one_noun(word: str, known: Mapping[str, Any]) -> str | None:
    nouns = [noun for noun, command in known.items() if word in _below(command)]
    return f"{nouns[0]} {word}" if len(nouns) == 1 else None


def _nearest(word: str, known: Mapping[str, Any] | Sequence[str]) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), 1, cutoff=0.7)), None)


def _parted(words: list[str], root: Any) -> tuple[list[str], Any, list[str]]:  # noqa: ANN401  Typer's tree
    """Part a line into its command's words, that command, and what stands behind them."""
    command, path = root, list[str]()
    while _below(command) and len(path) < len(words) and words[len(path)] in _below(command):
        command = _below(command)[words[len(path)]]
        path.append(words[len(path)])
    return path, command if path else None, words[len(path) :]


# --- options ---------------------------------------------------------------------------------------------------------
def _with_options(words: Sequence[str], command: Any) -> list[str]:  # noqa: ANN401  Typer's tree
    """Put the right option in the place of each that the command does not have."""
    own = {name: param for param in command.params for name in (*param.opts, *param.secondary_opts) if name[0] == "-"}
    found: list[str] = []
    named: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*found, word, *rest]
        if (dashes := _LONG_DASH(word)) is not None:
            word = f"--{word[dashes.end() :]}"
        name, equals, value = word.partition("=")
        is_option = name.startswith("-") and not re.match(r"-[0-9.,]*$", name)
        if not is_option:
            found.append(word)
        elif name in own or name in GLOBALS:
            found.append(word)
            takes_value = name in VALUE_NAMES or (name in own and not own[name].is_flag)
            found += [rest.pop(0)] if takes_value and not equals and rest else []
        elif name in FORMATS and "json" in (value, *rest[:1]):
            found.append("--json")
            rest = rest if equals else rest[1:]
        elif (argument := _argument(name, command, own)) is not None and (equals or rest):
            named[argument] = value if equals else rest.pop(0)
        else:
            found += [f"{each}{equals}{value}" for each in _option_meant(name, own)]
    return _with_named(found, named)


def _option_meant(name: str, own: Mapping[str, Any]) -> list[str]:
    """Give the option that was meant, or several that were typed as one; as it is where none comes to mind."""
    have = [*own, *GLOBALS]
    singly = [f"-{letter}" for letter in name[1:]]
    if len(singly) > 1 and all(each in ("-q", "-y") or (each in own and own[each].is_flag) for each in singly):
        return singly
    for family in SAME:
        if name in family and (same := next((each for each in family if each in have), None)) is not None:
            return [same]
    return [_nearest(name, have) or name]


def _argument(name: str, command: Any, own: Mapping[str, Any]) -> str | None:  # noqa: ANN401  Typer's tree
    """Name the argument of a command that was typed as an option."""
    arguments = {param.name for param in command.params if param.param_type_name == "argument"}
    found = (each for each, names in ARGUMENTS.items() if each in arguments and name in names)
    return None if any(name in family and set(family) & set(own) for family in SAME) else next(found, None)


def _with_named(words: list[str], named: Mapping[str, str]) -> list[str]:
    """Put who and how much, which were typed as options, where they belong: in front, who first."""
    if "who" in named:
        return [named["who"], *([named["amount"]] if "amount" in named else []), *words]
    return [*words[:1], named["amount"], *words[1:]] if "amount" in named else words


# --- arguments -------------------------------------------------------------------------------------------------------
def _with_arguments(words: list[str], command: Any) -> Iterator[list[str]]:  # noqa: ANN401  Typer's tree
    """Give the lines that the words behind a command may stand for, the likeliest first."""
    yield words
    yield _of_the_log(words, command)
    needed = [param.opts[0] for param in command.params if param.required and param.param_type_name == "option"]
    if len(needed) == 1 and words and not words[0].startswith("-"):
        # The till's own lines have no options: `open 200`, `close 386.00`.
        yield [needed[0], *words]
    yield [part for word in words for part in (word.split() if word.count(" ") else [word])]
    if "amount" in {param.name for param in command.params}:
        yield _joined_amount(words)
        for small in ("from", "to", "cash"):
            if small in words[1:]:
                at = words.index(small, 1)
                yield [*words[:at], f"--{small}", *words[at + 1 :]]


def _of_the_log(words: list[str], command: Any) -> list[str]:  # noqa: ANN401  Typer's tree
    """Give `log --with li`, `log --kind envelope` or `log --limit 5` for the first word that stands alone."""
    if command.name != "log" or not words or words[0].startswith("-"):
        return words
    from paycli.commands.log import KIND_WORDS

    option = "--limit" if words[0].isdigit() else "--kind" if words[0] in KIND_WORDS else "--with"
    return [option, *words]


def _joined_amount(words: list[str]) -> list[str]:
    """Write an amount as one word: `1 000` and `20 EUR` where nothing else may follow."""
    size = 1
    while re.fullmatch(r"[0-9]{3}|[A-Z]{3}", "".join(words[size : size + 1])):
        size += 1
    return ["".join(words[:size]), *words[size:]]


def paid_by_name(words: Sequence[str]) -> list[str] | None:
    """Give `send li 5` for `pay li 5` and `pay 5 li`: a sale is paid by its id alone."""
    if len(words) < 3 or words[0] != "pay":
        return None
    from paycli.domain.money import looks_like_amount

    _, who, amount, *rest = words
    if looks_like_amount(who):
        who, amount = amount, who
    return ["send", who, amount, *rest] if looks_like_amount(amount) else None


def _is_taken(command: Any, words: Sequence[str]) -> bool:  # noqa: ANN401  Typer's tree
    """Tell whether a command takes these words, whatever the ledger says of them."""
    import typer

    try:
        _, own = hoist(words)
        command.make_context("paycli", own)
    except (typer.TyperException, typer.Exit, PaycliError):
        return False
    return True
