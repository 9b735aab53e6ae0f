// uri: Visits
// expect: [{"visits": 1, "last": null}, {"visits": 2, "last": "visit 1"}]
class Visits {
  async next() {
    const last = await store.get('last', null);
    const visits = await store.incr('visits');
    await store.set('last', `visit ${visits}`);
    return { visits, last };
  }
}
