"""The till on the whole screen: another skin of the same till. Only this room imports Textual (extra `till`)."""
