// uri: Light
// expect: [{"state": "green", "stop": false}, {"state": "red", "stop": true}, {"state": "green", "stop": false}]
class Light {
  static STATES = Object.freeze(['red', 'green']);
  static { Light.first = Light.STATES[1]; }
  #state = 'red';
  get state() { return this.#state; }
  set state(to) { if (!Light.STATES.includes(to)) throw new RangeError(to); this.#state = to; }
  next() {
    switch (this.state) {
      case 'red': this.state = Light.first; break;
      default: this.state = 'red';
    }
    return { state: this.state, stop: this.state === 'red' };
  }
}
