"""Exit status 65, 69, 70, 75 and 76: bad data, retry later, broken, outcome unknown, audit incomplete."""

from __future__ import annotations

from paycli.errors.base import PaycliError


# --- 65: unreadable data ----------------------------------------------------------------------------------------------
class Unreadable(PaycliError):
    """{what} cannot be read: {reason}."""

    code, exit_status = "unreadable", 65


class OrderMalformed(Unreadable):
    """The order cannot be read: {reason}."""

    code = "order_malformed"


class QrMalformed(Unreadable):
    """This is not a paycli QR text: {reason}."""

    code = "qr_malformed"


class CodeElsewhere(Unreadable):
    """That is {what}."""

    code, hint_template = "code_elsewhere", "{help}"


class OtherLedgerCode(Unreadable):
    """This code belongs to another ledger, {theirs}."""

    code = "other_ledger_code"


# --- 69: retry later, nothing happened --------------------------------------------------------------------------------
class Unavailable(PaycliError):
    """Nothing happened: {reason}."""

    code, exit_status, retry, hint_template = "unavailable", 69, "later", "try again later"


class LedgerBusy(Unavailable):
    """Nothing happened: the ledger stayed busy for {seconds} s."""

    code = "ledger_busy"


class DiskFull(Unavailable):
    """Nothing happened: the disk of the ledger is full."""

    code, hint_template = "disk_full", "free some space, then run the command again"


class StorageFailed(Unavailable):
    """Nothing happened: the ledger's file could not be written ({reason})."""

    code = "storage_failed"


class RailUnreachable(Unavailable):
    """Nothing happened: {rail} cannot be reached."""

    code = "rail_unreachable"


# --- 70: broken -------------------------------------------------------------------------------------------------------
class Broken(PaycliError):
    """The books are not as they must be: {reason}."""

    code, exit_status, hint_template = "broken", 70, "stop, keep a copy of the file, and run: paycli ledger audit"


class LedgerRewound(Broken):
    """This ledger was put back or changed: entry {size} is not the one that you saw before."""

    code = "ledger_rewound"


class CommitmentMismatch(Broken):
    """The {field} of entry {n} is not the one that was signed."""

    code = "commitment_mismatch"


class AuditFailed(Broken):
    """The audit found {count} faults; the first: {first}."""

    code, hint_template = "audit_failed", "stop, keep a copy of the file, and compare it with your backups"


class NotFair(Broken):
    """The luck of {envelope} is NOT FAIR: {differences}."""

    code, hint_template = "not_fair", "stop, keep a copy of the file, and run: paycli ledger audit"


class TourFailed(Broken):
    """The tour stopped at "{step}": {reason}."""

    code, hint_template = "tour_failed", "please report it with what stands above; nothing of yours was touched"


class InternalError(Broken):
    """A bug in paycli: {reason}."""

    code, hint_template = "internal_error", "please report it; with --debug you see where"


# --- 75: unknown or pending -------------------------------------------------------------------------------------------
class Pending(PaycliError):
    """The outcome is not known yet."""

    code, exit_status, retry = "pending", 75, "same_key"
    hint_template = "paycli show {short}, or paycli tick"


class RailPending(Pending):
    """{rail} has not said yet whether {amount} went through; it is booked once, when the answer comes."""

    code = "rail_pending"


class CommitUnknown(Pending):
    """The ledger broke off while it was writing, so it is not known whether the order was booked ({reason})."""

    code, hint_template = "commit_unknown", "repeat the command with the same --idempotency-key, or look: paycli log"


class OutputFailed(Pending):
    """The result could not be written ({reason}); what the command did stands."""

    code, hint_template = "output_failed", "repeat the command with the same --idempotency-key, or look: paycli log"


# --- 76: incomplete audit ---------------------------------------------------------------------------------------------
class Incomplete(PaycliError):
    """The audit could not read everything: {reason}."""

    code, exit_status = "audit_incomplete", 76
