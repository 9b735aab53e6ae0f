# uri: Errors
# expect: [{'type': 'KeyError', 'ctx': 'ZeroDivisionError', 'text': "'k'"}]
class Errors:
    def next(self):
        try:
            try:
                1 / 0
            except ZeroDivisionError:
                {}["k"]
        except LookupError as e:
            return {"type": e.__class__.__name__, "ctx": type(e.__context__).__name__, "text": str(e)}
