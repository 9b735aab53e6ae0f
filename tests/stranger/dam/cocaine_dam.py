Dam = None
