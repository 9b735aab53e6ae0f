"""The scheme `mysql`: is a MySQL or MariaDB server there, does it let us in, and what does it answer."""

from cocaine_mysql.source import MySQL

__all__ = ["MySQL"]
