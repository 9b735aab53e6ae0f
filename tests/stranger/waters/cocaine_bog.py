raise ImportError("libbog.so.3 is not there")
