"""What helps next, as a value: rules and services name a step and what it is taken with, a surface has the words.

The command line's words are in console/hints.py; a page or a phone would have others.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

StepName = Literal[
    # Looking
    "look_at_batches",
    "look_at_contacts",
    "look_at_days",
    "look_at_envelopes",
    "look_at_groups",
    "look_at_inbox",
    "look_at_items",
    "look_at_keys",
    "look_at_ledger",
    "look_at_receipt",
    "look_at_log",
    "look_at_mandates",
    "look_at_sales",
    "look_at_thing",
    "look_at_wallets",
    "look_at_withdrawals",
    "look_at_yourself",
    "take_near_group",
    "take_near_wallet",
    # Money
    "say_yes",
    "ask_first",
    "be_paid_later",
    "say_no",
    "fix_amounts",
    "give_fixed",
    "give_parts",
    "let_pay_longer",
    "bind_test_card",
    "cancel",
    "charge_item",
    "currency_or_note",
    "give_back",
    "grab",
    "grab_by_link",
    "grab_by_word",
    "mend_cash_in",
    "open_day",
    "open_later",
    "pay_code",
    "pay_out_cash",
    "put_in_cash",
    "refund",
    "send_back",
    "send_cash_back",
    "send_to_group",
    "settle_due",
    "share_equally",
    "topup",
    "type_instead",
    "wait_for_rail",
    "undo",
    "wait_or_delay",
    "want_fewer_packets",
    # People
    "add_tab",
    "choose_pin",
    "set_printer",
    "try_printer",
    "check_receipt",
    "add_to_group",
    "admit",
    "ask_for_key",
    "be_admitted",
    "compare_keys_again",
    "give_caps",
    "give_day_cap",
    "join_tab",
    "leave_tab",
    "look_at_tabs",
    "make_group",
    "name_payees",
    "revoke_mandate",
    "set_up_till",
    "unblock",
    # Ledgers and this machine
    "add_ledger",
    "admit_rail",
    "audit_again",
    "close_or_share",
    "close_to_others",
    "give_ids",
    "give_number",
    "have_rail_admitted",
    "join",
    "have_ledger_shared",
    "join_at_till",
    "join_or_choose_path",
    "make_wallet",
    "make_wallet_or_ledger",
    "name_group_of_ledger",
    "name_other_ledger",
    "put_ledger_back",
    "put_note_back",
    "set_clock",
]


class Step(NamedTuple):
    """Something that one may do next: its name, and the values that its words are filled with."""

    name: StepName
    values: Mapping[str, object]

    def __str__(self) -> str:
        """Give nothing: it has no words of its own, so a message without a surface leaves it out."""
        return ""


def step(name: StepName, /, **values: object) -> Step:
    """Make a step; tests/rules/test_errors.py compares the values with the words of the command line."""
    return Step(name, values)


# What a raise site says of what helps: a step, or plain words that are the same on every surface.
Help: TypeAlias = Step | str
