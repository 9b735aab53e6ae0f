# uri: Signer?key=k
# expect: [{'sha': 'b94d27b9934d3e08', 'mac': True, 'b64': 'aGVsbG8=', 'crc': 222957957, 'hex': '6869'}]
import base64, binascii, hashlib, hmac, zlib

class Signer:
    def __init__(self, key):
        self.key = key.encode()
    def next(self):
        data = b"hello world"
        mac = hmac.new(self.key, data, hashlib.sha256).hexdigest()
        return {"sha": hashlib.sha256(data).hexdigest()[:16], "mac": hmac.compare_digest(mac, mac), "b64": base64.b64encode(b"hello").decode(), "crc": zlib.crc32(data), "hex": binascii.hexlify(b"hi").decode()}
