# uri: Net?cidr=10.0.0.0/30
# expect: [{'ip': '10.0.0.1', 'private': True}, {'ip': '10.0.0.2', 'private': True}, StopIteration]
import ipaddress

class Net:
    def __init__(self, cidr):
        self._net = ipaddress.ip_network(cidr)
    def __iter__(self):
        return ({"ip": str(ip), "private": ip.is_private} for ip in self._net.hosts())
