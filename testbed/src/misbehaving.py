"""Small servers that misbehave as real ones do which cannot be had here. Each reads one ClientHello and then does one
thing; a good hello gets a canned ServerHello of TLS 1.0, an SSL 3.0 hello a fatal alert, what is no handshake record a
reset. No cryptography: they answer the first message and nothing more.

usage: misbehaving.py FIRST_PORT SECONDS

Listens on loopback at FIRST_PORT and the following ports, one for each entry of BEHAVIOURS, for that many seconds.
"""
import socket, struct, sys, threading, time

SERVER_HELLO = bytes([22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1]) + bytes(32) + bytes([0, 0, 0x2F, 0])
SILENCE = 6  # seconds


class Hello:
    """What the behaviours look at."""

    def __init__(self, payload):
        self.length = len(payload)
        self.legacy_version = int.from_bytes(payload[4:6], "big")
        at = 38
        self.session_id = payload[at + 1:at + 1 + payload[at]]
        at += 1 + payload[at]
        self.suites = int.from_bytes(payload[at:at + 2], "big") // 2
        at += 2 + 2 * self.suites
        at += 1 + payload[at] + 2
        self.extensions = {}
        while at + 4 <= len(payload):
            kind, length = struct.unpack(">HH", payload[at:at + 4])
            self.extensions[kind] = payload[at + 4:at + 4 + length]
            at += 4 + length


def alert(level, code, minor=1):
    return bytes([21, 3, minor, 0, 2, level, code])


def reset(c, *_):
    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    c.close()


def say(c, data, wait=0.1):
    c.sendall(data)
    time.sleep(wait)
    c.close()


def good(c, *_):
    say(c, SERVER_HELLO)


def hang(c, *_):
    time.sleep(SILENCE)
    c.close()


def when(condition, then, otherwise=good):
    return lambda c, hello, n: (then if condition(hello) else otherwise)(c, hello, n)


def refuse(c, *_):
    say(c, alert(2, 40), 0)


def byte_by_byte(c, *_):
    c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in SERVER_HELLO:
        c.sendall(bytes([byte]))
        time.sleep(0.005)
    time.sleep(0.1)
    c.close()


def over_two_records(c, *_):
    message = SERVER_HELLO[5:]
    say(c, bytes([22, 3, 1, 0, 3]) + message[:3] + bytes([22, 3, 1, 0, len(message) - 3]) + message[3:])


def slow(c, *_):
    time.sleep(4)
    good(c)


def strong_signatures_only(hello):
    schemes = hello.extensions.get(13)
    if schemes is None:
        return False
    codes = {int.from_bytes(schemes[i:i + 2], "big") for i in range(2, len(schemes), 2)}
    return not codes & {0x0503, 0x0601}


def wants_a_share(c, hello, _):
    """Speaks TLS 1.3 too, and refuses a hello that offers no share instead of asking for one."""
    if b"\3\4" not in hello.extensions.get(43, b""):
        return good(c)
    # Behind the length of the list there is nothing.
    if len(hello.extensions.get(51, b"")) <= 2:
        return refuse(c)
    extensions = bytes([0, 43, 0, 2, 3, 4, 0, 51, 0, 36, 0, 29, 0, 32, 9]) + bytes(31)
    body = bytes([3, 3]) + bytes(32) + bytes([32]) + hello.session_id + bytes([0x13, 1, 0, 0, len(extensions)]) + extensions
    say(c, bytes([22, 3, 3, 0, len(body) + 4, 2, 0, 0, len(body)]) + body)


# What each does, in the order of the ports.
BEHAVIOURS = [
    ("resets versions above TLS 1.0", when(lambda h: h.legacy_version > 0x0301, reset)),
    ("hangs on versions above TLS 1.0", when(lambda h: h.legacy_version > 0x0301, hang)),
    ("hangs on 256 to 511 bytes", when(lambda h: 256 <= h.length <= 511, hang)),
    ("alert without a name", when(lambda h: 0 not in h.extensions, refuse)),
    ("resets without a name", when(lambda h: 0 not in h.extensions, reset)),
    ("resets more than 48 suites", when(lambda h: h.suites > 48, reset)),
    ("resets any extension", when(lambda h: h.extensions, reset)),
    ("warning 112, then a ServerHello", lambda c, *_: say(c, alert(1, 112) + SERVER_HELLO, 0.2)),
    ("ServerHello byte by byte", byte_by_byte),
    ("ServerHello over two records", over_two_records),
    ("HTTP 400", lambda c, *_: say(c, b"HTTP/1.1 400 Bad Request\r\n\r\n", 0)),
    ("close_notify as a refusal", lambda c, *_: say(c, alert(1, 0), 0)),
    ("slow: 4 seconds", slow),
    ("resets an empty session id", when(lambda h: not h.session_id, reset)),
    ("one of three machines refuses", lambda c, h, n: say(c, alert(2, 70), 0) if n % 3 == 1 else good(c)),
    ("wants secp384r1 or sha512 signatures", when(strong_signatures_only, refuse)),
    ("resets without groups", when(lambda h: 10 not in h.extensions, reset)),
    ("refuses an empty key share", wants_a_share),
]


def exactly(c, length):
    data = b""
    while len(data) < length:
        more = c.recv(length - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def answer(behaviour, c, number):
    try:
        c.settimeout(10)
        header = exactly(c, 5)
        if header[0] != 22:
            return reset(c)
        hello = Hello(exactly(c, int.from_bytes(header[3:5], "big")))
        if hello.legacy_version == 0x0300:
            return say(c, alert(2, 40, 0))
        behaviour(c, hello, number)
    except (OSError, EOFError, IndexError, struct.error):
        try:
            reset(c)
        except OSError:
            pass


def serve(port, behaviour):
    listener = socket.create_server(("127.0.0.1", port), backlog=128)
    number = 0
    while True:
        c, _ = listener.accept()
        number += 1
        threading.Thread(target=answer, args=(behaviour, c, number), daemon=True).start()


def main():
    first, seconds = int(sys.argv[1]), float(sys.argv[2])
    for i, (_, behaviour) in enumerate(BEHAVIOURS):
        threading.Thread(target=serve, args=(first + i, behaviour), daemon=True).start()
    time.sleep(seconds)


if __name__ == "__main__":
    main()
