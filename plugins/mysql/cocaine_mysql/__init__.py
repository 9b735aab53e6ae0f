"""A plugin in the making."""
