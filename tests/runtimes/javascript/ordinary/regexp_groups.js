// uri: Log
// expect: [{"ip": "10.0.0.1", "status": 200, "all": ["10.0.0.1", "10.0.0.2"], "masked": "x.x.x.x - 200", "unicode": true, "behind": "42"}]
const LINE = /^(?<ip>\d+(?:\.\d+){3}) - (?<status>\d{3})$/u;
class Log {
  next() {
    const { ip, status } = LINE.exec('10.0.0.1 - 200').groups;
    return { ip, status: +status, all: [...'10.0.0.1 10.0.0.2'.matchAll(/\d+(?:\.\d+){3}/g)].map((m) => m[0]),
      masked: '10.0.0.1 - 200'.replace(/\d+(?=[.\s])/g, 'x'), unicode: /^\p{Lu}\p{Ll}+$/u.test('Žižek'), behind: '€42'.match(/(?<=€)\d+/)[0] };
  }
}
