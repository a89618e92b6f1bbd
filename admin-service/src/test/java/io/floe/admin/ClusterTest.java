package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.CommandDesk;
import io.floe.wire.command.CommandDesk.Done;
import io.floe.wire.report.Report;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is changed and commanded here, seen from other nodes of the cluster, on real sockets. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class ClusterTest {

  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final MountName LIVE = new MountName("/live");

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject FeedPublisher publisher;

  @ConfigProperty(name = "floe.cluster.name")
  String cluster;

  @ConfigProperty(name = "floe.cluster.port")
  int port;

  @TempDir Path folder;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final BlockingQueue<Command> heard = new LinkedBlockingQueue<>();
  private Platform platform;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    new World(source).lay();
    patch("{\"genre\":\"blues\"}");
  }

  @AfterEach
  void leave() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }

  @Test
  void nodeWithAnEmptyDisk_getsTheNewestSnapshot_andEveryChangeWithinASecond() {
    Neighbour edge = edge(Done.to(0));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> edge.feed.version() == publisher.newest().version());
    Duration fastest = Duration.ofDays(1);
    for (String genre : List.of("jazz", "folk", "rock")) {
      long start = System.nanoTime();
      patch("{\"genre\":\"" + genre + "\"}");
      Awaitility.await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(Duration.ofSeconds(10))
          .until(() -> genre.equals(edge.feed.current().settings(LIVE).genre()));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      fastest = took.compareTo(fastest) < 0 ? took : fastest;
    }
    assertThat(fastest).as("the others may have met a busy machine").isLessThan(AT_ONCE);
    assertThat(edge.feed.current()).isEqualTo(publisher.newest());
  }

  @Test
  void commands_reachThoseWhomTheyConcern_andTellHowManyTheyAffected() {
    ingest(Done.to(1));
    edge(Done.to(2));
    edge(Done.to(3));
    assertThat(affected("kick-source", null, 1)).isEqualTo(1);
    assertThat(heard).containsOnly(new Command.KickSource(LIVE));
    heard.clear();
    assertThat(affected("kick-listeners", null, 2)).isEqualTo(5);
    assertThat(heard).containsOnly(new Command.KickListeners(LIVE));
    heard.clear();
    assertThat(affected("move-listeners", "{\"to\":\"/backup\"}", 2)).isEqualTo(5);
    assertThat(heard).containsOnly(new Command.MoveListeners(LIVE, new MountName("/backup")));
    heard.clear();
    assertThat(command("kick-source", World.as("viewer"), null).status()).isEqualTo(403);
    assertThat(command("kick-listeners", World.as("foreign"), null).status()).isEqualTo(404);
    assertThat(heard).as("who may not, reaches nobody").isEmpty();
  }

  @Test
  void snapshotThatWasNotMadeFromTheDatabase_isReplaced() {
    Neighbour edge = edge(Done.to(0));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> edge.feed.version() == publisher.newest().version());
    long foreign = publisher.newest().version() + 1_000_000;
    edge.feed.publish(edge.feed.current().with().version(foreign).tenants(List.of()).build());
    edge.heart.quicken();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> edge.feed.version() > foreign && edge.feed.current().mount(LIVE).isPresent());
    patch("{\"genre\":\"swing\"}");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> "swing".equals(edge.feed.current().settings(LIVE).genre()));
  }

  @Test
  void refusalOfTheNodes_isTold() {
    edge(new Done(0, "/backup has another content type than /live"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          Platform.Answer answer =
              command("move-listeners", World.as("admin"), "{\"to\":\"/backup\"}");
          assertThat(answer.status()).as(answer.text()).isEqualTo(409);
          assertThat(answer.text()).contains("another content type");
        });
  }

  @Test
  void listeners_stayWithTheirTenant() {
    assertThat(command("move-listeners", Platform.admin(), "{\"to\":\"/south\"}").status())
        .isEqualTo(409);
    assertThat(command("move-listeners", World.as("admin"), "{\"to\":\"/south\"}").status())
        .isEqualTo(404);
    assertThat(command("move-listeners", World.as("admin"), "{\"to\":\"/live\"}").status())
        .isEqualTo(400);
  }

  private Neighbour edge(Done done) {
    return join(NodeInfo.Role.EDGE, () -> new Report.Edge(0, 0, List.of()), done);
  }

  private void ingest(Done done) {
    var _ = join(NodeInfo.Role.INGEST, () -> new Report.Ingest(0, 0), done);
  }

  private Neighbour join(NodeInfo.Role role, Supplier<Report> report, Done done) {
    String name = "neighbour-" + parts.size();
    Neighbour made = new Neighbour(name, cluster, port, folder, role, report);
    parts.push(made);
    new CommandDesk(
        made.bus,
        (command, answer) -> {
          heard.add(command);
          answer.accept(done);
        });
    return made.met();
  }

  /** What the answer says, once that many nodes have been reached. */
  private int affected(String command, String body, int nodes) {
    int[] affected = new int[1];
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          heard.clear();
          Platform.Answer answer = command(command, World.as("admin"), body);
          assertThat(answer.status()).as(answer.text()).isEqualTo(200);
          affected[0] = answer.json().path("affected").asInt();
          return heard.size() == nodes;
        });
    return affected[0];
  }

  private Platform.Answer command(String command, List<String> who, String body) {
    return platform.call("POST", "/api/v1/mounts/live/" + command, who, body);
  }

  private void patch(String body) {
    Platform.Answer answer = platform.call("PATCH", "/api/v1/mounts/live", World.as("admin"), body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }
}
