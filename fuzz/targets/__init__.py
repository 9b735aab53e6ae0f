"""The laws, a module each. A module has:

- `law(data)`: holds for any bytes; an exception is a finding, and so is what never ends;
- `seeds()`: bytes to begin from, which go deep into the code;
- `WORDS`: pieces that chance would not make up.
"""

NAMES = ("cells", "requests", "uris", "urls", "zygotes")
