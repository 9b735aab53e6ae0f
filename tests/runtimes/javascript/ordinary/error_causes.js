// uri: Reader
// expect: [{"name": "ReadError", "message": "cannot read", "cause": "Unexpected token", "instance": true, "many": 2}]
class ReadError extends Error {
  constructor(message, options) { super(message, options); this.name = 'ReadError'; }
}
class Reader {
  read() {
    try { JSON.parse('x'); } catch (error) { throw new ReadError('cannot read', { cause: error }); }
  }
  next() {
    try { this.read(); } catch (e) {
      return { name: e.name, message: e.message, cause: e.cause.message.slice(0, 16), instance: e instanceof Error,
        many: new AggregateError([1, 2]).errors.length };
    } finally { log.debug('read'); }
  }
}
