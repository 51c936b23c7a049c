"""Red envelopes: sending, grabbing, looking at them, and checking their luck."""
