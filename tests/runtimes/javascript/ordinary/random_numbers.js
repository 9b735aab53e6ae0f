// uri: Dice
// expect: [{"within": true, "filled": 16, "uuid": true, "differ": true}]
class Dice {
  next() {
    const roll = 1 + Math.floor(Math.random() * 6);
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return { within: roll >= 1 && roll <= 6, filled: bytes.length, uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/.test(crypto.randomUUID()),
      differ: crypto.randomUUID() !== crypto.randomUUID() };
  }
}
