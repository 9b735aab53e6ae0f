# uri: Faulty
# expect: [{'caught': 'ParseError', 'code': 7, 'cause': 'ValueError', 'args': ['bad', 7], 'finally': True}]
class AppError(Exception):
    pass


class ParseError(AppError):
    def __init__(self, message, code):
        super().__init__(message, code)
        self.code = code

    def __str__(self):
        return "%s (%d)" % self.args


def parse(text):
    try:
        return int(text)
    except ValueError as e:
        raise ParseError("bad", 7) from e
    else:
        return None


class Faulty:
    def next(self):
        done = False
        try:
            parse("x")
        except (KeyError, AppError) as error:
            return {"caught": type(error).__name__, "code": error.code,
                    "cause": type(error.__cause__).__name__, "args": list(error.args), "finally": True}
        finally:
            done = True
