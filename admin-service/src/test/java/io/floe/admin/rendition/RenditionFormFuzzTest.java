package io.floe.admin.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.RenditionRow;
import io.floe.wire.config.Codec;
import io.floe.wire.config.RenditionRules;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the body, it is refused by fields, or makes a row that the rules can judge. */
class RenditionFormFuzzTest {

  private static final int ROUNDS = 20_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<String> FIELDS =
      List.of(
          "from",
          "to",
          "tenant",
          "codec",
          "bitrate",
          "sampleRate",
          "channels",
          "public",
          "onDemand",
          "managed",
          "nothing",
          "");

  private static final List<String> TEXTS =
      List.of("/live", "/q", "north", "mp3", "opus", "MP3", "96", "\u0000", "", "é\uD800", "/a\nb");

  @Test
  void anyBody_isRefusedOrMakesARow() {
    Random random = new Random(20261127);
    int sound = 0;
    int judged = 0;
    for (int i = 0; i < ROUNDS; i++) {
      ObjectNode body = JSON.objectNode();
      int fields = random.nextInt(5);
      for (int f = 0; f < fields; f++) {
        body.set(FIELDS.get(random.nextInt(FIELDS.size())), value(random, 0));
      }
      RenditionRow row = row();
      try {
        RenditionForm.read(body, random.nextInt(8) == 0, random.nextInt(8) == 0).over(row);
      } catch (Refusal refused) {
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.mistakes()).as(body.toString()).isNotEmpty();
        continue;
      }
      judged++;
      sound += RenditionRules.wrong(row.rendition()).isEmpty() ? 1 : 0;
    }
    assertThat(sound).isPositive();
    assertThat(judged).isGreaterThan(sound);
  }

  private static RenditionRow row() {
    RenditionRow row = new RenditionRow();
    row.fromMount = "/live";
    row.toMount = "/low";
    row.codec = Codec.MP3;
    row.bitrate = 64;
    return row;
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth > 2 ? 8 : 10)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2 -> JSON.numberNode(random.nextLong());
      case 3 -> JSON.numberNode(random.nextInt(400));
      case 4 -> JSON.numberNode(List.of(1, 2, 96, 44_100, 48_000).get(random.nextInt(5)));
      case 5 -> JSON.numberNode(random.nextDouble());
      case 6, 7 -> JSON.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
      case 8 -> {
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
