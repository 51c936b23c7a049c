"""Exit status 8, 65, 69, 70, 75 and 76: partly done, bad data, retry later, broken, unknown, audit incomplete."""

from __future__ import annotations

from paycli.errors.base import PaycliError, named


# --- 8: partly done ---------------------------------------------------------------------------------------------------
class PartlyDone(PaycliError):
    """Some rows of a batch are paid and some are not; the same command again pays what can be paid by then."""

    code, exit_status, retry = "partly_done", 8, "same_key"
    message_template = "{paid} of {rows} rows are paid: {reason}."
    hint_template = "type the same command again: it pays the rest, and no row twice"
    facts = named("paid", "rows", "reason")


# --- 65: unreadable data ----------------------------------------------------------------------------------------------
class Unreadable(PaycliError):
    """Data does not have the form that it must have."""

    code, exit_status = "unreadable", 65
    message_template = "{what} cannot be read: {reason}."
    facts = named("what", "reason")


class OrderMalformed(Unreadable):
    """An order does not have the form that the protocol gives it."""

    code = "order_malformed"
    message_template = "The order cannot be read: {reason}."
    facts = named("reason")


class FileUnreadable(Unreadable):
    """A file of rows is not what it should be; `line` and `column` say where, both from 1."""

    code = "file_unreadable"
    message_template = "Line {line}, column {column} cannot be read: {reason}."
    optional = frozenset({"help"})
    facts = named("reason")


class FileNotRead(Unreadable):
    """A file that somebody named is not there, is no file, or has nothing in it."""

    code = "file_not_read"
    message_template = "{path} cannot be read: {reason}."
    facts = named("path", "reason")


class FieldWrong(Unreadable):
    """A row of a file does not have the fields, or a field not the text, that it must have."""

    code = "field_wrong"
    message_template = "It cannot be read: {reason}."
    optional = frozenset({"help"})
    facts = named("reason")


class ItemsWrong(Unreadable):
    """The file of a shop's items has rows that cannot be used; `details` are all of them, for programs."""

    code = "items_wrong"
    message_template = "{path}, line {line}: {reason}."
    facts = named("path", "reason")


class ItemWrong(Unreadable):
    """A row of that file says something that an item or the prices of a shop cannot have."""

    code = "item_wrong"
    message_template = "{reason}."
    facts = named("reason")


class QrMalformed(Unreadable):
    """A text is no code of ours."""

    code = "qr_malformed"
    message_template = "The {what} {reason}."
    hint_template = "copy all of it, from PAYCLI:1/ on"
    optional = frozenset({"help"})
    facts = named("what", "reason")


class CodeElsewhere(Unreadable):
    """A code of ours was given to a command that is for another kind of code."""

    code = "code_elsewhere"
    message_template = "That is {what}."
    optional = frozenset({"help"})
    facts = named("what")


class OtherLedgerCode(Unreadable):
    """A code is that of something on another ledger, or has a wrong letter; `other` says so to people."""

    code = "other_ledger_code"
    message_template = "This {what} does not fit this ledger: a letter is wrong{other}."
    hint_template = "copy it again"
    facts = named("what", "ledger", "other_ledger")


# --- 69: retry later, nothing happened --------------------------------------------------------------------------------
class Unavailable(PaycliError):
    """Something that is needed is not to be had just now."""

    code, exit_status, retry = "unavailable", 69, "later"
    message_template = "Nothing happened: {reason}."
    hint_template = "try again later"
    facts = named("reason")


class TillBusy(Unavailable):
    """A till runs already on this account, and two would ring up into one cart."""

    code = "till_busy"
    message_template = "Nothing happened: till {till} is open in another window."
    hint_template = "close it there, or open another till here"
    facts = named("till")


class PrinterTrouble(Unavailable):
    """A receipt printer is not there, or cannot print; `begun` says whether some of it may stand on its paper."""

    code = "printer_trouble"
    message_template = "Nothing was printed: {reason}."
    hint_template = "look at its cable, its paper and its cover"
    optional = frozenset({"help", "begun"})


class LedgerBusy(Unavailable):
    """Others wrote to the ledger for as long as one waits."""

    code = "ledger_busy"
    message_template = "Nothing happened: the ledger stayed busy for {seconds} s."
    facts = named("seconds")


class DiskFull(Unavailable):
    """There is no room for an entry."""

    code = "disk_full"
    message_template = "Nothing happened: the disk of the ledger is full."
    hint_template = "free some space, then run the command again"


class StorageFailed(Unavailable):
    """The disk refused to write before anything was booked."""

    code = "storage_failed"
    message_template = "Nothing happened: the ledger's file could not be written ({reason})."
    facts = named("reason")


class RailUnreachable(Unavailable):
    """A bank does not answer."""

    code = "rail_unreachable"
    message_template = "Nothing happened: {rail} cannot be reached."
    facts = named("rail")


# --- 70: broken -------------------------------------------------------------------------------------------------------
class Broken(PaycliError):
    """An invariant of the books does not hold."""

    code, exit_status = "broken", 70
    message_template = "The books are wrong: {reason}."
    facts = named("reason")


class LedgerRewound(Broken):
    """The log does not extend what was seen of it before."""

    code = "ledger_rewound"
    message_template = "This ledger was put back or changed: {what}."
    facts = named("what")


class NotProven(Broken):
    """A row of the ledger's file says something that no signed entry says."""

    code = "not_proven"
    message_template = "The ledger's file was changed: {what} is not what was signed."
    facts = named("what")


class CommitmentMismatch(Broken):
    """A text or a seed beside an entry is not the one that its order commits to."""

    code = "commitment_mismatch"
    message_template = "The {field} of entry {n} is not the one that was signed."
    facts = named("field", "n")


class AuditFailed(Broken):
    """The audit read everything and found faults; `details` are all of them, for programs."""

    code = "audit_failed"
    message_template = "The audit found {faults} in {path}{first}."
    optional = frozenset({"details", "first", "help"})
    hint_template = "stop, keep a copy of the file, and compare it with your backups"
    facts = named("path")


class LedgerDamaged(Broken):
    """A file cannot be audited from end to end; `own` says what that means for the ledger that is used here."""

    code = "ledger_damaged"
    message_template = "The file {path} is damaged or not complete ({reason}).{own}"
    optional = frozenset({"help", "own"})
    facts = named("path", "reason")


class NotFair(Broken):
    """The packets of an envelope are not those that its seed gives."""

    code = "not_fair"
    message_template = "The luck of {envelope} is NOT FAIR: {differences}."
    facts = named("of", reason="differences")


class TourFailed(Broken):
    """A step of the tour did not show what it should."""

    code = "tour_failed"
    message_template = 'The tour stopped at "{step}": {reason}.'
    hint_template = "please report it with the lines above; the tour changed nothing of yours"
    facts = named("step", "reason")


class InternalError(Broken):
    """Something was raised that is none of these errors."""

    code = "internal_error"
    message_template = "A bug in paycli: {reason}."
    facts = named("reason")


# --- 75: unknown or pending -------------------------------------------------------------------------------------------
class Pending(PaycliError):
    """Whether it happened is not known yet."""

    code, exit_status, retry = "pending", 75, "same_key"
    message_template = "The outcome is not known yet."


class RailPending(Pending):
    """A bank has been asked and has not answered."""

    code = "rail_pending"
    message_template = (
        "{rail} has not said yet whether {amount} {currency} went through; paycli books it once, when the answer comes."
    )
    facts = named("amount", "currency", by="rail")


class CommitUnknown(Pending):
    """The disk failed while an entry was being written."""

    code = "commit_unknown"
    message_template = (
        "Writing the ledger stopped in the middle, so paycli does not know whether the order was booked ({reason})."
    )
    facts = named("reason")


class Unfinished(Pending):
    """What a command began stands, and the rest of it could not be done; the same command ends it."""

    code = "unfinished"
    message_template = "{what}, and the rest could not be done: {reason}."
    hint_template = "type the same command again: it finishes the rest"
    facts = named("reason", "what")


class OutputFailed(Pending):
    """It is done, and whoever asked cannot be told."""

    code = "output_failed"
    message_template = "The command did its work, but its result could not be written ({reason})."
    facts = named("reason")


# --- 76: incomplete audit ---------------------------------------------------------------------------------------------
class Incomplete(PaycliError):
    """A part of the log could not be looked at, so the audit says nothing of it."""

    code, exit_status = "audit_incomplete", 76
    message_template = "The audit could not read everything: {reason}."
    facts = named("reason")
