"""Looking at everything that a wallet needs on this machine, one finding a line; nothing is changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from paycli.domain.parties import SANDBOX
from paycli.errors import Help, NotInitialised, NoWalletThere, PaycliError, SecretMissing, step
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.domain.ports import App, Machine, Profile

State = Literal["ok", "warn", "fail"]
OK: State = "ok"
WARN: State = "warn"
FAIL: State = "fail"
# Behind the log by more than this nothing is posted (protocol, section 3).
_CLOCK_FINE_MS = 5 * 60 * 1000
_FREE_LEAST_BYTES = 128 << 20


class Finding(NamedTuple):
    """What was found about one thing, and what to do about it if something is to be done."""

    subject: str
    state: State
    text: str
    help: Help | PaycliError = ""


def examine(begin: Callable[[], Machine], choose: Callable[[Machine], tuple[Profile, str]]) -> list[Finding]:
    """Look at software, home folder, profiles, ledger, clock, secrets and rails.

    `begin` gives the machine and `choose` who acts; what either raises is a finding too. Never raises PaycliError.
    """
    findings: list[Finding] = []
    try:
        machine = begin()
    except PaycliError as error:
        return [_failed("home", error)]
    for look in (_software, _home, _settings):
        findings += _findings_of(look.__name__.strip("_"), partial(look, machine))
    try:
        profile, why = choose(machine)
    except NoWalletThere as error:
        return [*findings, _failed("wallet", error)]
    except NotInitialised as error:
        return [*findings, Finding("wallet", FAIL, "there is no wallet here yet", error)]
    except PaycliError as error:
        return [*findings, _failed("wallet", error)]
    findings.append(Finding("wallet", OK, f"@{profile.name} ({why})"))
    file = _findings_of("ledger", partial(_ledger, machine, profile))
    findings += file
    if any(finding.state == FAIL for finding in file):
        return [*findings, *_findings_of("secrets", partial(_place_of_secrets, machine, profile))]
    try:
        app = machine.open(profile)
    except PaycliError as error:
        return [
            *findings,
            _failed("log", error),
            *_findings_of("secrets", partial(_place_of_secrets, machine, profile)),
        ]
    try:
        looks = (("log", _log), ("wallet", _wallet), ("clock", _clock), ("rails", _rails), ("contacts", _contacts))
        for subject, look_at in looks:
            findings += _findings_of(subject, partial(look_at, app))
        findings += _findings_of("secrets", partial(_secrets, machine, app))
    finally:
        app.book.close()
    return findings


def _findings_of(subject: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """Carry out one look; what it raises becomes its last finding."""
    findings: list[Finding] = []
    try:
        findings.extend(look())
    except PaycliError as error:
        findings.append(_failed(subject, error))
    return findings


def _failed(subject: str, error: PaycliError) -> Finding:
    return Finding(subject, FAIL, error.message.rstrip("."), error)


def _software(machine: Machine) -> Iterator[Finding]:
    yield Finding("software", OK, "    ".join(f"{name} {version}" for name, version in machine.software()))


def _home(machine: Machine) -> Iterator[Finding]:
    home = machine.home_facts()
    if not home.there:
        yield Finding("home", OK, f"{home.path}, made by the first command that keeps something")
        return
    yield Finding("home", OK, f"{home.path}, only you can reach it ({home.mode:04o})")
    if not home.writable:
        text = f"{home.path} is read-only: what is seen of a ledger is not remembered, and nothing new is kept"
        yield Finding("home", WARN, text, "set PAYCLI_HOME to a folder that can be written")
    for name in home.open_to_others:
        yield Finding("home", FAIL, f"others can read {name}", step("close_to_others", path=name))
    names = [f"@{profile.name}" for profile in machine.profiles()]
    if names:
        yield Finding("profiles", OK, ", ".join(names))


def _settings(machine: Machine) -> Iterator[Finding]:
    values = [f"{name} {value}" for name, value in machine.settings().items() if value is not None]
    if values:
        yield Finding("settings", OK, "    ".join(values))


def _ledger(machine: Machine, profile: Profile) -> Iterator[Finding]:
    file = machine.ledger_file(profile.address)
    who = "shared with its group" if file.shared else "only you can reach it"
    yield Finding("ledger", OK, f"{file.path}, {who}, schema {file.schema}, {file.bytes / 1e6:.1f} MB")
    if file.foreign:
        yield Finding("ledger", WARN, "root does not write a ledger of another account", "run paycli as its owner")
    elif file.on_read_only_disk:
        help_ = "put a copy on a disk that can be written to pay from it"
        yield Finding("ledger", WARN, "it is on a disk that is read-only", help_)
    elif file.closed:
        help_ = f"the next payment by its owner opens it, as does: chmod u+w {file.closed[0]}"
        yield Finding("ledger", WARN, f"{file.closed[0]} is read-only, and the ledger is not", help_)
    elif not file.writable:
        yield Finding("ledger", WARN, "this account can only read it", "ask its operator for access")
    if file.free_bytes < _FREE_LEAST_BYTES:
        yield Finding("disk", WARN, f"{file.free_bytes / 1e6:.0f} MB are free beside the ledger", "free some space")
    if not file.writable:
        return
    states = {
        "free": Finding("lock", OK, "nobody is writing"),
        "held": Finding("lock", OK, "somebody is writing just now"),
        "missing": Finding("lock", OK, "the lock file is made by the next writer"),
    }
    yield states.get(file.lock, Finding("lock", FAIL, f"the lock file cannot be used: {file.lock}"))


def _log(app: App) -> Iterator[Finding]:
    """Say what the log is; looking at it compares it with what was known of it before."""
    known = app.memory.known(app.profile.ledger)
    with reading(app) as reader:
        head = reader.view.head()
    before = f"extends the state that you knew ({known.head.size})" if known else "no state of it was known here yet"
    if known and known.accepted:
        last = known.accepted[-1]
        before += f"; it was put back from {last.known} to {last.now} entries, and you went on with it"
    money = "play" if app.registry.play else "real"
    yield Finding("log", OK, f"{money} money, {head.size} entries, {before}")


def _wallet(app: App) -> Iterator[Finding]:
    with reading(app) as reader:
        row = reader.find_wallet(reader.own)
    if row is None:
        yield Finding("wallet", FAIL, f"@{app.profile.name} is not on this ledger", step("join", address="PATH"))
    elif row.admitted_n is None:
        help_ = step("be_admitted", name=app.profile.name)
        yield Finding("wallet", WARN, f"@{app.profile.name} is not admitted yet", help_)


def _clock(app: App) -> Iterator[Finding]:
    with reading(app) as reader:
        behind = reader.view.head().time - app.clock.now_ms()
    if behind <= 0:
        yield Finding("clock", OK, f"not behind the ledger's last entry; the ledger's zone is {app.registry.zone}")
        return
    text = f"{behind / 1000:.0f} s behind the ledger's last entry"
    if behind <= _CLOCK_FINE_MS:
        yield Finding("clock", WARN, text, "set this machine's clock")
    else:
        yield Finding("clock", FAIL, f"{text}: nothing is posted", step("set_clock"))


def _rails(app: App) -> Iterator[Finding]:
    names = ", ".join(sorted(app.registry.rails))
    if app.registry.play and SANDBOX not in app.registry.rails:
        yield Finding("rails", WARN, f"{names}; the sandbox bank is not admitted", step("admit_rail", rail=SANDBOX))
    else:
        yield Finding("rails", OK, names)


def _contacts(app: App) -> Iterator[Finding]:
    known = app.contacts.known()
    if known:
        yield Finding("contacts", OK, f"the keys of {len(known)} are remembered")


def _place_of_secrets(machine: Machine, profile: Profile) -> Iterator[Finding]:
    """Say where secrets are and whether anybody answers there, without asking for one."""
    problem = machine.vault_problem(profile.vault)
    if problem is None:
        yield Finding("secrets", OK, f"{_vault_name(profile.vault)} answers")
    else:
        yield Finding("secrets", WARN, f"{_vault_name(profile.vault)}: {problem.message.rstrip('.')}", problem)


def _secrets(machine: Machine, app: App) -> Iterator[Finding]:
    """Load the own key where that needs no person, or one is there."""
    name = _vault_name(app.profile.vault)
    problem = machine.vault_problem(app.profile.vault)
    if problem is not None:
        # A sealed file without a passphrase is as it should be; it only cannot be looked into here and now.
        yield Finding("secrets", WARN, f"{name} was not tried: {problem.message.rstrip('.')}", problem)
        return
    for party in ("wallet", "operator") if app.profile.operator else ("wallet",):
        whose = "the operator's key" if party == "operator" else f"the key of @{app.profile.name}"
        try:
            app.signing_seed(party)
        except SecretMissing:
            yield Finding("secrets", FAIL, f"{whose} is not in {name}", "put it back from your own backup")
        else:
            yield Finding("secrets", OK, f"{whose} is in {name}")


def _vault_name(vault: str) -> str:
    return "the sealed file" if vault == "sealed" else vault
