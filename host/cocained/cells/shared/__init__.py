"""The host's side of shared processes: all sources of one scheme in one process, each in a seat of its own."""
