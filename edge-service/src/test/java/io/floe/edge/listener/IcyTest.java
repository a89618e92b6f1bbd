package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Broadcast;
import io.floe.testkit.RawListener;
import io.floe.wire.audio.Chunk;
import io.floe.wire.config.Mount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the titles, the audio is the source's and each title stands where its audio does. */
class IcyTest {

  private static final int METAINT = 16_000;
  private static final String[] SCRIPTS = {
    "abc DEF 'quoted' \"x\" \\ ",
    "Grüße é ñ ",
    "Московские вечера ",
    "夜に駆ける",
    "🎵🎶👩‍🎤",
    "שלום عليكم"
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void titlesOfAnyLength_leaveTheAudioWholeAndStandAtTheirPlace(long seed) throws Exception {
    Random random = new Random(seed);
    Broadcast source = new Broadcast(seed);
    TreeMap<Integer, byte[]> titles = new TreeMap<>(Map.of(0, new byte[0]));
    try (Studio studio = new Studio()) {
      Mount settings = Studio.mount("/live", 1 << 20, Mount.Latency.LOW, null);
      LiveMount live = studio.open("/live", Studio.MP3, settings);
      feed(live, source, titles, random, random.nextInt(40));
      try (RawListener listener = studio.get("/live", "Icy-MetaData: 1")) {
        assertThat(RawListener.header(listener.head(), "icy-metaint")).contains("16000");
        CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> all(listener));
        for (int round = 0; round < 4; round++) {
          feed(live, source, titles, random, 1 + random.nextInt(25));
          int fed = source.bytes().length;
          Awaitility.await().until(() -> studio.counters.bytes() >= fed);
        }
        live.ring().end();
        check(received.get(20, TimeUnit.SECONDS), source.bytes(), titles);
      }
    }
  }

  private static byte[] all(RawListener listener) {
    try {
      return listener.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void feed(
      LiveMount live,
      Broadcast source,
      TreeMap<Integer, byte[]> titles,
      Random random,
      int chunks) {
    for (int i = 0; i < chunks; i++) {
      if (random.nextInt(4) == 0) {
        byte[] title = title(random);
        live.ring().append(source.title(title), 0);
        titles.put(source.bytes().length, title);
      }
      if (random.nextInt(30) == 0) {
        source.newEpoch();
        titles.put(source.bytes().length, new byte[0]);
      }
      live.ring().append(source.audio(1 + random.nextInt(random.nextBoolean() ? 600 : 20_000)), 0);
    }
  }

  private static byte[] title(Random random) {
    int length = random.nextInt(5) == 0 ? random.nextInt(5001) : random.nextInt(80);
    StringBuilder text = new StringBuilder();
    while (text.toString().getBytes(StandardCharsets.UTF_8).length < length) {
      text.append(SCRIPTS[random.nextInt(SCRIPTS.length)]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, Math.min(bytes.length, Math.min(length, Chunk.MAX_TITLE_BYTES)));
  }

  private static void check(byte[] received, byte[] source, TreeMap<Integer, byte[]> titles) {
    ByteArrayOutputStream audio = new ByteArrayOutputStream();
    String shown = null;
    int at = 0;
    while (at < received.length) {
      int size = Math.min(METAINT, received.length - at);
      audio.write(received, at, size);
      at += size;
      if (at == received.length) {
        break;
      }
      int length = (received[at++] & 0xff) * 16;
      if (length > 0) {
        shown = text(Arrays.copyOfRange(received, at, at + length));
        at += length;
      }
      byte[] due = titles.floorEntry(audio.size()).getValue();
      assertThat(shown).as("title at byte %d", audio.size()).isEqualTo(expected(due));
    }
    assertThat(audio.toByteArray()).isEqualTo(source);
  }

  /** The title of a block, which must be well-formed. */
  private static String text(byte[] block) {
    int end = block.length;
    while (end > 0 && block[end - 1] == 0) {
      end--;
    }
    assertThat(block.length - end).as("padding").isLessThan(16);
    String text = new String(block, 0, end, StandardCharsets.UTF_8);
    assertThat(text).startsWith("StreamTitle='").endsWith("';").doesNotContain("\0");
    return text.substring("StreamTitle='".length(), text.length() - 2);
  }

  /** The longest start of the title, whole characters only, that fits 4080 bytes of block. */
  private static String expected(byte[] title) {
    String text = new String(title, StandardCharsets.UTF_8);
    if (title.length <= 4080 - 15) {
      return text;
    }
    int end = 0;
    int bytes = 0;
    while (end < text.length()) {
      int size = Character.toString(text.codePointAt(end)).getBytes(StandardCharsets.UTF_8).length;
      if (bytes + size > 4080 - 15) {
        break;
      }
      bytes += size;
      end += Character.charCount(text.codePointAt(end));
    }
    return text.substring(0, end);
  }
}
