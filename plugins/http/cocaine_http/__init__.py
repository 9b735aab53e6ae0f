"""The schemes `http` and `https`: is it up, how fast, and for how long is its certificate good?"""

from cocaine_http.source import Http

__all__ = ["Http"]
