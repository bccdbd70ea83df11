"""A server on tlslite-ng: TLS in Python alone, SSL 3.0 to TLS 1.3.

usage: tlslite_server.py ADDRESS PORT CERTIFICATE KEY [demands-extended-master-secret]

PYTHONPATH names the folder with tlslite-ng, ecdsa and six. Says "listening ADDRESS PORT" on standard output when it is
ready, and answers every visitor with a 200.
"""
import socket, sys, threading

from tlslite.api import HandshakeSettings, TLSConnection, X509CertChain, parsePEMKey

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nok\n"


def serve(visitor, chain, key, settings):
    try:
        visitor.settimeout(5)
        connection = TLSConnection(visitor)
        connection.handshakeServer(certChain=chain, privateKey=key, settings=settings)
        connection.read(max=4096)
        connection.write(ANSWER)
        connection.close()
    except Exception as why:  # whatever a visitor does, the next one is served
        print("refused:", repr(why)[:200], flush=True)
    finally:
        visitor.close()


def main():
    demands = sys.argv[5:] == ["demands-extended-master-secret"]
    if len(sys.argv) != 5 and not demands:
        sys.exit("usage: tlslite_server.py ADDRESS PORT CERTIFICATE KEY [demands-extended-master-secret]")
    address, port, certificate, key = sys.argv[1:5]
    chain = X509CertChain()
    with open(certificate) as file:
        chain.parsePemList(file.read())
    with open(key) as file:
        private = parsePEMKey(file.read(), private=True)
    settings = HandshakeSettings()
    # SSL 3.0 has no extensions, and TLS 1.3 no need of this one.
    settings.minVersion, settings.maxVersion = ((3, 1), (3, 3)) if demands else ((3, 0), (3, 4))
    settings.requireExtendedMasterSecret = demands
    settings.cipherNames = settings.cipherNames + ["rc4", "3des"]
    listener = socket.create_server((address, int(port)), backlog=128)
    print("listening", address, port, flush=True)
    while True:
        visitor, _ = listener.accept()
        threading.Thread(target=serve, args=(visitor, chain, private, settings), daemon=True).start()


main()
