"""Conversations: they run services and ask people."""
