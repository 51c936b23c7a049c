"""What is typed behind `send` and means something else than a payee, or leaves out what it means in any case."""

# For how long money waits to be accepted where nobody says it.
WAIT = "24h"


def sent_words(words: list[str]) -> list[str]:
    """Take `send back ID` for `give-back ID`, and `--wait` alone for `--wait 24h`; `@back` is a payee.

    Behind `--wait` a name, an amount or a note stays one.
    """
    if words[1:2] == ["back"]:
        return ["give-back", *words[2:]]
    typed = words[: words.index("--")] if "--" in words else words
    if "--wait" not in typed:
        return words
    import re

    behind = typed.index("--wait") + 1
    if re.fullmatch("[0-9]+[a-z]", "".join(typed[behind : behind + 1])):
        return words
    return [*words[:behind], WAIT, *words[behind:]]
