"""The servers that testbed/scan and testbed/peers ask: real ones, whose versions are known, and those of misbehaving.py.

Everything started here is ended by its process id, and would end by itself within LIFETIME seconds.
"""
import os, pathlib, shutil, socket, subprocess, sys, tempfile, time

import misbehaving

SRC = pathlib.Path(__file__).resolve().parent
ROOT = SRC.parent.parent
WORK = pathlib.Path(os.environ.get("TESTBED", ROOT / "target/testbed")).resolve()
LIFETIME = 600  # seconds that a server may live, whatever happens here
HOST, NAME = "127.0.0.1", "localhost"
FIRST_PORT, FIRST_MISBEHAVING = 7201, 7301
VERSIONS = ["SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"]
S2, S3, V10, V11, V12, V13 = VERSIONS
L098, L102 = WORK / "openssl-0.9.8e", WORK / "openssl-1.0.2o"
OLD098 = [L098 / "libcrypto-de69073a.so.0.9.8e", L098 / "libssl-a65b360f.so.0.9.8e"]
OLD102 = [L102 / "libcrypto-6448f03c.so.1.0.2o", L102 / "libssl-8bb9b3dd.so.1.0.2o"]
ANY = "ALL:@SECLEVEL=0"
TLS13 = "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256"


def old(libs, folder, method, suites="ALL"):
    return ["./old_server", *libs, method, HOST, "PORT", "model.pem", "model.key", suites], {"LD_LIBRARY_PATH": str(folder)}


def openssl3(*options, key="model", address=HOST):
    return ["openssl", "s_server", "-quiet", "-www", "-accept", f"{address}:PORT", "-cert", f"{key}.pem", "-key", f"{key}.key",
            *options], {}


def node(name, oldest, suites, key="model", groups="auto"):
    return [WORK / f"node-{name}", SRC / "node_server.js", HOST, "PORT", f"{key}.pem", f"{key}.key", oldest, suites, groups], {}


def old_node(name, method, *suites):
    return [WORK / f"node-{name}", SRC / "node_server_old.js", HOST, "PORT", "model.pem", "model.key", method, *suites], {}


def java(protocols, *options):
    return ["java", *options, "-cp", ".", "JavaServer", HOST, "PORT", "model.p12", protocols, JAVA_SUITES], {}


def nss(versions, **env):
    return ["selfserv", "-d", "sql:model-nss", "-n", "model", "-p", "PORT", "-V", versions], env


def tlslite(*options):
    return ([sys.executable, SRC / "tlslite_server.py", HOST, "PORT", "model.pem", "model.key", *options],
            {"PYTHONPATH": str(WORK / "tlslite-ng-0.8.2")})


JAVA_SUITES = "TLS_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_CBC_SHA"

# Each with the versions that it speaks, and the post-quantum group that it knows.
SERVERS = {
    "OpenSSL 0.9.8e SSLv2": ([S2], None, old(OLD098, L098, "SSLv2")),
    "OpenSSL 0.9.8e SSLv23": ([S3, V10], None, old(OLD098, L098, "SSLv23")),
    "OpenSSL 0.9.8e SSLv3": ([S3], None, old(OLD098, L098, "SSLv3")),
    "OpenSSL 0.9.8e TLSv1, RC4-MD5": ([V10], None, old(OLD098, L098, "TLSv1", "RC4-MD5")),
    "OpenSSL 0.9.8e TLSv1, an export suite that it has no key for": ([], None, old(OLD098, L098, "TLSv1", "EXP-RC4-MD5")),
    "OpenSSL 1.0.2o SSLv23": ([S3, V10, V11, V12], None, old(OLD102, L102, "SSLv23")),
    "OpenSSL 1.0.2o TLSv1_1": ([V11], None, old(OLD102, L102, "TLSv1_1")),
    "Node 0.8.6 (1.0.0f)": ([S2, S3, V10], None, old_node("0.8.6", "SSLv23_method", "ALL")),
    "Node 0.10.5 (1.0.1e) SSLv2": ([S2], None, old_node("0.10.5", "SSLv2_method", "ALL")),
    "Node 0.10.48 (1.0.1u) SSLv3": ([S3], None, old_node("0.10.48", "SSLv3_method", "ALL")),
    "Node 0.12.18 (1.0.1u) by default": ([V10, V11, V12], None, old_node("0.12.18", "default")),
    "Node 4.9.1 (1.0.2o) by default": ([V10, V11, V12], None, old_node("4.9.1", "default")),
    "Node 12.22.12 (1.1.1n)": ([V10, V11, V12, V13], None, node("12.22.12", "TLSv1", f"{TLS13}:{ANY}")),
    "Node 26.10.0 (3.5.8)": ([V10, V11, V12, V13], "X25519MLKEM768", node("26.10.0", "TLSv1", f"{TLS13}:DEFAULT:@SECLEVEL=0")),
    "Node 26.10.0 from TLS 1.2": ([V12, V13], "X25519MLKEM768", node("26.10.0", "TLSv1.2", f"{TLS13}:DEFAULT:@SECLEVEL=0")),
    "OpenSSL 3.0 TLS 1.0": ([V10], None, openssl3("-tls1", "-cipher", ANY)),
    "OpenSSL 3.0 TLS 1.1": ([V11], None, openssl3("-tls1_1", "-cipher", ANY)),
    "OpenSSL 3.0 TLS 1.2": ([V12], None, openssl3("-tls1_2")),
    "OpenSSL 3.0 TLS 1.3": ([V13], None, openssl3("-tls1_3")),
    "OpenSSL 3.0 TLS 1.3, secp521r1 alone": ([V13], None, openssl3("-tls1_3", "-groups", "P-521")),
    "OpenSSL 3.0 all": ([V10, V11, V12, V13], None, openssl3("-cipher", ANY)),
    "OpenSSL 3.0 TLS 1.0, ECDSA": ([V10], None, openssl3("-tls1", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", key="model-ecdsa")),
    "OpenSSL 3.0 TLS 1.2, DHE alone": ([V12], None, openssl3("-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256")),
    "GnuTLS 3.7": ([V10, V11, V12, V13], None, (
        ["gnutls-serv", "-q", "--http", "-p", "PORT", "--x509certfile", "model.pem", "--x509keyfile", "model.key", "--priority",
         "NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:%COMPAT"], {})),
    "NSS 3.87": ([V10, V11, V12, V13], None, nss("tls1.0:tls1.3")),
    "Java 17": ([S3, V10, V11, V12, V13], None, java("SSLv2Hello,SSLv3,TLSv1,TLSv1.1,TLSv1.2,TLSv1.3")),
    "tlslite-ng 0.8.2": ([S3, V10, V11, V12, V13], None, tlslite()),
    "Botan 2.19": ([V12], None, (["botan", "tls_server", "model.pem", "model.pkcs8", "--port=PORT"], {})),
    # Those that refuse a hello for what it lacks, and not for its version.
    "tlslite-ng 0.8.2, demands extended_master_secret": ([V10, V11, V12], None, tlslite("demands-extended-master-secret")),
    "NSS 3.87, demands secure renegotiation": ([V10, V11, V12, V13], None, nss(
        "tls1.0:tls1.3", NSS_SSL_REQUIRE_SAFE_NEGOTIATION="1")),
    "Java 17, demands secure renegotiation": ([V12, V13], None, java(
        "TLSv1.2,TLSv1.3", "-Dsun.security.ssl.allowLegacyHelloMessages=false")),
    "Java 17, demands extended_master_secret": ([V12, V13], None, java(
        "TLSv1.2,TLSv1.3", "-Djdk.tls.allowLegacyMasterSecret=false")),
    "Node 26.10.0, MLKEM1024 alone": ([V13], "MLKEM1024", node("26.10.0", "TLSv1.3", TLS13, groups="MLKEM1024")),
    "Node 26.10.0, ML-DSA-65": ([V13], "X25519MLKEM768", node("26.10.0", "TLSv1.2", f"{TLS13}:DEFAULT", key="model-ml-dsa-65")),
    "Node 26.10.0, ML-DSA-87 and MLKEM1024 alone (CNSA 2.0)": ([V13], "MLKEM1024", node(
        "26.10.0", "TLSv1.3", "TLS_AES_256_GCM_SHA384", key="model-ml-dsa-87", groups="MLKEM1024")),
    "Node 26.10.0, brainpoolP256r1 certificate": ([V12, V13], "X25519MLKEM768", node(
        "26.10.0", "TLSv1.2", f"{TLS13}:DEFAULT", key="model-brainpool")),
    "OpenSSL 3.0 TLS 1.2, brainpoolP256r1 alone": ([V12], None, openssl3(
        "-tls1_2", "-groups", "brainpoolP256r1", "-cipher", "ECDHE", key="model-brainpool")),
}
# What the demanding ones must be found to want.
WANTS = {
    "tlslite-ng 0.8.2, demands extended_master_secret": [f"needs-extended-master-secret:{version}" for version in (V10, V11, V12)],
    "NSS 3.87, demands secure renegotiation": [f"needs-secure-renegotiation:{version}" for version in (V10, V11, V12)],
    "Java 17, demands secure renegotiation": ["needs-secure-renegotiation:TLS 1.2"],
    "Java 17, demands extended_master_secret": ["needs-extended-master-secret:TLS 1.2"],
    "Node 26.10.0, ML-DSA-65": ["needs-post-quantum-signature:TLS 1.3"],
    "Node 26.10.0, ML-DSA-87 and MLKEM1024 alone (CNSA 2.0)": [
        "needs-post-quantum-signature:TLS 1.3", "needs-post-quantum-group:TLS 1.3"],
    "Node 26.10.0, brainpoolP256r1 certificate": ["needs-brainpool-signature:TLS 1.3"],
}
# What the misbehaving servers speak, where that is not TLS 1.0 alone.
SPEAK = {"HTTP 400": [], "close_notify as a refusal": [], "refuses an empty key share": [V10, V13]}

running = {}


def die(why):
    sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {why}")


def enter(usage, fetch=lambda: None):
    """Fetches the stacks and what `fetch` does, goes into a network namespace where that is allowed, and returns the path of
    cutover."""
    if len(sys.argv) != 2:
        die(f"usage: {usage}")
    cutover = pathlib.Path(sys.argv[1]).resolve()
    if os.environ.get("TESTBED_NAMESPACE") != "entered":
        subprocess.run([SRC.parent / "get", "scan"], check=True)
        fetch()
        if subprocess.run(["unshare", "--net", "true"], stderr=subprocess.DEVNULL).returncode == 0:
            os.environ["TESTBED_NAMESPACE"] = "entered"
            os.execvp("unshare", ["unshare", "--net", "--", sys.executable, sys.argv[0], str(cutover)])
        print("no network namespace allowed here; using this machine's loopback", file=sys.stderr)
    else:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for name in ("NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "OPENSSL_CONF", "SSLKEYLOGFILE"):
        os.environ.pop(name, None)
    os.environ["LC_ALL"] = "C"
    return cutover


def start(name, port, server, log):
    command, env = server
    command = [str(part).replace("PORT", str(port)) for part in command]
    running[name] = subprocess.Popen(["timeout", "--kill-after=5", str(LIFETIME), *command], cwd=WORK,
                                     env={**os.environ, **env}, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def stop(name):
    process = running.pop(name)
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(name, port, address=HOST):
    for _ in range(200):
        if running[name].poll() is not None:
            die(f"{name} did not start")
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            probe.settimeout(1)
            if probe.connect_ex((address, port)) == 0:
                return
        time.sleep(0.1)
    die(f"{name} does not listen")


def start_all(log):
    """Starts them all. Returns for each name: its versions, its post-quantum group, whether it is real; and ports."""
    truth, ports = {}, {}
    for i, (name, (versions, pq, server)) in enumerate(SERVERS.items()):
        ports[name] = FIRST_PORT + i
        truth[name] = (versions, pq, True)
        start(name, ports[name], server, log)
    for i, (name, _) in enumerate(misbehaving.BEHAVIOURS):
        ports[name] = FIRST_MISBEHAVING + i
        truth[name] = (SPEAK.get(name, [V10]), None, False)
    start("misbehaving", 0, ([sys.executable, SRC / "misbehaving.py", FIRST_MISBEHAVING, LIFETIME], {}), log)
    for name in SERVERS:
        wait_for(name, ports[name])
    wait_for("misbehaving", FIRST_MISBEHAVING)
    return truth, ports


def with_all_stopped(work):
    """Runs work(folder, log) and ends every server after it. With KEEP in the environment the folder stays."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="run.", dir=WORK))
    try:
        with (folder / "log").open("w") as log:
            done = work(folder, log)
    finally:
        for name in list(running):
            stop(name)
    if not os.environ.get("KEEP"):
        shutil.rmtree(folder)
    return done


def write_docs(mark, lines):
    """Puts these lines between the marks of docs/scan.md, when SCAN_WRITE_DOCS is set."""
    if not os.environ.get("SCAN_WRITE_DOCS"):
        return
    path = ROOT / "docs/scan.md"
    begin, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->\n"
    head, rest = path.read_text().split(begin)
    _, tail = rest.split(end)
    path.write_text(head + begin + "\n".join(lines) + "\n" + end + tail)


def said(answer):
    """yes, no or ? of a version in an answer of cutover scan."""
    if answer["accepted"]:
        return "yes"
    return "no" if answer["refused"] else "?"


def named_and_nameless(records):
    """What was said of one server: asked by its name, and without SNI where it was asked so too."""
    named = [record for record in records if record["server_name"] is not None]
    nameless = [record for record in records if record["server_name"] is None]
    return (named or nameless or [None])[0], nameless if named else []
