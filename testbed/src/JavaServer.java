import java.io.FileInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A TLS server on Java's own TLS stack.
 *
 * <pre>usage: java -cp FOLDER JavaServer ADDRESS PORT KEYSTORE.p12 PROTOCOL,... SUITE,...</pre>
 *
 * The key store's password is "testbed". Says "listening ADDRESS PORT" on standard output when it is ready, and
 * answers every visitor, one at a time, with a 200.
 */
public class JavaServer {
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 5) {
            System.err.println("usage: java -cp FOLDER JavaServer ADDRESS PORT KEYSTORE.p12 PROTOCOL,... SUITE,...");
            System.exit(2);
        }
        // Today's Java refuses the old versions by default; this must come before the first use of its TLS.
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        Security.setProperty("jdk.certpath.disabledAlgorithms", "");

        char[] password = "testbed".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream file = new FileInputStream(arguments[2])) {
            store.load(file, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        InetAddress address = InetAddress.getByName(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        SSLServerSocket server =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(port, 50, address);
        server.setEnabledProtocols(arguments[3].split(","));
        server.setEnabledCipherSuites(arguments[4].split(","));
        System.out.println("listening " + arguments[0] + " " + port);

        while (true) {
            try (SSLSocket visitor = (SSLSocket) server.accept()) {
                visitor.setSoTimeout(5_000);
                visitor.startHandshake();
                byte[] answer = "HTTP/1.0 200 OK\r\n\r\nok\n".getBytes(StandardCharsets.US_ASCII);
                visitor.getOutputStream().write(answer);
            } catch (Exception refused) {
                // What was said is in the recording.
            }
        }
    }
}
