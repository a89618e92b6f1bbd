package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.admin.webhook.Receiver.Reply;
import io.floe.wire.client.CidrSet;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SenderTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String SECRET = "a-secret-of-a-receiver";
  private static final String BODY = "{\"event\":\"test\",\"title\":\"Ü\"}";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = Webhooks.client(vertx);
  private final List<AutoCloseable> parts = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void request_isSigned_andCanBeCheckedByWhoKnowsTheSecret() throws Exception {
    Receiver receiver = receiver(new Reply.Status(204));
    assertThat(send(sender(), receiver.url())).isEqualTo(new Outcome.Delivered(204));
    Receiver.Request request = receiver.requests().getFirst();
    assertThat(request.line()).isEqualTo("POST /hook HTTP/1.1");
    assertThat(request.body()).isEqualTo(BODY);
    assertThat(request.header("Content-Type")).isEqualTo("application/json");
    assertThat(request.header("Floe-Event")).isEqualTo("test");
    assertThat(request.header("Floe-Delivery")).isEqualTo("17");
    assertThat(request.header("User-Agent")).isEqualTo("Floe/test");
    assertThat(request.header("Host")).isEqualTo("127.0.0.1:" + receiver.port());
    String at = String.valueOf(NOW.getEpochSecond());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] expected = mac.doFinal((at + "." + BODY).getBytes(StandardCharsets.UTF_8));
    assertThat(request.header("Floe-Signature"))
        .isEqualTo("t=" + at + ",v1=" + HexFormat.of().formatHex(expected));
  }

  @Test
  void redirect_isAFailure_andIsNotFollowed() {
    Receiver inside = receiver(new Reply.Status(200));
    for (int status : List.of(301, 302, 303, 307, 308)) {
      Receiver receiver = receiver(new Reply.Status(status, "Location: " + inside.url()));
      Outcome outcome = send(sender(), receiver.url());
      assertThat(outcome).isInstanceOf(Outcome.Answered.class);
      assertThat(outcome.toString()).contains("" + status).contains("redirects are not followed");
    }
    Receiver metadata =
        receiver(new Reply.Status(302, "Location: http://169.254.169.254/latest/meta-data/"));
    assertThat(send(sender(), metadata.url())).isInstanceOf(Outcome.Answered.class);
    assertThat(inside.requests()).isEmpty();
  }

  @Test
  void receiverThatDoesNotAnswer_isWaitedForSoLongAndNoLonger() {
    for (Reply reply : List.of(new Reply.Silence(), new Reply.HalfWay())) {
      Receiver receiver = receiver(reply);
      long start = System.nanoTime();
      Outcome outcome = send(sender(), receiver.url());
      assertThat(outcome).isEqualTo(new Outcome.Failed("no complete answer within 2 s"));
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(PATIENCE, PATIENCE.plusSeconds(5));
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(receiver.connections()).isZero());
    }
  }

  @Test
  void answerWithoutEnd_isReadInPart_andTheConnectionClosed() {
    Receiver receiver = receiver(new Reply.Endless());
    assertThat(send(sender(), receiver.url())).isEqualTo(new Outcome.Delivered(200));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(receiver.connections()).isZero());
  }

  @Test
  void whatIsNoAnswer_isAFailure() {
    assertThat(send(sender(), receiver(new Reply.Garbage()).url()))
        .isInstanceOf(Outcome.Failed.class);
    assertThat(send(sender(), receiver(new Reply.Hangup()).url()))
        .isInstanceOf(Outcome.Failed.class);
    assertThat(send(sender(), receiver(new Reply.Status(500)).url()))
        .isEqualTo(new Outcome.Answered(500, "answered 500"));
    Receiver gone = receiver(new Reply.Hangup());
    gone.close();
    assertThat(send(sender(), gone.url()))
        .isEqualTo(new Outcome.Failed("it cannot be connected to"));
  }

  @Test
  void name_isLookedUpOnce_andTheConnectionGoesToWhatWasFound() {
    Receiver receiver = receiver(new Reply.Status(200));
    AtomicInteger lookups = new AtomicInteger();
    Sender sender =
        sender(name -> {
          assertThat(name).isEqualTo("hooks.example");
          // As of one who rebinds: the first answer is fit, what follows is not.
          return lookups.getAndIncrement() == 0 ? at("127.0.0.1") : at("10.0.0.1");
        });
    String url = "http://hooks.example:" + receiver.port() + "/x?y=z";
    assertThat(send(sender, url)).isEqualTo(new Outcome.Delivered(200));
    assertThat(lookups).hasValue(1);
    assertThat(receiver.requests().getFirst().header("Host"))
        .isEqualTo("hooks.example:" + receiver.port());
    assertThat(receiver.requests().getFirst().line()).isEqualTo("POST /x?y=z HTTP/1.1");
    assertThat(send(sender, url)).as("looked up anew").isInstanceOf(Outcome.Refused.class);
    assertThat(receiver.requests()).hasSize(1);
  }

  @Test
  void nameOfPrivateAddresses_isRefused_andNobodyIsToldWhich() {
    Receiver receiver = receiver(new Reply.Status(200));
    for (String address : List.of("127.0.0.9", "10.1.2.3", "::1", "169.254.169.254", "fd00::1")) {
      Outcome outcome =
          send(sender(name -> at(address)), "http://hooks.example:" + receiver.port() + "/");
      assertThat(outcome).isInstanceOf(Outcome.Refused.class);
      assertThat(outcome.toString()).contains("FLOE_WEBHOOK_ALLOW").doesNotContain(address);
    }
    Sender both = sender(name -> at("10.1.2.3", "127.0.0.1"));
    String url = "http://hooks.example:" + receiver.port() + "/";
    assertThat(send(both, url)).as("the one that is fit").isEqualTo(new Outcome.Delivered(200));
    assertThat(send(both, url)).isEqualTo(new Outcome.Delivered(200));
    for (String literal : List.of("http://[::1]:1/", "http://10.0.0.1/", "http://127.0.0.9/")) {
      assertThat(send(sender(), literal)).isInstanceOf(Outcome.Refused.class);
    }
    assertThat(send(sender(), "http://user@127.0.0.1/")).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void nameThatIsNotThere_isAFailure_andASlowOneDelaysNobody() throws Exception {
    Receiver receiver = receiver(new Reply.Status(200));
    CountDownLatch over = new CountDownLatch(1);
    Sender sender =
        sender(name -> {
          if (name.equals("missing.example")) {
            throw new UnknownHostException(name);
          }
          if (name.startsWith("slow")) {
            waitFor(over);
          }
          return at("127.0.0.1");
        });
    List<CompletableFuture<Outcome>> slow = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      slow.add(sender.send(parcel("http://slow.example:" + receiver.port() + "/")));
    }
    assertThat(send(sender, "http://missing.example/"))
        .isEqualTo(new Outcome.Failed("the name missing.example has no address"));
    assertThat(send(sender, "http://quick.example:" + receiver.port() + "/"))
        .isEqualTo(new Outcome.Delivered(200));
    for (int i = 1; i < Names.PER_TENANT; i++) {
      slow.add(sender.send(parcel("http://slow-" + i + ".example/")));
    }
    assertThat(send(sender, "http://one-more.example/").toString())
        .as("of this tenant")
        .contains("too many");
    Parcel others =
        new Parcel(2, "http://quick.example:" + receiver.port() + "/", SECRET, "test", "18", BODY);
    assertThat(sender.send(others).join()).isEqualTo(new Outcome.Delivered(200));
    for (CompletableFuture<Outcome> each : slow) {
      assertThat(each.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Failed.class);
    }
    over.countDown();
    assertThat(receiver.requests()).as("nothing is sent when it is too late").hasSize(2);
  }

  private static void waitFor(CountDownLatch over) {
    try {
      assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static InetAddress[] at(String... addresses) throws UnknownHostException {
    InetAddress[] found = new InetAddress[addresses.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = InetAddress.getByName(addresses[i]);
    }
    return found;
  }

  private Receiver receiver(Reply reply) {
    Receiver made = new Receiver(reply);
    parts.add(made);
    return made;
  }

  private Sender sender() {
    return sender(name -> {
      throw new UnknownHostException(name);
    });
  }

  private Sender sender(Names.Book book) {
    return sender(http, book);
  }

  private Sender sender(HttpClient client, Names.Book book) {
    Names names = new Names(book);
    parts.add(names);
    Guard guard = new Guard(CidrSet.parse(List.of("127.0.0.1")));
    return new Sender(client, names, guard, InstantSource.fixed(NOW), "test", PATIENCE);
  }

  private static Parcel parcel(String url) {
    return new Parcel(1, url, SECRET, "test", "17", BODY);
  }

  private static Outcome send(Sender sender, String url) {
    return sender.send(parcel(url)).join();
  }
}
