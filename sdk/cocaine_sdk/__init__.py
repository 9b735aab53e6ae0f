"""What plugins, runtimes, drivers, storages and clients of cocained are written against.

Importing the package reads nothing and starts nothing; take what you need from its modules:
`source`, `plugin`, `driver`, `storage` (contracts), `protocol`, `keys` (the wire), `errors`, `client`, `sync`.
"""

__version__ = "0.1.0"
