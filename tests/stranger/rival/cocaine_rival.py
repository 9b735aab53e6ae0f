raise AssertionError("nobody may import this: its name is taken")
