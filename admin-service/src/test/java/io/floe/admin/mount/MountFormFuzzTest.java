package io.floe.admin.mount;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.floe.admin.rest.Refusal;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Mount;
import io.floe.wire.config.SnapshotRules;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the body, it is refused by fields or makes a mount that the data plane takes. */
class MountFormFuzzTest {

  private static final int ROUNDS = 20_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<String> FIELDS =
      List.of(
          "name",
          "tenant",
          "enabled",
          "public",
          "streamName",
          "description",
          "genre",
          "url",
          "contentType",
          "burst",
          "latency",
          "maxListeners",
          "maxDuration",
          "fallback",
          "takeover",
          "sourceTimeout",
          "charset",
          "allowed",
          "banned",
          "bannedAgents",
          "auth",
          "passwordHash",
          "managed",
          "nothing",
          "");

  private static final List<String> TEXTS =
      List.of(
          "/live",
          "/q",
          "north",
          "low",
          "always",
          "10s",
          "99999999h",
          "0ms",
          "UTF-8",
          "x y",
          "audio/mpeg",
          "10.0.0.0/8",
          "10.0.0.1/8",
          "::1",
          "http://radio.example",
          "http://",
          "\u0000",
          "\n",
          "",
          "é\uD800",
          "$2b$10$C6UzMDM.H6dfI/f/IKcEeO7ZBnHBmZNn0HHn/0v3fpEtqJhoS0nUW",
          "x".repeat(600));

  @Test
  void anyBody_isRefusedOrMakesAMount() {
    Random random = new Random(20261125);
    int made = 0;
    for (int i = 0; i < ROUNDS; i++) {
      ObjectNode body = JSON.objectNode();
      int fields = random.nextInt(6);
      for (int f = 0; f < fields; f++) {
        body.set(FIELDS.get(random.nextInt(FIELDS.size())), value(random, 0));
      }
      try {
        Mount mount = MountForm.read(body, false).over(Mount.onTheFly(new MountName("/fuzzed")));
        SnapshotRules.check(
            ConfigSnapshot.EMPTY
                .with()
                .tenants(
                    List.of(
                        ConfigSnapshot.Tenant.of("north").with().mounts(List.of(mount)).build()))
                .build());
        made++;
      } catch (Refusal refused) {
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.mistakes()).as(body.toString()).isNotEmpty();
      }
    }
    assertThat(made).isPositive();
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth > 2 ? 6 : 8)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2 -> JSON.numberNode(random.nextLong());
      case 3 -> JSON.numberNode(random.nextInt(100_000));
      case 4, 5 -> JSON.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
      case 6 -> {
        var list = JSON.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.add(value(random, depth + 1));
        }
        yield list;
      }
      default -> JSON.objectNode().set("x", value(random, depth + 1));
    };
  }
}
