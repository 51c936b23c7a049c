"""Profiles: which wallets are on this machine, which of them is meant, and their cards."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.texts import clean_handle
from paycli.errors import (
    CardUnknown,
    HandleInvalid,
    LedgerMissing,
    Misconfigured,
    NotInitialised,
    NoWalletThere,
    ProfileAmbiguous,
    ProfileUnknown,
    WalletAmbiguous,
    step,
)
from paycli.home.config import Config
from paycli.home.profile_file import is_ledger_id, read_profile, write_profile
from paycli.home.seen import SeenFiles

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from paycli.domain.book import Seen
    from paycli.domain.known import Known
    from paycli.domain.ports import Card, Profile


class ProfileKey(NamedTuple):
    """Where a profile is kept: the ledger's id and the handle, together its name among all."""

    ledger: str
    name: str


class Profiles:
    """The profiles below a home folder. It is also the client's Memory of the logs (`domain.ports.Memory`)."""

    def __init__(self, home: "Path") -> None:
        self._folder = home / "profiles"
        self._config = Config(home)
        self._seen = SeenFiles(home)

    # --- the files ---------------------------------------------------------------------------------------------------
    def profile_keys(self) -> Sequence[ProfileKey]:
        """Give where all profiles are kept, by ledger and handle; only names are looked at, no file is read."""
        return [
            ProfileKey(ledger, file.removesuffix(".json"))
            for ledger in _names_in(self._folder)
            if is_ledger_id(ledger)
            for file in _names_in(self._folder / ledger)
            if file.endswith(".json") and self._path(ledger, file.removesuffix(".json")) is not None
        ]

    def list(self) -> "Sequence[Profile]":
        """Read all profiles, by ledger and handle; raises Misconfigured for a damaged one."""
        return [self.load(*profile_key) for profile_key in self.profile_keys()]

    def has_secrets_in(self, vault: str) -> bool:
        """Tell whether the secrets of a profile here are in this vault; raises as `list` does."""
        return any(profile.vault == vault for profile in self.list())

    def load(self, ledger: str, name: str) -> "Profile":
        """Read one profile; raises ProfileUnknown, Misconfigured (damaged), PermissionRefused (open to others)."""
        path = self._path(ledger, name)
        if path is None:
            raise self._unknown(name)
        profile = read_profile(path, ledger, name)
        if profile is None:
            raise self._unknown(name)
        return profile

    def save(self, profile: "Profile") -> None:
        """Keep a profile durably, in place of an earlier one of the same ledger and handle."""
        path = self._path(profile.ledger, profile.name)
        if path is None:
            raise Misconfigured(problem="A profile needs the id of a ledger and a handle", help="")
        write_profile(path, profile)

    # --- which one ---------------------------------------------------------------------------------------------------
    def use(self, profile: "Profile") -> None:
        """Make a profile the default; `init`, `join` and `paycli use` call this."""
        self._config.write("profile", f"{profile.ledger}/{profile.name}")

    def current(self) -> "Profile | None":
        """Give the default profile; None where none was chosen, or it is there no more."""
        profile_key = self._current_key()
        return self.load(*profile_key) if profile_key in self.profile_keys() and profile_key else None

    def find(self, name: str, address: str | None = None) -> "Profile":
        """Find a profile by handle, with or without @: on the ledger at an address, else on the current one, else any.

        Raises ProfileUnknown, ProfileAmbiguous (a WalletAmbiguous) when other ledgers have several of that handle, and
        LedgerMissing or NoWalletThere where none is at the address.
        """
        profile_keys = [
            profile_key for profile_key in self.profile_keys() if address is None or self._is_at(profile_key, address)
        ]
        if address is not None and not profile_keys:
            raise _none_at(address)
        return self._find_among(name, profile_keys, self._current_key())

    def choose(
        self, as_option: str | None, environ: Mapping[str, str], *, tty: bool, moving: bool, ledger: str | None = None
    ) -> "tuple[Profile, str]":
        """Say who acts, and why: by `--as`, PAYCLI_AS, `paycli use`, or because there is only one.

        `ledger` is the value of `--ledger`, before PAYCLI_LEDGER: only profiles of that address count then. `moving`
        says that money would move: without a terminal and with several wallets here only --as and PAYCLI_AS decide,
        so that what was typed at noon does not change who pays at night. Raises NotInitialised, NoWalletThere,
        LedgerMissing, ProfileUnknown, WalletAmbiguous (all 78).
        """
        everywhere = self.profile_keys()
        address = ledger or environ.get("PAYCLI_LEDGER", "")
        profile_keys = (
            [profile_key for profile_key in everywhere if self._is_at(profile_key, address)] if address else everywhere
        )
        if not profile_keys:
            raise _none_at(address)
        # Unattended, what `paycli use` set decides nothing, not even between two ledgers that both have the handle.
        unattended = moving and not tty and len(everywhere) > 1
        current = None if unattended else self._current_key()
        for asked, why in ((as_option, "--as"), (environ.get("PAYCLI_AS") or None, "PAYCLI_AS")):
            if asked is not None:
                return self._find_among(asked, profile_keys, current), why
        if unattended:
            raise WalletAmbiguous(known=self._names(everywhere))
        if current is not None and (current in profile_keys or not address):
            return self.load(*current), "paycli use"
        if len(profile_keys) > 1:
            raise self._ambiguous(profile_keys)
        return self.load(*profile_keys[0]), "the only wallet here"

    def on(self, address: str) -> "Sequence[Profile]":
        """Give all profiles on the ledger at an address, and on every ledger where none is given."""
        return [self.load(*each) for each in self.profile_keys() if not address or self._is_at(each, address)]

    def choose_on(self, ledger: str, as_option: str | None, environ: Mapping[str, str]) -> "Profile | None":
        """Say as whom a copy of a ledger is read; None where nobody here is on that ledger.

        Raises ProfileUnknown, ProfileAmbiguous.
        """
        profile_keys = [profile_key for profile_key in self.profile_keys() if profile_key.ledger == ledger]
        asked, current = as_option or environ.get("PAYCLI_AS"), self._current_key()
        if asked and profile_keys:
            return self._find_among(asked, profile_keys, current)
        if current in profile_keys:
            return self.load(*current)
        if len(profile_keys) > 1:
            raise self._ambiguous(profile_keys)
        return self.load(*profile_keys[0]) if profile_keys else None

    # --- cards -------------------------------------------------------------------------------------------------------
    # A card's name is also its token's name in the vault: both change under one lock, lest two cards bound at once
    # share a name and one is charged in place of the other. The vault must be open by then: nobody is asked inside.
    def add_card(
        self, profile: "Profile", card: "Card", save_token: "Callable[[Card], None]"
    ) -> "tuple[Profile, Card]":
        """Keep a newly bound card under the first free name of c1, c2 and so on; `save_token` then keeps its token.

        Gives the profile and the card, or the like one that was bound before. The first card is the default.
        """
        with self._cards_locked():
            now = self.load(profile.ledger, profile.name)
            for other in now.cards:
                if other._replace(name="", expiry="") == card._replace(name="", expiry=""):
                    return now, other
            taken = {other.name for other in now.cards}
            named = card._replace(name=next(f"c{i}" for i in range(1, len(taken) + 2) if f"c{i}" not in taken))
            # The token first: a card without one would be of no use, a token without a card does no harm.
            save_token(named)
            first = now.default_card or named.name
            return self._saved(now._replace(cards=(*now.cards, named), default_card=first)), named

    def drop_card(self, profile: "Profile", name: str, forget_token: "Callable[[Card], None]") -> "Profile":
        """Forget a card, and before it its token by `forget_token`; another becomes the default.

        Raises CardUnknown.
        """
        with self._cards_locked():
            now = self.load(profile.ledger, profile.name)
            gone = _card_named(now, name)
            left = tuple(card for card in now.cards if card != gone)
            first = now.default_card if now.default_card != name else next((card.name for card in left), None)
            # A card without its token can be unbound again, a token without its card by nobody.
            forget_token(gone)
            return self._saved(now._replace(cards=left, default_card=first))

    def prefer_card(self, profile: "Profile", name: str) -> "Profile":
        """Make a card the default; raises CardUnknown."""
        with self._cards_locked():
            now = self.load(profile.ledger, profile.name)
            return self._saved(now._replace(default_card=_card_named(now, name).name))

    def _cards_locked(self) -> "AbstractContextManager[None]":
        from paycli.disk.locks import locked

        return locked(self._folder / "cards")

    # --- the Memory port ---------------------------------------------------------------------------------------------
    def known(self, ledger: str) -> "Known | None":
        """Give what this client knows of a ledger's log; raises Misconfigured when that is damaged."""
        return self._seen.known(ledger)

    def remember(self, known: "Known", *, replace: bool = False) -> None:
        """Keep what is known now; what is known of less than before is ignored, unless it is to `replace` that."""
        self._seen.remember(known, replace=replace)

    def saw(self, ledger: str, seen: "Seen") -> None:
        """Keep only how far a log went."""
        self._seen.saw(ledger, seen)

    # --- inside ------------------------------------------------------------------------------------------------------
    def _saved(self, profile: "Profile") -> "Profile":
        self.save(profile)
        return profile

    def _path(self, ledger: str, name: str) -> "Path | None":
        """Give the file of a profile; None for what is no ledger id or no handle, which could leave the folder."""
        try:
            fits = is_ledger_id(ledger) and clean_handle(name) == name
        except HandleInvalid:
            fits = False
        return self._folder / ledger / f"{name}.json" if fits else None

    def _is_at(self, profile_key: ProfileKey, address: str) -> bool:
        return _same_address(self.load(*profile_key).address, address)

    def _current_key(self) -> ProfileKey | None:
        ledger, _, name = self._config.read().get("profile", "").partition("/")
        return ProfileKey(ledger, name) if name else None

    def _find_among(self, typed: str, profile_keys: Sequence[ProfileKey], current: ProfileKey | None) -> "Profile":
        name = typed.removeprefix("@")
        fitting = [profile_key for profile_key in profile_keys if profile_key.name == name]
        here = [profile_key for profile_key in fitting if current is not None and profile_key.ledger == current.ledger]
        if not fitting:
            raise ProfileUnknown(typed=typed[:40], known=self._names(profile_keys) or "none")
        if len(here or fitting) > 1:
            raise self._ambiguous(fitting)
        return self.load(*(here or fitting)[0])

    def _unknown(self, name: str) -> ProfileUnknown:
        return ProfileUnknown(typed=name[:40], known=self._names(self.profile_keys()) or "none")

    def _names(self, profile_keys: Sequence[ProfileKey]) -> str:
        """Name profiles for people, with the ledger's path where a handle is on several."""
        handles = [profile_key.name for profile_key in profile_keys]
        return ", ".join(
            f"@{profile_key.name}"
            if handles.count(profile_key.name) == 1
            else f"@{profile_key.name} on {self.load(*profile_key).address}"
            for profile_key in profile_keys
        )

    def _ambiguous(self, profile_keys: Sequence[ProfileKey]) -> ProfileAmbiguous:
        """Say on which ledgers one name is, or which names are on one ledger, with what tells them apart."""
        names = {profile_key.name for profile_key in profile_keys}
        paths = [self.load(*profile_key).address for profile_key in profile_keys]
        if len(names) == 1:
            first, *others = paths
            known = f"@{names.pop()} is on {len(paths)} ledgers: {first} and {', '.join(others)}"
            return ProfileAmbiguous(known=known, help=step("add_ledger", path=first))
        return ProfileAmbiguous(known=f"this account has several wallets there: {self._names(profile_keys)}")


def _card_named(profile: "Profile", name: str) -> "Card":
    for card in profile.cards:
        if card.name == name:
            return card
    raise CardUnknown(typed=name)


def _names_in(folder: "Path") -> Sequence[str]:
    """Give the names in a folder in order; none if it is no folder."""
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _none_at(address: str) -> Misconfigured:
    """Say why nobody can act: there is no wallet at all, or none on the ledger that was named, or no such ledger."""
    if not address:
        return NotInitialised()
    return NoWalletThere(path=address) if os.path.lexists(address) else LedgerMissing(path=address)


def _same_address(one: str, other: str) -> bool:
    """Tell whether two addresses are one ledger: the same URL, or paths that lead to the same file."""
    if "://" in one or "://" in other:
        return one == other
    return os.path.realpath(one) == os.path.realpath(other)
