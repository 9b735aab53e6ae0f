// A source states that it wants everything.
// after: read
// source: own
// control: wall
class attack {
  static wants = { read: ['/'], env: ['CORPUS_SECRET'] };
  constructor({ path }) { this.path = path; }
  async next() { return { text: String(await (await open(this.path)).text()) }; }
}
