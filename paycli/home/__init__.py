"""What an account keeps outside of any ledger: profiles, settings, contacts, and what it has seen."""
