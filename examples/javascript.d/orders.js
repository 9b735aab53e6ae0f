// @ts-check
/// <reference path="../../sdk/cocaine_sdk/cocaine.d.ts" />

/**
 * Handles data: sums up the orders that are pushed to it, and is asked by `once` how it stands.
 *
 *     cocaine push javascript:///orders.js/Orders --endpoint tcp://127.0.0.1:5556
 *     cocaine once javascript:///orders.js/Orders
 */
class Orders {
  /** @type {Map<string, number>} */
  totals = new Map();

  /** @param {Data} data such as {"item": "tea", "amount": 2, "price": 1.5} */
  process(data) {
    const { item, amount = 1, price } = data.json();
    if (typeof item !== 'string' || !Number.isFinite(price)) {
      throw new TypeError(`this is no order: ${data}`);
    }
    this.totals.set(item, (this.totals.get(item) ?? 0) + amount * price);
    return { item, total: this.totals.get(item) };
  }

  next() {
    const sum = [...this.totals.values()].reduce((all, total) => all + total, 0);
    return { sum, items: this.totals };
  }
}
