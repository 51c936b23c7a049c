"""Exit status 78: something must be set up or put right on this machine first."""

from __future__ import annotations

from paycli.errors.base import PaycliError, named


# --- 78: configuration ------------------------------------------------------------------------------------------------
class Misconfigured(PaycliError):
    """A file, a variable or a program here is not as it must be."""

    code, exit_status = "misconfigured", 78
    message_template = "{problem}."
    optional = frozenset({"help"})


class NotInitialised(Misconfigured):
    """The home folder has no profile."""

    code = "not_initialised"
    message_template = "There is no wallet here yet."


class NoWalletThere(NotInitialised):
    """The ledger that was named is there, and no wallet of this account is on it."""

    code = "no_wallet_there"
    message_template = "No wallet of yours is on the ledger {path}."
    facts = named("path")


class ProfileUnknown(Misconfigured):
    """No profile has the name that was given."""

    code = "profile_unknown"
    message_template = "There is no profile {typed}."
    hint_template = "your wallets: {known}"
    facts = named("typed", choices="known")


class WalletAmbiguous(Misconfigured):
    """Something would be done as one of several wallets, and nobody can be asked as which."""

    code = "wallet_ambiguous"
    message_template = "Nothing was done: this account has several wallets, and paycli cannot ask which one is meant."
    facts = named(choices="known")


class ProfileAmbiguous(WalletAmbiguous):
    """The name that was given is that of wallets on several ledgers."""

    code = "profile_ambiguous"
    message_template = "Nothing was done: {known}."
    optional = frozenset({"help"})
    facts = named(choices="known")


class PrinterMissing(Misconfigured):
    """A till has no printer."""

    code = "printer_missing"
    message_template = "Nothing was printed: till {till} has no printer."
    optional = frozenset({"help"})
    facts = named("till")


class DoctorFound(Misconfigured):
    """The doctor has findings that are failures; `details` are all findings, for programs."""

    code = "doctor_found"
    message_template = "Not everything is as it should be: {first}."
    optional = frozenset({"help", "details"})


class HomeUnusable(Misconfigured):
    """There is no safe folder to keep profiles in."""

    code = "home_unusable"
    message_template = "The home folder cannot be used: {reason}."
    optional = frozenset({"help", "path"})
    hint_template = "set PAYCLI_HOME to an absolute path of your own"
    facts = named("path", "reason")


class TooFewFiles(Misconfigured):
    """The process may open only a few files more, so what it began could not be ended."""

    code = "too_few_files"
    message_template = "Nothing was done: this process can open {free} more files, but paycli needs {needed}."
    facts = named(files_free="free", files_needed="needed")


class NoKeyring(Misconfigured):
    """Secrets should be in a keyring, and none that is safe answers."""

    code = "no_keyring"
    message_template = "No usable keyring: {reason}."
    facts = named("reason")


class KeyringLocked(Misconfigured):
    """A keyring is there, and gives nothing."""

    code = "keyring_locked"
    message_template = "The keyring is locked or did not answer: {reason}."
    hint_template = "unlock it and run the command again"
    facts = named("reason")


class PassphraseWrong(Misconfigured):
    """The sealed file's header does not open with the passphrase."""

    code = "passphrase_wrong"
    message_template = "The passphrase{of} does not open the sealed file."
    optional = frozenset({"help", "of"})


class PassphraseMissing(Misconfigured):
    """The sealed file is to be opened, and nobody can be asked."""

    code = "passphrase_missing"
    message_template = "The sealed file needs its passphrase, and paycli cannot ask for it here."


class NothingSealed(Misconfigured):
    """There is no sealed file here that could be unlocked."""

    code = "nothing_sealed"
    message_template = "There is nothing to unlock: no key of yours is in a sealed file."


class UnlockRefused(Misconfigured):
    """The key of the sealed file is not held here, since it would be open to others or for too long."""

    code = "unlock_refused"
    message_template = "Nothing was unlocked: {reason}."
    hint_template = "type the passphrase at each payment, or set PAYCLI_PASSPHRASE_FILE"
    facts = named("reason")


class SealedFileBroken(Misconfigured):
    """The sealed file is not what was written."""

    code = "sealed_file_broken"
    message_template = "The sealed file {path} is damaged or was changed: {reason}."
    hint_template = "restore it from your own backup"
    facts = named("path", "reason")


class SecretMissing(Misconfigured):
    """The vault has no secret of that name."""

    code = "secret_missing"
    message_template = "The secret {entry} is not in {vault}."
    facts = named("entry", "vault")


class LinkElsewhere(Misconfigured):
    """The link of an envelope follows from a key that is not here."""

    code = "link_elsewhere"
    message_template = "The link cannot be made here: it follows from the key of the device that sent the envelope."
    hint_template = "type the same on that device"


class PermissionRefused(Misconfigured):
    """A file or folder cannot be used, or is not safe to use."""

    code = "permission_refused"
    message_template = "{path} cannot be used: {reason}."
    facts = named("path", "reason")


class NotALedger(Misconfigured):
    """A file is there, and it is something else."""

    code = "not_a_ledger"
    message_template = "{path} is not a paycli ledger."
    facts = named("path")


class LedgerMissing(Misconfigured):
    """No file is where the ledger should be."""

    code = "ledger_missing"
    message_template = "There is no ledger at {path}."
    facts = named("path")


class LedgerCopy(Misconfigured):
    """A copy of a ledger was named for what would write a ledger, or change what this account keeps of it."""

    code = "ledger_copy"
    message_template = "Nothing was done: {path} is a copy of a ledger, and a copy is only read."
    facts = named("path")


class OtherLedger(Misconfigured):
    """The ledger's file was exchanged for that of another ledger."""

    code = "other_ledger"
    message_template = "{path} now holds another ledger ({theirs}) than the one that you joined ({ours})."
    hint_template = "do not use it; ask its operator what happened"
    facts = named("path", "ledger", "other_ledger")


class SchemaOld(Misconfigured):
    """An older paycli made the ledger's tables."""

    code = "schema_old"
    message_template = "The ledger's schema is older ({found}) than this paycli needs ({needed})."
    facts = named(schema="found", schema_needed="needed")


class SchemaNew(Misconfigured):
    """A newer paycli made the ledger's tables."""

    code = "schema_new"
    message_template = "The ledger's schema ({found}) is newer than this paycli understands ({needed})."
    hint_template = "install a newer paycli"
    facts = named(schema="found", schema_needed="needed")


class ClockWrong(Misconfigured):
    """The clock here is far behind the ledger's last entry."""

    code = "clock_wrong"
    message_template = "Nothing is posted: this machine's clock says {clock}, but the ledger's last entry is of {last}."
    facts = named(clock="now_ms", last="last_ms")


class OrderFromFuture(Misconfigured):
    """An order reaches the door before the time at which it says that it was made."""

    code = "order_from_future"
    message_template = "The order says it was made at {at}, and the clock here says {now}."
    hint_template = "set this machine's clock"
    facts = named(made="at_ms", clock="now_ms")


class RailMissing(Misconfigured):
    """The operator has not admitted a rail to the ledger."""

    code = "rail_missing"
    message_template = "No rail {rail} is admitted on this ledger."
    facts = named("rail")
