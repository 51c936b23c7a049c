"""The base of all errors: a template, a code, an exit status, a hint."""

from __future__ import annotations

from typing import ClassVar, Literal

Retry = Literal["no", "same_key", "later"]


class _Lenient(dict[str, object]):
    """Values for a template that leave a visible gap where one is missing: an error message must never raise."""

    def __missing__(self, key: str) -> object:
        return "?"


class PaycliError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 70
    retry: ClassVar[Retry] = "no"
    hint_template: ClassVar[str] = ""

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.values = values
        # What happened to the money ("Nothing was sent."); the door sets it, since it knows the order.
        self.money = str(values.pop("money", ""))

    @property
    def message(self) -> str:
        """The whole sentence for people: what happened to the money first, then why."""
        template = (type(self).__doc__ or "").strip().split("\n", maxsplit=1)[0]
        text = template.format_map(_Lenient(self.values))
        return f"{self.money} {text}" if self.money else text

    @property
    def hint(self) -> str:
        """What to do next; empty where nothing helps."""
        return self.hint_template.format_map(_Lenient(self.values))

    def __str__(self) -> str:
        return self.message
