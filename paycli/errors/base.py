"""The base of all errors: a template of the message, a code, an exit status, and the fields that fill the templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Retry = Literal["no", "same_key", "later", "resume"]


class _Filling(dict[str, object]):
    """Values for a template: an optional one that is missing is nothing, any other a gap that one sees."""

    def __init__(self, values: Mapping[str, object], optional: frozenset[str]) -> None:
        super().__init__(values)
        self._optional = optional

    def __missing__(self, key: str) -> str:
        return "" if key in self._optional else "?"


def fill(template: str, values: Mapping[str, object], optional: frozenset[str] = frozenset()) -> str:
    """Fill a template. Never raises: a value that should be there and is not becomes a `?`, an optional one nothing."""
    return template.format_map(_Filling(values, optional))


def named(*same: str, **other: str) -> Mapping[str, str]:
    """Name facts after their fields; `opens_at="at"` gives the field `at` under another name."""
    return {**{name: name for name in same}, **other}


class PaycliError(Exception):
    """Something went wrong.

    A class states its templates; what stands in braces there are its fields, and `optional` names those that a raise
    site may leave out, with further ones that are in no template. tests/rules/test_errors.py holds every raise site to
    that. These fields mean the same in every class:

    `money` says first what happened to the money ("Nothing was sent."); every class takes it.
    `help`, a step or plain words, says what to do next, in place of the class's own hint; "" says that nothing helps.
    `wallet`, the id of a wallet, stands for `who`: a service that can see names turns it into a handle.

    `facts` are what a program is told beside the message: under which name it is given which field. A class has those
    of its base too, but for what only the base's own message is made of. Every error may have the `id` of the order
    that it is about, and the place in the file where it stands. What a name means stands in console/documents; a raise
    site may leave each of them out.
    """

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 70
    retry: ClassVar[Retry] = "no"
    message_template: ClassVar[str] = "Something went wrong."
    # In plain words: a line for a shell is the console's (console/hints.py).
    hint_template: ClassVar[str] = ""
    optional: ClassVar[frozenset[str]] = frozenset()
    facts: ClassVar[Mapping[str, str]] = {"id": "id", "line": "line", "column": "column", "details": "details"}

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.values = values
        # The door sets it, since it knows the order.
        self.money = str(values.pop("money", ""))
        # What else is wrong, behind the sentence about the first of several.
        self.more = ""

    @classmethod
    def all_facts(cls) -> dict[str, str]:
        """Give the facts of the class and its bases: which name has which field."""
        found: dict[str, str] = {}
        for each in reversed(cls.__mro__):
            if issubclass(each, PaycliError):
                own = vars(each).get("facts", {})
                found |= {name: field for name, field in own.items() if not cls._lost(each, field)}
        return found

    @classmethod
    def _lost(cls, base: type[PaycliError], field: str) -> bool:
        """Tell whether a field stands in the message of a base, and no longer in the own one."""
        gap = f"{{{field}}}"
        return field not in cls.optional and gap in base.message_template and gap not in cls.message_template

    @property
    def message(self) -> str:
        """The whole sentence for people: what happened to the money first, then why."""
        text = self.filled(self.message_template)
        return " ".join(part for part in (self.money, text, self.more) if part)

    def filled(self, template: str) -> str:
        """Fill a template with the fields of this error."""
        return fill(template, self.values, self.optional)

    def __str__(self) -> str:
        return self.message
