package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.RawClient;
import io.floe.wire.client.Address;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.AdminDoor;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of /admin/ at the Icecast port, before an admin service that this test plays. */
class ForwardingTest {

  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: 5\r\n\r\n<a/>\n";

  @TempDir Path folder;

  private final List<AutoCloseable> parts = new ArrayList<>();

  /** What an admin service does with a connection once the request is there. */
  private interface Behaviour {
    void answer(Socket socket) throws IOException, InterruptedException;
  }

  /** An admin service that notes what it is asked. */
  private final class Admin implements AutoCloseable {
    final ServerSocket server;
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    final List<Socket> open = new CopyOnWriteArrayList<>();

    Admin(Behaviour behaviour) throws IOException {
      server = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"));
      parts.add(this);
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (true) {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, behaviour));
              }
            } catch (IOException closed) {
              // The test is over.
            }
          });
    }

    private void serve(Socket socket, Behaviour behaviour) {
      try (socket) {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int b = in.read();
          if (b < 0) {
            return;
          }
          head.append((char) b);
        }
        int at = head.indexOf("Content-Length: ");
        if (at >= 0) {
          int length = Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
          head.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
        }
        asked.add(head.toString());
        behaviour.answer(socket);
      } catch (IOException | InterruptedException cut) {
        // An end like another.
      }
    }

    AdminDoor door() {
      return new AdminDoor("127.0.0.1", server.getLocalPort(), "the-key");
    }

    String asked() throws InterruptedException {
      String request = asked.poll(5, TimeUnit.SECONDS);
      assertThat(request).as("nothing was asked").isNotNull();
      return request;
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private Admin admin(String answer) throws IOException {
    return new Admin(
        socket -> socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private Station station(UnaryOperator<SourceSettings> change, AdminDoor... admins) {
    Station station = new Station(folder, change);
    parts.add(station);
    station.admins = List.of(admins);
    return station;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
  }

  @Test
  void page_isAskedForAsTheClientDid_andAnsweredByteForByte() throws Exception {
    Admin admin = admin(ANSWER);
    Station station = station(s -> s, admin.door());
    try (RawClient client = station.client()) {
      client.send(
          "GET /admin/listclients?mount=%2flive&x=\u00e9 HTTP/1.1\r\nHost: radio.example:8000\r\n"
              + Station.ADMIN
              + "User-Agent: curl/8\r\nOrigin: http://radio.example:8000\r\n"
              + "X-Forwarded-For: 203.0.113.1\r\nForwarded: for=203.0.113.2\r\n"
              + "X-Floe-Door: guess\r\nx-real-ip: 203.0.113.3\r\nCookie: floe_session=s\r\n"
              + "Connection: keep-alive\r\nUpgrade: h2c\r\n\r\n");
      assertThat(text(client.toClose())).isEqualTo(ANSWER);
    }
    assertThat(admin.asked())
        .isEqualTo(
            "GET /admin/listclients?mount=%2flive&x=%E9 HTTP/1.1\r\nHost: radio.example:8000\r\n"
                + Station.ADMIN
                + "User-Agent: curl/8\r\nOrigin: http://radio.example:8000\r\n"
                + "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
                + "X-Floe-Door: the-key\r\nConnection: close\r\n\r\n");
    assertThat(station.counters.forwards()).isEqualTo(1);
    Awaitility.await().until(() -> station.counters.open() == 0);
  }

  @Test
  void clientBehindATrustedProxy_isNamedAsItself() throws Exception {
    Admin admin = admin(ANSWER);
    Station station = station(s -> s, admin.door());
    station.config.trust("127.0.0.0/8");
    try (RawClient client = station.client()) {
      client.send("GET /admin/stats HTTP/1.0\r\nX-Forwarded-For: 1.2.3.4, 192.0.2.9\r\n\r\n");
      assertThat(text(client.toClose())).isEqualTo(ANSWER);
    }
    assertThat(admin.asked())
        .startsWith("GET /admin/stats HTTP/1.0\r\n")
        .contains("\r\nX-Forwarded-For: 192.0.2.9\r\n")
        .doesNotContain("1.2.3.4");
  }

  @Test
  void form_goesAlong_asLongAsAFormMayBe() throws Exception {
    Admin admin = admin(ANSWER);
    Station station = station(s -> s, admin.door());
    try (RawClient client = station.client()) {
      client.send("POST /admin/killsource HTTP/1.1\r\nContent-Length: 11\r\n\r\nmount=/l\u00efve");
      assertThat(text(client.toClose())).isEqualTo(ANSWER);
    }
    assertThat(admin.asked())
        .startsWith("POST /admin/killsource HTTP/1.1\r\n")
        .endsWith("\r\nContent-Length: 11\r\n\r\nmount=/l\u00efve");
    try (RawClient client = station.client()) {
      client.send("POST /admin/killsource HTTP/1.1\r\nContent-Length: 8193\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(413);
    }
    assertThat(admin.asked).isEmpty();
  }

  @Test
  void whatIsNoPageOfAdmin_reachesNobody() throws Exception {
    Admin admin = admin(ANSWER);
    Station station = station(s -> s, admin.door());
    for (String path :
        List.of(
            "/admin/../api/v1/users",
            "/admin/%2e%2e/api/v1/users",
            "/admin/..%2fapi",
            "/admin/..",
            "/admin/.",
            "/admin/stats/../../q/openapi",
            "/admin/a%2fb",
            "/admin/a;b",
            "/admin/a%0d%0aX:y",
            "/admin/%20stats",
            "/admin/")) {
      try (RawClient client = station.client()) {
        RawClient.Response answer = client.send("GET " + path + " HTTP/1.1\r\n\r\n").response();
        assertThat(answer.status()).as(path).isEqualTo(400);
      }
    }
    try (RawClient client = station.client()) {
      assertThat(client.send("GET /api/v1/users HTTP/1.1\r\n\r\n").response().status())
          .isEqualTo(404);
    }
    assertThat(admin.asked).isEmpty();
  }

  @Test
  void titles_andLibshoutsPoke_areAnsweredHere() throws Exception {
    Admin admin = admin(ANSWER);
    Station station = station(s -> s, admin.door());
    try (RawClient client = station.client()) {
      client.send("GET /admin/!POKE HTTP/1.1\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(401);
      client.send("GET /admin/metadata?mode=updinfo&mount=/x&song=y HTTP/1.1\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(401);
    }
    assertThat(admin.asked).isEmpty();
  }

  @Test
  void withoutAnAdmin_theReasonIsSaid_andTheConnectionGoesOn() throws Exception {
    Station station = station(s -> s);
    int nobody;
    try (ServerSocket gone = new ServerSocket(0)) {
      nobody = gone.getLocalPort();
    }
    try (RawClient client = station.client()) {
      RawClient.Response none = client.send("GET /admin/stats HTTP/1.1\r\n\r\n").response();
      assertThat(none.status()).isEqualTo(503);
      assertThat(none.header("Retry-After")).isPresent();
      assertThat(none.text()).contains("503 - No admin service is up");
      station.admins = List.of(new AdminDoor("127.0.0.1", nobody, "k"));
      RawClient.Response dead = client.send("GET /admin/stats HTTP/1.1\r\n\r\n").response();
      assertThat(dead.status()).isEqualTo(503);
      assertThat(dead.text()).contains("cannot be reached");
      Admin alive = admin(ANSWER);
      station.admins =
          List.of(
              new AdminDoor("127.0.0.1", nobody, "k"),
              alive.door(),
              new AdminDoor("127.0.0.1", nobody, "k"));
      client.send("GET /admin/stats HTTP/1.1\r\n\r\n");
      assertThat(text(client.toClose())).as("another one is asked").isEqualTo(ANSWER);
    }
    assertThat(station.counters.unforwarded()).isEqualTo(2);
  }

  @Test
  void adminThatNeverAnswers_orHangsUp_isGivenUp_andNotAskedOfAnother() throws Exception {
    Admin silent = new Admin(socket -> socket.getInputStream().read());
    Admin cutting = new Admin(Socket::close);
    Station station =
        station(s -> s.withTimeouts(Duration.ofMillis(300), Duration.ofSeconds(5)), silent.door());
    try (RawClient client = station.client()) {
      RawClient.Response late = client.send("GET /admin/stats HTTP/1.1\r\n\r\n").response();
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.text()).contains("did not answer in time");
      station.admins = List.of(cutting.door());
      assertThat(client.send("GET /admin/stats HTTP/1.1\r\n\r\n").response().status())
          .isEqualTo(503);
    }
    assertThat(silent.asked).hasSize(1);
    assertThat(cutting.asked).hasSize(1);
  }

  @Test
  void answerThatStops_endsWithItsTime() throws Exception {
    Admin stuck =
        new Admin(socket -> {
          socket.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
          int end = socket.getInputStream().read();
          assertThat(end).isNegative();
        });
    Station station =
        station(s -> s.withTimeouts(Duration.ofMillis(200), Duration.ofSeconds(5)), stuck.door());
    try (RawClient client = station.client()) {
      client.send("GET /admin/stats HTTP/1.1\r\n\r\n");
      assertThat(text(client.toClose())).isEqualTo("HTTP/1.1 200 OK\r\n");
    }
    Awaitility.await().until(() -> station.counters.open() == 0);
  }

  @Test
  void largeAnswer_comesNoFasterThanItIsTaken_andWhole() throws Exception {
    byte[] large = new byte[24 << 20];
    new Random(3).nextBytes(large);
    AtomicLong written = new AtomicLong();
    Admin admin =
        new Admin(socket -> {
          OutputStream out = socket.getOutputStream();
          for (int at = 0; at < large.length; at += 64 << 10) {
            out.write(large, at, Math.min(64 << 10, large.length - at));
            written.addAndGet(64 << 10);
          }
        });
    Station station = station(s -> s, admin.door());
    try (Socket client = new Socket("127.0.0.1", station.server.port())) {
      client.setSoTimeout(10_000);
      client
          .getOutputStream()
          .write("GET /admin/stats HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      long[] before = {-1};
      Awaitility.await()
          .pollInterval(Duration.ofMillis(300))
          .until(() -> {
            boolean still = written.get() == before[0];
            before[0] = written.get();
            return still && before[0] > 0;
          });
      assertThat(written.get()).as("sent while nobody reads").isLessThan(large.length);
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(large);
    }
  }

  @Test
  void clientThatGoes_endsItsRequest_andNoneHoldsThePlacesOfOthers() throws Exception {
    Admin silent = new Admin(socket -> socket.getInputStream().read());
    Station station = station(s -> s, silent.door());
    station.config.trust("127.0.0.0/8");
    List<RawClient> many = new ArrayList<>();
    for (int i = 0; i < Forwarding.OF_A_CLIENT; i++) {
      RawClient client = station.client();
      many.add(client.send("GET /admin/stats HTTP/1.0\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n"));
      silent.asked();
    }
    try (RawClient more = station.client()) {
      more.send("GET /admin/stats HTTP/1.0\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n");
      RawClient.Response refused = more.response();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("Too many requests");
    }
    try (RawClient other = station.client()) {
      other.send("GET /admin/stats HTTP/1.0\r\nX-Forwarded-For: 192.0.2.8\r\n\r\n");
      assertThat(silent.asked()).contains("192.0.2.8");
    }
    many.forEach(RawClient::reset);
    silent.open.forEach(socket -> {
      try {
        socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    Admin alive = admin(ANSWER);
    station.admins = List.of(alive.door());
    Awaitility.await()
        .untilAsserted(() -> {
          try (RawClient again = station.client()) {
            again.send("GET /admin/stats HTTP/1.0\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n");
            assertThat(text(again.toClose())).isEqualTo(ANSWER);
          }
        });
  }

  /** Whatever stands in a request, what is passed on is one request for one page. */
  @Test
  void strangeHeads_becomeOneRequest() {
    Random random = new Random(11);
    String spice = "\r\n: %\u0000\u0085\u00ff?&/\"GETadmin";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder noise = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        noise.append(spice.charAt(random.nextInt(spice.length())));
      }
      RequestHead head =
          new RequestHead(
              "GET",
              "/admin/stats?" + noise,
              "HTTP",
              1,
              1,
              List.of(
                  new RequestHead.Header("A", noise.toString()),
                  new RequestHead.Header("Host", noise.toString())));
      ByteBuf bytes =
          new ForwardRequest(head, "/admin/stats", "", Address.UNKNOWN)
              .bytes(new AdminDoor("127.0.0.1", 1, "k"));
      String text = bytes.toString(StandardCharsets.ISO_8859_1);
      bytes.release();
      assertThat(text.indexOf("\r\n\r\n")).isEqualTo(text.length() - 4);
      assertThat(text.split("\r\n", -1)).hasSize(9);
      assertThat(text.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
      assertThat(text.split("\r\n", 2)[0]).matches("GET /admin/stats[^ ]* HTTP/1\\.1");
    }
  }
}
