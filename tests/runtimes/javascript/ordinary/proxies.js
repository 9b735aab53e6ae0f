// uri: Watched
// expect: [{"seen": ["get a", "set b"], "b": 2, "guess": "no zz"}]
class Watched {
  next() {
    const seen = [];
    const target = { a: 1 };
    const proxy = new Proxy(target, {
      get: (t, name) => { seen.push(`get ${String(name)}`); return name in t ? Reflect.get(t, name) : `no ${String(name)}`; },
      set: (t, name, value) => { seen.push(`set ${String(name)}`); return Reflect.set(t, name, value); },
    });
    proxy.a; proxy.b = 2;
    const said = [...seen];
    return { seen: said, b: target.b, guess: proxy.zz };
  }
}
