package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.ingest.source.Body.Step;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DechunkerTest {

  private final ByteArrayOutputStream audio = new ByteArrayOutputStream();

  @Test
  void chunks_areJoined() {
    assertThat(take("4\r\nWiki\r\n5\r\npedia\r\nE\r\n in\r\n\r\nchunks.\r\n0\r\n\r\n"))
        .isEqualTo(Step.END);
    assertThat(audio()).isEqualTo("Wikipedia in\r\n\r\nchunks.");
  }

  @Test
  void extensionsAndTrailers_areDropped() {
    assertThat(take("3;name=\"v\";x\r\nabc\r\n0;last\r\nExpires: never\r\nX: y\r\n\r\n"))
        .isEqualTo(Step.END);
    assertThat(audio()).isEqualTo("abc");
  }

  @Test
  void bareLineFeeds_areAccepted() {
    assertThat(take("3\nabc\n0\n\n")).isEqualTo(Step.END);
    assertThat(audio()).isEqualTo("abc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\n",
        "\r\n",
        "-1\r\n",
        "3\r\nabcd\r\n",
        "3\r\nabc4\r\n",
        "3\r\nabc\r\r\n",
        "FFFFFFFFF\r\n",
        "ID3"
      })
  void framingThatIsBroken_isSaidToBe(String bytes) {
    assertThat(take(bytes)).isEqualTo(Step.BROKEN);
  }

  @Test
  void endlessSizeLine_isBroken() {
    assertThat(take("3;" + "x".repeat(5000))).isEqualTo(Step.BROKEN);
  }

  @Test
  void endlessTrailers_areBroken() {
    assertThat(take("0\r\n" + "X: y\r\n".repeat(2000))).isEqualTo(Step.BROKEN);
  }

  @Test
  void anyChunksSplitAnywhere_comeOutWhole() {
    Random random = new Random(20261122);
    for (int round = 0; round < 300; round++) {
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      ByteArrayOutputStream framed = new ByteArrayOutputStream();
      int chunks = random.nextInt(20);
      for (int i = 0; i < chunks; i++) {
        byte[] data = new byte[1 + random.nextInt(400)];
        random.nextBytes(data);
        sent.writeBytes(data);
        String size = Integer.toHexString(data.length);
        line(
            framed,
            (random.nextBoolean() ? "000" : "") + size + (random.nextBoolean() ? ";e" : ""));
        framed.writeBytes(data);
        line(framed, "");
      }
      line(framed, "0");
      line(framed, "");
      audio.reset();
      Dechunker dechunker = new Dechunker();
      byte[] bytes = framed.toByteArray();
      Step step = Step.MORE;
      int at = 0;
      while (at < bytes.length) {
        assertThat(step).isEqualTo(Step.MORE);
        int n = Math.min(bytes.length - at, 1 + random.nextInt(50));
        step = dechunker.take(bytes, at, n, audio::write);
        at += n;
      }
      assertThat(step).isEqualTo(Step.END);
      assertThat(audio.toByteArray()).isEqualTo(sent.toByteArray());
    }
  }

  @Test
  void anyBytes_doNotThrow() {
    Random random = new Random(4711);
    String letters = "0123456789abcdefABCDEF;\r\n\r\n x";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      audio.reset();
      assertThat(take(text.toString())).isNotNull();
      assertThat(audio.size()).isLessThan(40);
    }
  }

  private Step take(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new Dechunker().take(bytes, 0, bytes.length, audio::write);
  }

  private String audio() {
    return audio.toString(StandardCharsets.ISO_8859_1);
  }

  private static void line(ByteArrayOutputStream out, String text) {
    out.writeBytes((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }
}
