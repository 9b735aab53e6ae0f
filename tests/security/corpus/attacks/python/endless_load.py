# It never comes to its end when it is loaded.
# after: processor
# source: own
# loading: 0.5
while True:
    pass
def attack(**_):
    return {}
