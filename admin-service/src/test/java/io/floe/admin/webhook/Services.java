package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.floe.admin.publish.Changes;
import io.floe.admin.vault.Vault;
import io.floe.admin.webhook.Receiver.Reply;
import io.floe.wire.client.CidrSet;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Admin services side by side on one real database, against receivers that do what they like. Their
 * clock stands in a year of its own, so that the service of the test has nothing to do with it.
 */
abstract class Services {

  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final String SECRET = "a-secret-of-a-receiver";

  @Inject AgroalDataSource source;
  @Inject Changes changes;
  @Inject ObjectMapper json;
  @Inject Vault vault;
  @Inject Vertx vertx;
  @Inject Webhooks webhooks;

  final SetClock clock = new SetClock();
  final Scene scene = new Scene();
  final Deque<AutoCloseable> parts = new ArrayDeque<>();

  @BeforeEach
  void open() throws SQLException {
    // What it has seen before it looks is none of its business any more.
    Awaitility.await().atMost(Duration.ofSeconds(90)).until(webhooks::looking);
    run("delete from tenants", "delete from told_streams");
    run(
        "insert into tenants (id, name, create_mounts) values (901, 'north', true), (902, 'south', true)");
  }

  @AfterEach
  void close() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
    run("delete from tenants", "delete from told_streams");
  }

  /** One admin service. */
  final class Service {
    final Counters counters = new Counters();
    final HttpClient http = Webhooks.client(vertx);
    final Names names = new Names(InetAddress::getAllByName);
    final List<Change> others = new ArrayList<>();
    final Outbox outbox;
    final Dispatcher dispatcher;
    final Watcher watcher;

    Service() {
      parts.push(names);
      parts.push(() -> http.close().toCompletionStage().toCompletableFuture().join());
      Sender sender =
          new Sender(
              http,
              names,
              new Guard(CidrSet.parse(List.of("127.0.0.1"))),
              clock,
              "test",
              Duration.ofSeconds(5));
      outbox = new Outbox(changes, json, new Backoff(new Random(1)), counters);
      dispatcher = new Dispatcher(outbox, sender, vault, clock, counters, () -> {});
      Teller teller = new Teller(changes, outbox, clock);
      watcher = new Watcher(scene, changes, teller, this::taken, clock, counters);
    }

    private List<Change> taken() {
      List<Change> all = List.copyOf(others);
      others.clear();
      return all;
    }

    /** Until it has been here long enough to look. */
    Service settled() {
      watcher.step(true);
      clock.move(Watcher.SETTLE);
      watcher.step(true);
      return this;
    }

    /** Looks and sends until nothing is left to do at this moment. */
    void work() {
      watcher.step(true);
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> {
            dispatcher.step();
            return dispatcher.inHand() == 0;
          });
    }

    /** Looks until changes that take a moment are seen, and sends. */
    void workFor(Duration time) {
      work();
      clock.move(time);
      work();
    }
  }

  void enable() {
    try {
      run("update webhooks set enabled = true, events = 'source.lost'");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> events(Receiver receiver) {
    return receiver.requests().stream().map(request -> request.header("Floe-Event")).toList();
  }

  static String signatureOf(Receiver.Request request) {
    String header = request.header("Floe-Signature");
    long at = Long.parseLong(header.substring(2, header.indexOf(',')));
    return Signature.of(
        SECRET, Instant.ofEpochSecond(at), request.body().getBytes(StandardCharsets.UTF_8));
  }

  Receiver receiver(Function<Receiver.Request, Reply> answer) {
    Receiver made = new Receiver(answer);
    parts.push(made);
    return made;
  }

  void hook(long id, long tenant, String url, String events, boolean enabled) {
    try {
      run(
          "insert into webhooks (id, tenant_id, url, events, enabled, secret, created_at) values"
              + " (%d, %d, '%s', '%s', %b, '%s', now())"
                  .formatted(
                      id, tenant, url, events, enabled, vault.seal(SECRET, Dispatcher.place(id))));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  static void join(List<Thread> threads) {
    for (Thread each : threads) {
      try {
        assertThat(each.join(PATIENCE)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void run(String... statements) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  String text(String query) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      assertThat(found.next()).isTrue();
      return found.getString(1);
    }
  }

  long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }
}
