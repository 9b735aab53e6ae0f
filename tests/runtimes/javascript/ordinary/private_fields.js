// uri: Account?owner=Ann
// expect: [{"owner": "Ann", "balance": 10, "rich": false}, {"owner": "Ann", "balance": 20, "rich": true}]
'use strict';
class Account {
  #balance = 0;
  static #made = 0;
  #owner;
  constructor({ owner }) { this.#owner = owner; Account.#made++; }
  get rich() { return this.#balance > 15; }
  #add(amount) { this.#balance += amount; }
  static get made() { return Account.#made; }
  next() {
    this.#add(10);
    if (!(#balance in this) || Account.made !== 1) throw new Error('no');
    return { owner: this.#owner, balance: this.#balance, rich: this.rich };
  }
}
