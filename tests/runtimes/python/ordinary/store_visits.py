# uri: Visits?page=home
# expect: [{'visits': 1, 'last': None}, {'visits': 2, 'last': 'home'}]
class Visits:
    def __init__(self, page):
        self.page = page

    def next(self):
        last = store.get("last")
        store.set("last", self.page)
        n = store.incr("visits:" + self.page)
        store.compare_and_set("lock", None, 1)
        store.delete("lock")
        return {"visits": n, "last": last}
