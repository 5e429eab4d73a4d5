import socket


async def probe(address):
    plain = socket.socket()
    plain.connect(address)  # expect: LW108
    quiet = socket.socket()
    quiet.setblocking(False)
    quiet.connect(address)
