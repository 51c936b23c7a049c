"""What a refusal says of the money."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.domain.kinds import KINDS
from paycli.errors import AnswerMissing, PaycliError, Unavailable, Unfinished

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def refusals_say(kind: str) -> Iterator[None]:
    """Let a refusal of what comes before an order of a kind is posted say that nothing happened."""
    try:
        yield
    except (AnswerMissing, Unfinished):
        # Their own sentences say what happened.
        raise
    except PaycliError as error:
        error.money = error.money or KINDS[kind].nothing
        raise


# The words of a failure at which nothing happened, in front of its reason.
_NOTHING = "Nothing happened: "


@contextmanager
def begun(what: str | Callable[[], str]) -> Iterator[None]:
    """Let what goes wrong behind a first commit say that `what` was begun and stands: raises Unfinished.

    A refusal of the rest stays what it is, and says it first. Where that grows, `what` is asked for it.
    """
    try:
        yield
    except Unavailable as error:
        reason = error.filled(error.message_template).removeprefix(_NOTHING).removesuffix(".")
        raise Unfinished(what=what if isinstance(what, str) else what(), reason=reason) from error
    except Unfinished:
        raise
    except PaycliError as error:
        error.money = f"{what if isinstance(what, str) else what()}."
        raise
