# uri: Account
# expect: [{'balance': 5, 'error': 'balance must be positive'}]
class Positive:
    def __set_name__(self, owner, name):
        self.name = name
        self.slot = "_" + name
    def __get__(self, obj, objtype=None):
        if obj is None:
            return self
        return getattr(obj, self.slot, 0)
    def __set__(self, obj, value):
        if value < 0:
            raise ValueError(f"{self.name} must be positive")
        setattr(obj, self.slot, value)

class Account:
    balance = Positive()
    def next(self):
        self.balance = 5
        try:
            self.balance = -1
        except ValueError as e:
            return {"balance": self.balance, "error": str(e)}
