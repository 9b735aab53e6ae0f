"""A runtime in the making."""
