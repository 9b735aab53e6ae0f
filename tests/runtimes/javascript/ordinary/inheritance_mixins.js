// uri: Duck
// expect: [{"said": "quack", "moves": ["swims", "flies"], "kinds": ["Duck", "", "Animal"]}]
const Flying = (Base) => class extends Base { moves() { return [...super.moves(), 'flies']; } };
class Animal { moves() { return ['swims']; } say() { return '…'; } }
class Duck extends Flying(Animal) {
  constructor() { super(); }
  say() { return super.say() && 'quack'; }
  next() {
    const kinds = [];
    for (let c = Duck; c !== Function.prototype; c = Object.getPrototypeOf(c)) kinds.push(c.name);
    return { said: this.say(), moves: this.moves(), kinds };
  }
}
