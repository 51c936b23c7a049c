"""What programs read: the exact keys of every command's document, amounts, times, ids, lists, failures."""

from __future__ import annotations

import json
import re
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.support.every_command import STEPS, Step, forgotten, play
from tests.support.inside import Ended, in_process, unlock_once
from tests.support.misses import Misses
from tests.support.program import paycli, sealed
from tests.support.surroundings import live_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = pytest.mark.xdist_group("json")

INSIDE = {
    "balances": "amount currency",
    "credit": "amount currency",
    "due_back": "amount currency",
    "inside": "amount currency",
    "sums": "amount currency",
    "settings": "name amount currency number",
    "currencies": "currency exponent",
    "grabs": "by amount currency position mine at luckiest",
    "known": "size root",
    "waiting": "n what id text amount currency at opens_at try",
    "sent": "count amount currency came_back",
    "received": "count amount currency",
    "best": "id amount currency times_mean",
    "months": "month currency sent received",
    "findings": "subject state text help",
}
AMOUNTS = {"amount", "left", "tip", "refunded", "came_back"}
TIMES = {"time", "at", "since", "until", "due", "sent_at", "opens_at", "made", "paid", "last", "clock", "ledger_time"}
IDS = {"id": 32, "of": 32, "sale": 32, "envelope": 32, "ledger": 32, "wallet": 40, "root": 64, "seed": 64}
_is_amount = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?").fullmatch
_is_time = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z").fullmatch


class Played(NamedTuple):
    """What every step answered, as documents and as text, and the environment of each home."""

    documents: dict[str, dict[str, Any]]
    texts: dict[str, str]
    homes: Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("json")
    homes = {name: {**sealed(folder / name), "TZ": "UTC"} for name in ("operator", "newcomer")}
    texts: dict[str, str] = {}

    def do(step: Step, words: list[str], stdin: str | None) -> str:
        acting = () if step.who is None else ("--as", step.who)
        done = typed(*words, *acting, "--json", "--yes", stdin=stdin, env=homes[step.home])
        assert done.err == "", "a program is told nothing beside its document"
        texts[step.save] = done.out
        return done.out

    with pytest.MonkeyPatch.context() as patch:
        live_in(folder / "empty", patch)
        unlock_once(patch)
        return Played(play(do), texts, homes)


def typed(*words: str, env: Mapping[str, str], status: int = 0, stdin: str | None = None) -> Ended:
    """Run a command in this process with the environment of a home, and require its status."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in env.items():
            patch.setenv(name, value)
        done = in_process(*words, stdin=stdin)
    assert done.status == status, (words, done)
    return done


def objects_in(value: object) -> Iterator[dict[str, Any]]:
    """Give every JSON object inside a value, itself included."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects_in(each)


def test_every_command_has_its_place_in_the_run() -> None:
    assert forgotten() == set()
    assert [step.line for step in STEPS if bool(step.keys) == bool(step.items)] == []
    assert len({step.save for step in STEPS}) == len(STEPS)


def test_a_document_has_exactly_its_keys(played: Played) -> None:
    with Misses() as misses:
        for step in (each for each in STEPS if each.keys):
            with misses.of(step.line):
                document = played.documents[step.save]
                assert list(document) == ["paycli", *step.keys.split()]
                assert document["paycli"] == 1


def test_a_list_has_its_items_and_next(played: Played) -> None:
    with Misses() as misses:
        for step in (each for each in STEPS if each.items):
            with misses.of(step.line):
                document = played.documents[step.save]
                assert (list(document), document["paycli"], document["next"]) == (["paycli", "items", "next"], 1, None)
                assert document["items"], "the run gives every list something to say"
                for item in document["items"]:
                    assert list(item) == step.items.split()


def test_what_is_inside_a_document_has_exactly_its_keys(played: Played) -> None:
    met = set()
    for document in played.documents.values():
        for each in objects_in(document):
            for key, value in each.items():
                rows = [row for row in (value if isinstance(value, list) else [value]) if isinstance(row, dict)]
                for row in rows if key != "items" else ():
                    met.add(key)
                    assert list(row) == INSIDE[key].split(), key
    assert met == INSIDE.keys() - {"due_back", "waiting"}


def test_amounts_are_decimal_strings_with_a_currency_beside(played: Played) -> None:
    for name, document in played.documents.items():
        for each in objects_in(document):
            for key in AMOUNTS & each.keys():
                assert each[key] is None or (isinstance(each[key], str) and _is_amount(each[key])), (name, key)
                assert (each["currency"] is None) <= (each[key] is None), (name, key)
            assert not any(isinstance(value, float) for value in each.values()), name


def test_times_are_rfc_3339_in_utc_and_ids_are_whole(played: Played) -> None:
    for name, document in played.documents.items():
        for each in objects_in(document):
            for key in TIMES & each.keys():
                assert each[key] is None or _is_time(each[key]), (name, key, each[key])
            for key in IDS.keys() & each.keys():
                value = each[key]
                if value is not None and not (key == "id" and document is played.documents["inbox"]):
                    assert re.fullmatch(f"[0-9a-f]{{{IDS[key]}}}", value), (name, key, value)


def test_a_document_is_one_line_of_ascii(played: Played) -> None:
    for name, text in played.texts.items():
        assert text.isascii(), name
        assert text.count("\n") == 1, name
        assert text.endswith("}\n"), name


def test_jsonl_gives_one_object_a_line(played: Played) -> None:
    env = played.homes["operator"]
    for line in ("log --all", "envelope list", "wallet list", "card list"):
        words = (*line.split(), "--as", "ming")
        whole = json.loads(typed(*words, "--json", env=env).out)["items"]
        lines = [json.loads(each) for each in typed(*words, "--jsonl", env=env).out.splitlines()]
        assert [{"paycli": 1, **item} for item in whole] == lines
    assert typed("log", "--as", "ming", "--jsonl", "--since", "2090-01-01", env=env).out == ""


def test_quiet_prints_the_id_alone(played: Played) -> None:
    env, documents = played.homes["operator"], played.documents
    again = typed("send", "li", "20", "for", "lunch", "-k", "k1", "-q", "--yes", "--as", "ming", env=env).out
    assert again == documents["sent"]["id"] + "\n"
    shows = (("show {}", "cafe", "sale"), ("pos receipt {}", "cafe", "sale"), ("show {}", "ming", "lucky"))
    for words, who, name in shows:
        whole = documents[name]["id"]
        assert typed(*words.format(whole).split(), "-q", "--as", who, env=env).out == whole + "\n"
    listed = typed("envelope", "list", "-q", "--as", "ming", env=env).out.split()
    # Some were sent after that list.
    assert listed[3:] == [item["id"] for item in documents["envelopes"]["items"]]
    linked = ["envelope", "send", "2", "-n", "2", "--link", "-k", "l1", "-q", "--yes", "--as", "ming"]
    assert typed(*linked, env=env).out == documents["by link"]["link"] + "\n"
    new = typed("send", "li", "0.01", "-q", "--yes", "--as", "ming", env=env).out
    assert re.fullmatch(r"[0-9a-f]{32}\n", new)


FAILURES = {
    "send li 1,000": (2, "amount_invalid", "no"),
    # What ming has left depends on luck: between 151.13 and 161.10.
    "send li 150.01": (7, "limit_exceeded", "no"),
    "send li 400": (3, "insufficient_funds", "no"),
    "send nobody 1": (4, "not_found", "no"),
    "send ming 1": (6, "self_payment", "no"),
    "send li 1 -k k1": (5, "idempotency_conflict", "no"),
    "pay PAYCLI:1/S/x": (65, "qr_malformed", "no"),
    "grab zzzzzzzzzzzz": (6, "not_for_you", "no"),
    "nonsense": (2, "usage", "no"),
    "send": (2, "usage", "no"),
    "send li 1 --nonsense": (2, "usage", "no"),
    "balance --color purple": (2, "usage", "no"),
    "show zzzzzzzzzzzz": (4, "not_found", "no"),
    "ledger audit extra": (2, "usage", "no"),
}


def test_a_failure_leaves_stdout_empty_and_writes_one_json_line(played: Played) -> None:
    with Misses() as misses:
        for line, mode in product(FAILURES, ("--json", "--jsonl")):
            status, code, retry = FAILURES[line]
            with misses.of(line, mode):
                done = typed(*line.split(), "--as", "ming", "--yes", mode, status=status, env=played.homes["operator"])
                assert done.out == ""
                assert done.err.count("\n") == 1
                document = json.loads(done.err)
                assert list(document) == ["paycli", "error"]
                error = document["error"]
                assert list(error) == ["code", "exit", "retry", "message", "hint"]
                assert (error["exit"], error["code"], error["retry"]) == (status, code, retry)
                assert error["message"]


def test_the_installed_program_says_the_same(played: Played) -> None:
    env = played.homes["operator"]
    for words in (("whoami", "--as", "li", "--json"), ("log", "--as", "ming", "--jsonl")):
        done = paycli(*words, env=env)
        assert (done.stdout, done.stderr) == (typed(*words, env=env).out, "")
    failed = ("send", "nobody", "1", "--as", "ming", "--yes", "--json")
    assert paycli(*failed, status=4, env=env).stderr == typed(*failed, status=4, env=env).err


def test_a_misplaced_profile_is_told_as_json_too(played: Played) -> None:
    done = typed("balance", "--as", "nobody", "--json", status=78, env=played.homes["operator"])
    assert (done.out, json.loads(done.err)["error"]["code"]) == ("", "profile_unknown")
