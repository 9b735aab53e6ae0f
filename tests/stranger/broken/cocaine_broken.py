raise ImportError("its library is not there")
