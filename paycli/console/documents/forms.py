"""The forms of texts in documents, each with the pattern that JSON Schema knows it by; they are plain `str`."""

from typing import Annotated, Literal

Amount = Annotated[str, r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"]
Currency = Annotated[str, "^[A-Z]{3}$"]
Time = Annotated[str, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"]
Id = Annotated[str, "^[0-9a-f]{32}$"]
WalletId = Annotated[str, "^[0-9a-f]{40}$"]
Hash = Annotated[str, "^[0-9a-f]{64}$"]
Fingerprint = Annotated[str, "^[0-9a-f]{2}(:[0-9a-f]{2})+$"]
# A wallet that is not admitted yet has no handle, and is named by the first of its id.
Handle = Annotated[str, "^(@[a-z][a-z0-9_-]{1,31}|wallet [0-9a-f]{8})$"]
PlayOrReal = Annotated[str, "^(play|real)$"]
Date = Annotated[str, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"]
# A till, and the place there: 0 is the shop's own key.
SaleNumber = Annotated[str, "^[0-9]{1,2}-[0-9]{6,}$"]
Rate = Annotated[str, r"^(0|[1-9][0-9]*)(\.[0-9]+)?%$"]
Kind = Annotated[str, r"^[a-z]+(\.[a-z]+)?$"]

State = Literal["pending", "done", "returned", "cancelled", "expired", "dry_run"]
# What somebody who is asked has answered, or how it ended that they were asked.
AnswerState = Literal["pending", "done", "declined", "returned", "cancelled", "expired"]
# Beside the states of things: it stands in no log and never will; its command still runs; the ledger cannot be read.
OutcomeState = Literal["pending", "done", "returned", "cancelled", "expired", "not_done", "running", "unknown"]
# What strangers may do with a wallet.
Receive = Literal["all", "asked"]
Requests = Literal["all", "trusted", "none"]
Audience = Literal["named", "any", "link", "word", "secret"]
