"""Endpoints that the daemon binds by itself: what is taken from nobody can be handed to libzmq, or to a process."""
