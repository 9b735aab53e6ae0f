// uri: Packet
// expect: [{"bytes": [1, 2, 3, 4], "word": 16909060, "float": 1.5, "hex": "01020304", "base64": "AQIDBA==", "reversed": [4, 3, 2, 1]}]
class Packet {
  next() {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const view = new DataView(bytes.buffer);
    const floats = new Float32Array([1.5]);
    return { bytes, word: view.getUint32(0), float: floats[0], hex: bytes.toHex(), base64: bytes.toBase64(), reversed: [...bytes].reverse() };
  }
}
