// uri: Readings
// process: {"sensor": "dach ☀", "degrees": 21.5}
// expect: [{"dach ☀": 21.5, "bytes": 39, "same": true, "first": 123}]
class Readings {
  process(data) {
    const reading = JSON.parse(data);
    return { [reading.sensor]: reading.degrees, bytes: data.length, same: data.text() === String(data) && data.json().degrees === 21.5,
      first: data[0] };
  }
}
