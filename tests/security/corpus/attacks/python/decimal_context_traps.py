# A context's tables are the library's own.
# after: interpreter
# source: own
import decimal
def attack(**_):
    return {"proof": str(decimal.Context.__reduce__(decimal.getcontext()))}
