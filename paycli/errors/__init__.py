"""Every error that paycli can end with, as one tree; the tree is also the reference of codes and exit statuses.

An error class has a template of its message, a stable `code`, an exit status, whether a script may retry, and mostly a
hint that says what to do next. Instances carry only the values that fill the templates. A new error is a new class in
one of the modules below, and nothing else: all of their names are the names of this package.

PaycliError
 +-- Cancelled            1   the user said no
 +-- Usage                2   the command line needs fixing
 +-- Short                3   money is missing or a card declined
 +-- Gone                 4   not there, empty, expired; or not open yet, whose retry is "later"
 +-- Conflict             5   already done, or the same key with another body
 +-- NotAllowed           6   the rights do not permit it
 +-- LimitExceeded        7   over a limit
 +-- PartlyDone           8   some rows of a batch are paid; type the same line again
 +-- Unreadable          65   data or QR text cannot be read
 +-- Unavailable         69   retry later, nothing happened
 +-- Broken              70   a bug or a broken invariant
 +-- Pending             75   outcome unknown, retry with the same key
 +-- Incomplete          76   the audit could not read everything
 +-- Misconfigured       78   set something up first
"""

from __future__ import annotations

from paycli.errors.asking import *
from paycli.errors.base import PaycliError as PaycliError
from paycli.errors.base import Retry as Retry
from paycli.errors.base import fill as fill
from paycli.errors.counter import *
from paycli.errors.keys import *
from paycli.errors.refusals import *
from paycli.errors.repeats import *
from paycli.errors.rights import *
from paycli.errors.setup import *
from paycli.errors.steps import Help as Help
from paycli.errors.steps import Step as Step
from paycli.errors.steps import StepName as StepName
from paycli.errors.steps import step as step
from paycli.errors.troubles import *
from paycli.errors.usage import *
