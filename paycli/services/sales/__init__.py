"""A shop's sales: charge, pay, refund, receipt."""
