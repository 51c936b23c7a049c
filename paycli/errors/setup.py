"""Exit status 78: something must be set up or put right on this machine first."""

from __future__ import annotations

from paycli.errors.base import PaycliError


# --- 78: configuration ------------------------------------------------------------------------------------------------
class Misconfigured(PaycliError):
    """{problem}."""

    code, exit_status, hint_template = "misconfigured", 78, "{help}"


class NotInitialised(Misconfigured):
    """There is no wallet here yet."""

    code, hint_template = "not_initialised", "paycli init, or paycli join PATH"


class ProfileUnknown(Misconfigured):
    """There is no profile {typed}."""

    code, hint_template = "profile_unknown", "known: {known}"


class WalletAmbiguous(Misconfigured):
    """Nothing was done: several wallets live here, and without a terminal the one that pays must be named."""

    code, hint_template = "wallet_ambiguous", "add --as PROFILE or set PAYCLI_AS; known: {known}"


class ProfileAmbiguous(WalletAmbiguous):
    """Nothing was done: several wallets fit ({known})."""

    code, hint_template = "profile_ambiguous", "name one with --as PROFILE, and its ledger with --ledger PATH"


class DoctorFound(Misconfigured):
    """Not everything is as it should be: {first}."""

    code, hint_template = "doctor_found", "{help}"


class HomeUnusable(Misconfigured):
    """The home folder cannot be used: {reason}."""

    code, hint_template = "home_unusable", "set PAYCLI_HOME to an absolute path of your own"


class NoKeyring(Misconfigured):
    """No usable keyring: {reason}."""

    code = "no_keyring"
    hint_template = "start your keyring, or use a sealed file: --vault sealed with PAYCLI_PASSPHRASE_FILE"


class KeyringLocked(Misconfigured):
    """The keyring is locked or did not answer: {reason}."""

    code, hint_template = "keyring_locked", "unlock it and run the command again"


class PassphraseWrong(Misconfigured):
    """The passphrase does not open the sealed file."""

    code = "passphrase_wrong"


class PassphraseMissing(Misconfigured):
    """The sealed file needs its passphrase, and there is no terminal to ask on."""

    code, hint_template = "passphrase_missing", "set PAYCLI_PASSPHRASE_FILE or PAYCLI_PASSPHRASE_COMMAND"


class SealedFileBroken(Misconfigured):
    """The sealed file {path} is damaged or was changed: {reason}."""

    code, hint_template = "sealed_file_broken", "restore it from your own backup"


class SecretMissing(Misconfigured):
    """The secret {entry} is not in {vault}."""

    code = "secret_missing"


class PermissionRefused(Misconfigured):
    """{path} cannot be used: {reason}."""

    code, hint_template = "permission_refused", "{help}"


class NotALedger(Misconfigured):
    """{path} is not a paycli ledger."""

    code = "not_a_ledger"


class LedgerMissing(Misconfigured):
    """There is no ledger at {path}."""

    code, hint_template = "ledger_missing", "paycli init, or check the path"


class OtherLedger(Misconfigured):
    """{path} now holds another ledger ({theirs}) than the one that you joined ({ours})."""

    code, hint_template = "other_ledger", "do not use it; ask its operator what happened"


class SchemaOld(Misconfigured):
    """The ledger's schema is older ({found}) than this paycli needs ({needed})."""

    code, hint_template = "schema_old", "the operator types: paycli ledger upgrade"


class SchemaNew(Misconfigured):
    """The ledger's schema ({found}) is newer than this paycli understands ({needed})."""

    code, hint_template = "schema_new", "install a newer paycli"


class ClockWrong(Misconfigured):
    """This machine's clock says {clock}, the ledger's last entry {last}: nothing is posted while they differ so."""

    code = "clock_wrong"
    hint_template = "set this machine's clock; if the ledger's time is wrong: paycli ledger clock --set"


class OrderFromFuture(Misconfigured):
    """The order says it was made at {at}, and the clock here says {now}."""

    code, hint_template = "order_from_future", "set this machine's clock"


class RailMissing(Misconfigured):
    """No rail {rail} is admitted on this ledger."""

    code, hint_template = "rail_missing", "{help}"
