// What sources do mostly, done once while V8's snapshot is made: the functions of the prelude that it goes through are
// then in it compiled. `start` is of a prelude that nobody sees again.
(async function (start) {
  const dispatch = start({ walled: false, seed: [1, 2, 3, 4, 5, 6, 7, 8], env: {} });
  const goOn = async () => {
    for (let turn = 0; turn < 9; turn++) await undefined;
    return dispatch('poll');
  };
  globalThis.Rehearsed = class {
    constructor({ n }) {
      this.n = Number(n);
    }
    async next() {
      log('run', this.n);
      return { n: this.n++, text: await store.get('text', 'a'), one: await store.incr('one'), when: new Date(0) };
    }
    process(data) {
      return { bytes: data.length };
    }
    reschedule() {
      return 1;
    }
  };
  dispatch('make', 'Rehearsed', '{"n":"1"}');
  delete globalThis.Rehearsed;
  dispatch('reschedule');
  dispatch('next');
  dispatch('settle', '[[1,0]]');
  await goOn();
  dispatch('settle', '[[2,0,3]]');
  return goOn();
})
