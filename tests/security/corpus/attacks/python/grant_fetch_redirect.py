# The granted server redirects to what is not granted.
# after: connect
# source: SSRF
# granted: fetch
from urllib.parse import quote
def attack(site, tcp, path, **_):
    for to in (site + "/secret", "/" + site.rpartition("/")[2] + "/secret", f"http://127.0.0.1:{tcp}/", f"http://localhost:{tcp}/", "../secret",
               f"http://127.1:{tcp}/", f"//127.0.0.1:{tcp}/", f"file://{path}", f"{site}/granted/redirect?to={quote(site + '/secret')}"):
        try:
            found = fetch(f"{site}/granted/redirect?to={quote(to)}")
        except (OSError, ValueError):
            continue
