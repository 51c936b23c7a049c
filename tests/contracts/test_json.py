"""What programs read: every command's document beside docs/schema, amounts, lists, failures."""

from __future__ import annotations

import json
import re
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.console.documents.log import Entry
from paycli.console.documents.payments import Sent
from tests.support.every_command import STEPS, Step, forgotten, play
from tests.support.inside import Ended, in_process, unlock_once
from tests.support.misses import Misses
from tests.support.program import paycli, sealed
from tests.support.schemas import faults_against, faults_of
from tests.support.surroundings import live_in
from tools.json_schemas import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = pytest.mark.xdist_group("json")

AMOUNTS = {"amount", "left", "tip", "refunded", "came_back", "balance", "sent_amount", "received_amount"}


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
    assert len({step.save for step in STEPS}) == len(STEPS)


def test_each_document_is_what_docs_schema_says(played: Played) -> None:
    with Misses() as misses:
        for step in STEPS:
            with misses.of(step.line):
                assert faults_of(step.command, played.documents[step.save]) == []


def test_the_names_of_a_document_stand_in_the_order_of_its_record(played: Played) -> None:
    wanted = [["paycli", *map(written, Sent._fields)], ["paycli", "items", "next"]]
    assert [list(played.documents[name]) for name in ("sent", "log")] == wanted
    assert list(played.documents["log"]["items"][0]) == [*map(written, Entry._fields)]


def test_the_run_gives_every_list_something_to_say(played: Played) -> None:
    empty = [name for name, document in played.documents.items() if document.get("items") == []]
    assert empty == []


def test_no_amount_is_a_float_and_each_has_its_currency(played: Played) -> None:
    for name, document in played.documents.items():
        for each in objects_in(document):
            assert not any(isinstance(value, float) for value in each.values()), name
            amounts = {key for key, value in each.items() if key in AMOUNTS and value is not None}
            assert not amounts or each["currency"] is not None, (name, amounts)


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
    assert typed("log", "--as", "ming", "--jsonl", "--text", "qxzjvk", env=env).out == ""


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
    "send li 100.01": (7, "limit_exceeded", "no"),
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
                assert faults_against("error", document) == []
                assert list(document) == ["paycli", "error"]
                error = document["error"]
                assert list(error)[:5] == ["code", "exit", "retry", "message", "hint"]
                assert (error["exit"], error["code"], error["retry"]) == (status, code, retry)
                assert error["message"]


def test_lines_of_the_log_can_be_joined(played: Played) -> None:
    """Of whatever moved, a line says from whom to whom, and what it is about; the ids are those of other documents."""
    documents = played.documents
    lines = documents["log all"]["items"]
    by_kind = {kind: [line for line in lines if line["kind"] == kind] for kind in {line["kind"] for line in lines}}
    with Misses() as misses:
        for line in (each for each in lines if each["moved"]):
            with misses.of(line["kind"], line["n"]):
                assert line["amount"] is not None
                assert line["from"] is not None or line["rail"] is not None
                # What anybody may take, or is set aside for the rows of a file, goes to nobody yet.
                assert line["to"] or line["rail"] is not None or line["kind"] in {"envelope.send", "batch.new"}
    ids = {line["id"] for line in lines}
    assert {line["of"] for line in lines if line["of"] is not None} <= ids
    sale = documents["sale"]["id"]
    (paid,) = (line for line in by_kind["sale.pay"] if line["of"] == sale)
    (refund,) = by_kind["refund"]
    assert (paid["of"], paid["from"], paid["to"], paid["amount"]) == (sale, "@li", ["@cafe"], "13.75")
    assert (refund["of"], refund["from"], refund["to"], refund["note"]) == (sale, "@cafe", ["@li"], "cold noodles")
    (taken,) = (line for line in by_kind["envelope.grab"] if line["of"] == documents["envelope"]["id"])
    assert (taken["id"], taken["from"], taken["to"]) == (documents["grabbed"]["id"], "@ming", ["@li"])
    assert taken["note"] == "Happy New Year"
    (back,) = (line for line in by_kind["cancel"] if line["id"] == documents["cancelled"]["id"])
    assert (back["of"], back["from"], back["to"]) == (documents["lucky"]["id"], "@ming", ["@ming"])
    (came,) = (line for line in by_kind["rail.done"] if line["of"] == documents["topup"]["id"])
    assert (came["from"], came["to"], came["rail"], came["amount"]) == (None, ["@ming"], "sandbox", "200.00")
    (asked,) = by_kind["topup.ask"]
    assert (asked["to"], asked["rail"], asked["amount"], asked["moved"]) == (["@ming"], "sandbox", "200.00", False)


def test_every_payment_has_its_place_and_the_balance_after_it(played: Played) -> None:
    documents, lines = played.documents, {line["id"]: line for line in played.documents["log all"]["items"]}
    with Misses() as misses:
        for name in ("topup", "sent", "paid", "refund", "envelope", "grabbed", "cancelled", "withdrawn", "cash in"):
            with misses.of(name):
                document = documents[name]
                line = lines[document["id"]]
                assert (document["n"], document["time"], document["kind"]) == tuple(
                    line[field] for field in ("n", "time", "kind")
                )
                # Cash that the operator takes is somebody else's money.
                assert (document["balance"] is None) == (name == "cash in")
    assert documents["sent"]["balance"] == "180.00"
    assert documents["sent again"] == {**documents["sent"], "replayed": True}


def test_a_failure_has_its_facts_under_names_of_their_own(played: Played) -> None:
    env, sent, sale = played.homes["operator"], played.documents["sent"], played.documents["sale"]["id"]

    def facts(line: str, status: int, who: str = "ming") -> dict[str, Any]:
        found = typed(*line.split(), "--as", who, "--yes", "--json", status=status, env=env).document
        return {name: found[name] for name in found if name not in {"code", "exit", "retry", "message", "hint"}}

    assert facts("send li 1 -k k1", 5) == {name: sent[name] for name in ("id", "n", "time")}
    short = facts("send li 400", 3)
    assert (short["needed"], short["currency"], short["handle"]) == ("400.00", "EUR", "@ming")
    assert short["available"] == short["balance"] == typed("balance", "-q", "--as", "ming", env=env).out.strip()
    assert facts("send li 100.01", 7) == {"amount": "100.01", "limit": "100.00", "currency": "EUR"}
    assert facts("send nobody 1", 4) == {"what": "wallet", "typed": "@nobody"}
    paid, taken = played.documents["paid"], played.documents["grabbed"]
    assert facts(f"pay {sale}", 5, "li") == {"id": paid["id"], "of": sale, "paid_at": paid["time"]}
    assert facts(f"pay {sale}", 5) == {"of": sale}
    assert facts(f"grab {taken['of']}", 5, "li") == {
        "id": taken["id"], "of": taken["of"], "amount": "8.88", "currency": "EUR",
    }  # fmt: skip
    assert facts(f"refund {sale} 100", 5, "cafe") == {
        "of": sale, "paid_amount": "13.75", "refunded": "5.00", "available": "8.75", "currency": "EUR",
    }  # fmt: skip


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
