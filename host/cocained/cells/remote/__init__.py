"""Code of sources from other hosts: where it is, whether it is what was meant, and whether it has changed since."""
