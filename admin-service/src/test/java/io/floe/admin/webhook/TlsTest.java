package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.admin.webhook.Receiver.Reply;
import io.floe.wire.client.CidrSet;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection goes to an address, but who answers there has to be who the name says. */
class TlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir Path folder;

  private final Queue<String> asked = new ConcurrentLinkedQueue<>();

  @Test
  void certificate_isThatOfTheName_thoughTheAddressIsConnectedTo() throws Exception {
    Path certificate = certificate();
    Vertx vertx = Vertx.vertx();
    try (Receiver receiver = new Receiver(server(), request -> new Reply.Status(200));
        Names names =
            new Names(
                name -> new InetAddress[] {InetAddress.getByAddress(new byte[] {127, 0, 0, 1})})) {
      HttpClient trusting =
          Webhooks.client(
              vertx,
              new HttpClientOptions()
                  .setTrustOptions(new PemTrustOptions().addCertPath(certificate.toString())));
      Sender sender = sender(trusting, names);
      assertThat(send(sender, "https://hooks.example:" + receiver.port() + "/"))
          .isEqualTo(new Outcome.Delivered(200));
      assertThat(asked).containsExactly("hooks.example");
      assertThat(receiver.requests().getFirst().header("Host"))
          .isEqualTo("hooks.example:" + receiver.port());
      assertThat(send(sender, "https://other.example:" + receiver.port() + "/"))
          .as("a certificate of another name")
          .isInstanceOf(Outcome.Failed.class);
      assertThat(
              send(
                  sender(Webhooks.client(vertx), names),
                  "https://hooks.example:" + receiver.port() + "/"))
          .as("a certificate that nobody trusts")
          .isInstanceOf(Outcome.Failed.class);
      assertThat(receiver.requests()).hasSize(1);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  private static Sender sender(HttpClient http, Names names) {
    return new Sender(
        http,
        names,
        new Guard(CidrSet.parse(List.of("127.0.0.1"))),
        InstantSource.system(),
        "test",
        Duration.ofSeconds(10));
  }

  private static Outcome send(Sender sender, String url) {
    return sender.send(new Parcel(1, url, "secret", "test", "1", "{}")).join();
  }

  private SSLServerSocket server() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    SSLParameters parameters = server.getSSLParameters();
    parameters.setSNIMatchers(
        List.of(
            new SNIMatcher(0) {
              @Override
              public boolean matches(SNIServerName name) {
                if (asked.isEmpty()) {
                  asked.add(new SNIHostName(name.getEncoded()).getAsciiName());
                }
                return true;
              }
            }));
    server.setSSLParameters(parameters);
    return server;
  }

  private Path certificate() throws Exception {
    String store = folder.resolve("keys.p12").toString();
    keytool(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=hooks.example",
        "-ext",
        "SAN=dns:hooks.example",
        "-validity",
        "2",
        "-keystore",
        store,
        "-storepass",
        PASSWORD);
    Path certificate = folder.resolve("certificate.pem");
    keytool(
        "-exportcert",
        "-rfc",
        "-file",
        certificate.toString(),
        "-keystore",
        store,
        "-storepass",
        PASSWORD);
    return certificate;
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
  }
}
