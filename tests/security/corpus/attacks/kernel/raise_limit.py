# Its limits are raised.
# after: rights
# source: own
import resource
def attack(**_):
    resource.setrlimit(resource.RLIMIT_NOFILE, (1000, 1000))
