"""`cocained keys`: the operator's hand on the keys of tokens, in the storage itself, whether a daemon runs or not."""
