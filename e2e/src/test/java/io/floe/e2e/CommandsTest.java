package io.floe.e2e;

import static io.floe.e2e.Broadcasts.assertOneAfterTheOther;
import static io.floe.e2e.Broadcasts.awaitHeard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.Audiences;
import io.floe.wire.command.Audiences.Found;
import io.floe.wire.command.Audiences.Seat;
import io.floe.wire.command.Commands;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator does to a cluster of processes: by a node as the control plane is one, by REST.
 */
@ExtendWith(Platform.Shared.class)
class CommandsTest {

  private static final MountName LIVE = new MountName("/live");
  private static final MountName BACKUP = new MountName("/backup");

  @TempDir Path temp;

  @Test
  void listenersAreListedKickedAndMoved_andSourcesClosed() throws Exception {
    try (Nodes floe = new Nodes("ingest-1", "edge-1", "edge-2")) {
      List<String> names = List.of("ingest-1", "edge-1", "edge-2");
      for (String each : names) {
        floe.configure(each, ConfigTest.config(1, "", "", ConfigTest.OLD));
        floe.start(each);
      }
      names.forEach(floe::awaitReady);
      try (ClusteredBus bus = floe.join("operator");
          Heart heart =
              new Heart(
                  bus,
                  new NodeInfo(bus.self(), NodeInfo.Role.ADMIN, "test", 1, 1),
                  Report.Admin::new)) {
        await().atMost(Duration.ofSeconds(30)).until(() -> heart.peers().size() == 3);
        operate(floe, new Commands(bus, heart), new Audiences(bus, heart));
      }
    }
  }

  @Test
  void listenersAreListedOverRest_andOneIsClosed(Platform floe) throws IOException {
    Rest rest = floe.rest();
    rest.create("/mounts", "{\"name\": \"/desk\", \"tenant\": \"default\"}");
    Path leaves = temp.resolve("leaves");
    Path stays = temp.resolve("stays");
    Process one = null;
    Process two = null;
    try (PacedSource source =
        Broadcasts.source(floe.ingest(1), "/desk", Numbered.seconds(3, 120))) {
      one = curl(floe.edge(1), "/desk", "leaves/1", leaves);
      two = curl(floe.edge(2), "/desk", "stays/2", stays);
      JsonNode list = awaitListed(rest, 2);
      assertThat(list.path("allEdgesAnswered").asBoolean()).isTrue();
      assertThat(list.has("next")).isFalse();
      JsonNode first = named(list, "leaves/1");
      JsonNode second = named(list, "stays/2");
      assertThat(first.path("address").asText()).isEqualTo("127.0.0.1");
      assertThat(first.path("edge").asText()).isNotEqualTo(second.path("edge").asText());
      assertThat(Instant.parse(first.path("connectedAt").asText()))
          .isBetween(Instant.now().minusSeconds(60), Instant.now());
      assertThat(second.path("behind").asInt()).isBetween(0, 20_000);

      rest.delete("/mounts/desk/listeners/" + first.path("id").asText());
      await().atMost(Duration.ofSeconds(10)).until(not(one));
      awaitNewest(stays, Numbered.lastWithin(source.sent()));
      assertThat(two.isAlive()).isTrue();
      assertThat(Numbered.runs(Files.readAllBytes(stays))).hasSize(1);
      assertThat(named(awaitListed(rest, 1), "stays/2").path("id")).isEqualTo(second.path("id"));

      Rest.Answer again =
          rest.ask("DELETE", "/mounts/desk/listeners/" + first.path("id").asText(), "");
      assertThat(again.status()).as(again.body()).isEqualTo(404);
      assertThat(rest.get("/audit?limit=50").path("items"))
          .anySatisfy(each -> {
            assertThat(each.path("action").asText()).isEqualTo("kick listener");
            assertThat(each.path("object").asText()).contains(first.path("id").asText());
          });
    } finally {
      end(one);
      end(two);
      rest.delete("/mounts/desk");
    }
  }

  @Test
  void listenersAreMovedAndAllClosed_andTheSource_overRest(Platform floe) {
    Rest rest = floe.rest();
    for (String mount : List.of("/stage", "/hall", "/foyer")) {
      rest.create("/mounts", "{\"name\": \"%s\", \"tenant\": \"default\"}".formatted(mount));
    }
    try (PacedSource stage = Broadcasts.source(floe.ingest(1), "/stage", Numbered.seconds(5, 120));
        PacedSource hall = Broadcasts.source(floe.ingest(1), "/hall", Numbered.seconds(6, 120));
        PacedSource foyer = Broadcasts.source(floe.ingest(1), "/foyer", Numbered.seconds(7, 120));
        Recorder one = new Recorder(floe.edge(1), "/stage");
        Recorder two = new Recorder(floe.edge(2), "/stage");
        Recorder others = new Recorder(floe.edge(2), "/foyer")) {
      awaitHeard(one, 5, stage);
      awaitHeard(two, 5, stage);
      assertThat(affected(rest, "/mounts/stage/move-listeners", "{\"to\": \"/hall\"}"))
          .isEqualTo(2);
      for (Recorder moved : List.of(one, two)) {
        awaitHeard(moved, 6, hall);
        assertOneAfterTheOther(moved, 5, 6);
      }
      assertThat(stage.ended()).isFalse();
      assertThat(affected(rest, "/mounts/stage/kick-source", "")).isEqualTo(1);
      await().atMost(Duration.ofSeconds(10)).until(stage::ended);
      assertThat(affected(rest, "/mounts/hall/kick-listeners", "")).isEqualTo(2);
      await().atMost(Duration.ofSeconds(10)).until(() -> one.ended() && two.ended());
      assertThat(affected(rest, "/mounts/hall/kick-listeners", "")).isZero();
      awaitHeard(others, 7, foyer);
      Broadcasts.assertOnePiece(others, 7);
      assertThat(hall.ended()).isFalse();
      assertThat(rest.get("/audit?limit=50").path("items").findValuesAsText("action"))
          .contains("move listeners", "kick source", "kick listeners");
    } finally {
      for (String mount : List.of("stage", "hall", "foyer")) {
        rest.delete("/mounts/" + mount);
      }
    }
  }

  private static int affected(Rest rest, String command, String body) {
    Rest.Answer answer = rest.ask("POST", command, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().path("affected").asInt();
  }

  @Test
  void listenersAreListed_oneIsClosed_andTheSource_byIcecastsPages(Platform floe)
      throws IOException {
    Rest rest = floe.rest();
    rest.create("/mounts", "{\"name\": \"/panel\", \"tenant\": \"default\"}");
    Path leaves = temp.resolve("leaves");
    Path stays = temp.resolve("stays");
    Process one = null;
    Process two = null;
    try (PacedSource source =
        Broadcasts.source(floe.ingest(1), "/panel", Numbered.seconds(4, 120))) {
      one = curl(floe.edge(1), "/panel", "leaves/1", leaves);
      two = curl(floe.edge(2), "/panel", "stays/2", stays);
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsMatching(failure -> failure instanceof AssertionError)
          .until(
              () -> rest.icecast("listclients?mount=/panel").contains("<Listeners>2</Listeners>"));
      String list = rest.icecast("listclients?mount=/panel");
      Matcher leaving =
          Pattern.compile("leaves/1</UserAgent><Connected>\\d+</Connected><ID>(\\d+)</ID>")
              .matcher(list);
      assertThat(leaving.find()).as(list).isTrue();
      assertThat(list).contains("<UserAgent>stays/2</UserAgent>", "<IP>127.0.0.1</IP>");

      String kill = "killclient?mount=/panel&id=" + leaving.group(1);
      assertThat(rest.icecast(kill)).contains("<return>1</return>");
      await().atMost(Duration.ofSeconds(10)).until(not(one));
      awaitNewest(stays, Numbered.lastWithin(source.sent()));
      assertThat(two.isAlive()).isTrue();
      assertThat(Numbered.runs(Files.readAllBytes(stays))).hasSize(1);
      assertThat(rest.icecast(kill)).contains("not found").contains("<return>0</return>");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> rest.icecast("stats?mount=/panel").contains("<listeners>1</listeners>"));

      String title = "metadata?mode=updinfo&mount=/panel&song=Panel+song";
      assertThat(rest.icecast(title)).contains("<return>1</return>");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> rest.icecast("stats").contains("<title>Panel song</title>"));

      assertThat(source.ended()).isFalse();
      assertThat(rest.icecast("killsource?mount=/panel")).contains("Source Removed");
      await().atMost(Duration.ofSeconds(10)).until(source::ended);
    } finally {
      end(one);
      end(two);
      rest.delete("/mounts/panel");
    }
  }

  private Process curl(int port, String mount, String agent, Path into) {
    return Programs.start(
        temp.resolve("curl.log"),
        List.of(
            "curl",
            "-s",
            "-N",
            "-A",
            agent,
            "-o",
            into.toString(),
            "http://127.0.0.1:" + port + mount));
  }

  private static void end(@Nullable Process curl) {
    if (curl != null) {
      curl.destroy();
    }
  }

  private static Callable<Boolean> not(Process alive) {
    return () -> !alive.isAlive();
  }

  private static JsonNode awaitListed(Rest rest, int count) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> rest.get("/mounts/desk/listeners"), list -> list.path("total").asInt() == count);
  }

  private static JsonNode named(JsonNode list, String agent) {
    for (JsonNode each : list.path("items")) {
      if (each.path("userAgent").asText().equals(agent)) {
        return each;
      }
    }
    throw new AssertionError("no " + agent + " in " + list);
  }

  private static void awaitNewest(Path recording, int frame) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            Numbered.newest(Files.readAllBytes(recording))
                .filter(newest -> newest.last() >= frame)
                .isPresent());
  }

  private static void operate(Nodes floe, Commands commands, Audiences audiences) throws Exception {
    int ingest = floe.port("ingest-1");
    try (PacedSource source = Broadcasts.source(ingest, "/live", Numbered.seconds(1, 120));
        PacedSource other = Broadcasts.source(ingest, "/backup", Numbered.seconds(2, 120));
        Recorder one = new Recorder(floe.port("edge-1"), "/live");
        Recorder two = new Recorder(floe.port("edge-2"), "/live")) {
      awaitHeard(one, 1, source);
      awaitHeard(two, 1, source);

      Found found = audiences.of(LIVE, 100).get(10, TimeUnit.SECONDS);
      assertThat(found.whole()).isTrue();
      assertThat(found.total()).isEqualTo(2);
      assertThat(found.seats())
          .extracting(seat -> seat.listener().agent() + " " + seat.listener().address())
          .containsOnly("recorder/1 127.0.0.1");
      Seat first =
          found.seats().stream()
              .filter(seat -> seat.edge().value().startsWith("edge-1-"))
              .findFirst()
              .orElseThrow();
      assertThat(give(commands, new Command.KickListener(LIVE, first.listener().number())))
          .isEqualTo(1);
      await().atMost(Duration.ofSeconds(10)).until(one::ended);

      assertThat(give(commands, new Command.MoveListeners(LIVE, BACKUP))).isEqualTo(1);
      awaitHeard(two, 2, other);
      assertOneAfterTheOther(two, 1, 2);

      assertThat(give(commands, new Command.KickSource(LIVE))).isEqualTo(1);
      await().atMost(Duration.ofSeconds(10)).until(source::ended);
      assertThat(other.ended()).isFalse();
      assertThat(two.ended()).isFalse();

      assertThat(give(commands, new Command.KickListeners(BACKUP))).isEqualTo(1);
      await().atMost(Duration.ofSeconds(10)).until(two::ended);
      assertThat(audiences.of(BACKUP, 100).get(10, TimeUnit.SECONDS).total()).isZero();
    }
  }

  private static int give(Commands commands, Command command) throws Exception {
    return commands.send(command).get(10, TimeUnit.SECONDS);
  }
}
