"""The page /interfaces: one intent in every interface, the bytes of a call, and races."""
