import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A TLS client on Java's own TLS stack.
 *
 * <pre>usage: java -cp FOLDER JavaClient PROTOCOL,PROTOCOL... SOURCE SERVER PORT</pre>
 *
 * PROTOCOL is SSLv2Hello, SSLv3, TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3. With SSLv2Hello the
 * first message is written in the format of SSLv2, as Java 5 and 6 did by default. It sends no
 * SNI: the server is named by address, and an SSLv2-format hello has no place for it anyway.
 *
 * Makes one handshake, one HTTP GET, and an orderly close. Says on standard output how it
 * ended: "complete VERSION CIPHER" (exit 0) or "alert 70" (exit 3: refused for its version).
 * Exit 1: anything else. The certificate is not checked.
 */
public class JavaClient {
    private static final int MILLISECONDS = 10_000;

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 4) {
            System.err.println(
                    "usage: java -cp FOLDER JavaClient PROTOCOL,PROTOCOL... SOURCE SERVER PORT");
            System.exit(2);
        }
        String[] protocols = arguments[0].split(",");
        InetAddress source = InetAddress.getByName(arguments[1]);
        String server = arguments[2];
        int port = Integer.parseInt(arguments[3]);

        // Today's Java refuses the old versions and SHA-1 by default; this must come before
        // the first use of its TLS.
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        Security.setProperty("jdk.certpath.disabledAlgorithms", "");

        // A layered socket, because only a plain one can be bound to a source address first.
        Socket plain = new Socket();
        plain.setSoTimeout(MILLISECONDS);
        plain.bind(new InetSocketAddress(source, 0));
        plain.connect(new InetSocketAddress(server, port), MILLISECONDS);

        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAnyone()}, null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, server, port, true);
        socket.setEnabledProtocols(protocols);

        try {
            socket.startHandshake();
        } catch (SSLException refusal) {
            // Some versions of Java put the name of the alert in front.
            if (refusal.getMessage().endsWith("Received fatal alert: protocol_version")) {
                System.out.println("alert 70");
                System.exit(3);
            }
            throw refusal;
        }
        String spoken =
                socket.getSession().getProtocol() + " " + socket.getSession().getCipherSuite();

        String request = "GET / HTTP/1.1\r\nHost: " + server + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream input = socket.getInputStream();
        String answer = new String(input.readAllBytes(), StandardCharsets.US_ASCII);
        socket.close();
        if (!answer.startsWith("HTTP/1.1 200 ")) {
            System.err.println("no 200 in the answer");
            System.exit(1);
        }
        System.out.println("complete " + spoken);
    }

    /** The servers of the test bed are self-signed, and nothing here is secret. */
    private static class TrustAnyone implements X509TrustManager {
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
