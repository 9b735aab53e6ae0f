"""Who may do what: keys, signatures, replays, and what a token may (protocol.md, Signatures)."""
