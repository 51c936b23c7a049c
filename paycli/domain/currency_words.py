"""Words that read as a currency: codes of ISO 4217 in any case, and signs. Such a word is never taken for a note."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

# A test compares them with the package iso4217, which takes too long to load for every note. BGN was withdrawn in 2026,
# and people will write it for years.
_ISO_4217 = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW
KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD
NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS
VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER
ZAR ZMW ZWG
"""
CODES = frozenset(_ISO_4217.split())
# Signs that Unicode files under letters: yuan, yen and won as they are written behind an amount.
_SIGNS = frozenset("元円圆圓원")
_AROUND = ".,;:!?()[]{}<>'\"`*_-/"


def reads_as_currency(word: str, known: Collection[str]) -> bool:
    """Tell whether a word behind an amount reads as a currency: a code, one of the ledger's `known` too, or a sign.

    Case, points around it and the width of its letters do not matter.
    """
    bare = unicodedata.normalize("NFKC", word[:40]).strip(_AROUND)
    return bare.upper() in CODES or bare.upper() in known or has_sign(bare)


def has_sign(word: str) -> bool:
    """Tell whether a word is a sign of a currency, `€` or `US$`, or begins or ends with one, like `$5`."""
    if word in _SIGNS:
        return True
    return any(unicodedata.category(character) == "Sc" for character in (word[:1], word[-1:]) if character)
