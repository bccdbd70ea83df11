"""The dialogue of SQL Server before TLS, and the packets that it carries a handshake in (MS-TDS, 2.2.6.5), around a real
TLS stack: Python's OpenSSL. A mock of the dialogue: no SQL Server can be had here.

usage: tds_server.py ADDRESS PORT CERTIFICATE KEY
"""
import socket, ssl, struct, sys, threading

PRELOGIN, RESULT = 0x12, 4
address, port, certificate, key = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.minimum_version = ssl.TLSVersion.TLSv1_2
context.load_cert_chain(certificate, key)


def packet(kind, content):
    return struct.pack(">BBHHBB", kind, 1, 8 + len(content), 0, 1, 0) + content


def exactly(connection, count):
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def read_packet(connection):
    header = exactly(connection, 8)
    kind, length = header[0], struct.unpack(">H", header[2:4])[0]
    return kind, exactly(connection, length - 8)


def serve(connection):
    with connection:
        connection.settimeout(10)
        try:
            kind, _ = read_packet(connection)
            if kind != PRELOGIN:
                return
            # VERSION, and ENCRYPTION with ENCRYPT_REQ.
            options = struct.pack(">BHHBHHB", 0, 11, 6, 1, 17, 1, 0xff) + bytes([16, 0, 16, 0, 0, 0]) + bytes([3])
            connection.sendall(packet(RESULT, options))
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = context.wrap_bio(incoming, outgoing, server_side=True)
            while True:
                _, content = read_packet(connection)
                incoming.write(content)
                try:
                    tls.do_handshake()
                    return
                except ssl.SSLWantReadError:
                    pass
                finally:
                    if outgoing.pending:
                        connection.sendall(packet(PRELOGIN, outgoing.read()))
        except (EOFError, OSError):
            pass


for_all = socket.create_server((address, int(port)), backlog=64)
while True:
    threading.Thread(target=serve, args=(for_all.accept()[0],), daemon=True).start()
