from __future__ import annotations

from tests.vault.conftest import real_keyring

__all__ = ["real_keyring"]
