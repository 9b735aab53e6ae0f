# A URL that climbs out of what is granted, in each way that there is to write it.
# after: connect
# source: path traversal
# granted: fetch
def attack(site, **_):
    for tried in ("/secret", "/granted/../secret", "/granted/%2e%2e/secret", "/granted/..%2fsecret", "/granted/%2e%2e%2fsecret",
                  "/granted/..;/secret", "//secret", "/granted//../secret", "/granted\\..\\secret", "/granted/.%2e/secret",
                  "/granted/%252e%252e/secret", "/granted/note/../../secret", "/granted?/../secret", "/granted/../secret#/granted/"):
        try:
            fetch(site + tried)
        except (OSError, ValueError):
            continue
