// uri: Money
// expect: [{"number": 6, "text": "5 EUR", "tag": "[object Money]", "hidden": 1, "keys": ["amount"]}]
const secret = Symbol('secret');
class Money {
  amount = 5;
  [secret] = 1;
  [Symbol.toPrimitive](hint) { return hint === 'number' ? this.amount : `${this.amount} EUR`; }
  get [Symbol.toStringTag]() { return 'Money'; }
  next() {
    return { number: +this + 1, text: `${this}`, tag: Object.prototype.toString.call(this), hidden: this[secret], keys: Object.keys(this) };
  }
}
