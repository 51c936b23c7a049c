"""Rails: the edge of the ledger, where money comes in and goes out.

A card processor stands behind the port `Processor` of `paycli.domain.ports`; the first is the sandbox bank, of play
money only. Cash is a rail too, but no program is on its other side: the operator's hand is.
"""
