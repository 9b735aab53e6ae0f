"""Coverage-guided fuzzing of what strangers' bytes meet first: `make fuzz`. docs are in CONTRIBUTING.md.

Each target is a law over any bytes, with seeds to begin from. The tests of `tests/fuzzing` try the same laws with
what hypothesis makes up; here atheris looks for the bytes that take another way through the code.
"""
