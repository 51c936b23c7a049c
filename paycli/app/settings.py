"""The person's settings, for what draws: never an error, since they decide how errors look too."""

from __future__ import annotations

import os

from paycli.errors import PaycliError
from paycli.home.config import Config
from paycli.home.folder import home_folder


def setting(name: str) -> str | None:
    """Give a setting of the person's; None where none was set, or where the settings cannot be read.

    It decides how errors look too, so it must not raise any; `paycli config` and `paycli doctor` say what is wrong.
    """
    try:
        return Config(home_folder(os.environ)).get(name)
    except (PaycliError, OSError):
        return None


def current_handle() -> str | None:
    """Give the handle of the profile that `use` set; None where none was, or where that cannot be read."""
    try:
        return Config(home_folder(os.environ)).read().get("profile", "").partition("/")[2] or None
    except (PaycliError, OSError):
        return None
