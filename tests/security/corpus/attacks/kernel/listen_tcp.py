# It waits for others to come.
# after: connect
# source: own
import socket
kept = []
def attack(free, **_):
    made = socket.socket()
    made.bind((free, 4711))
    made.listen()
    kept.append(made)
