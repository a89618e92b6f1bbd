package io.floe.admin.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Sibling;
import io.floe.wire.config.SnapshotRules;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the list, it is refused with a reason, or the data plane takes it. */
class SiblingFormFuzzTest {

  private static final int ROUNDS = 20_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<JsonNode> VALUES =
      List.of(
          JSON.nullNode(),
          JSON.booleanNode(true),
          JSON.numberNode(1),
          JSON.numberNode(96),
          JSON.numberNode(48_000),
          JSON.numberNode(Long.MAX_VALUE),
          JSON.numberNode(1.5),
          JSON.textNode("mp3"),
          JSON.textNode(".mp3"),
          JSON.textNode("-low.opus"),
          JSON.textNode("./x"),
          JSON.textNode("\u0000"),
          JSON.textNode("."),
          JSON.textNode("opus"),
          JSON.arrayNode(),
          JSON.objectNode());

  @Test
  void anyList_isRefusedOrTaken() {
    Random random = new Random(5);
    int taken = 0;
    for (int i = 0; i < ROUNDS; i++) {
      ArrayNode list = JSON.arrayNode();
      for (int entries = random.nextInt(10); entries > 0; entries--) {
        list.add(random.nextInt(20) == 0 ? any(random) : sibling(random, list.size()));
      }
      List<Sibling> siblings;
      try {
        siblings = SiblingForm.list(list);
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).as(list.toString()).matches("(?s)(is|has) .+");
        continue;
      }
      SnapshotRules.check(
          ConfigSnapshot.EMPTY
              .with()
              .tenants(List.of(Tenant.of("north").with().siblings(siblings).build()))
              .build());
      taken += siblings.isEmpty() ? 0 : 1;
    }
    assertThat(taken).isPositive();
  }

  private static ObjectNode sibling(Random random, int number) {
    ObjectNode sibling = JSON.objectNode();
    sibling.put("suffix", ".s" + number).put("codec", "opus").put("bitrate", 96);
    if (random.nextInt(3) == 0) {
      List<String> fields =
          List.of("suffix", "codec", "bitrate", "sampleRate", "channels", "onDemand", "x");
      sibling.set(fields.get(random.nextInt(fields.size())), any(random));
    }
    return sibling;
  }

  private static JsonNode any(Random random) {
    return VALUES.get(random.nextInt(VALUES.size()));
  }
}
