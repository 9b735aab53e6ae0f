"""A source in its real cell, without a daemon of one's own: what `cocaine try` and the test kit's `run_source` share.

They run the installed `cocained` as a program, privately: on sockets in a temporary folder that nobody else may enter,
with a storage that forgets. Whatever was started ends with it.
"""
