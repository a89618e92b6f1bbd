package io.floe.wire.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.MessageCodec.Broken;
import io.floe.wire.bus.MessageCodec.Decoded;
import io.floe.wire.bus.MessageCodec.Known;
import io.floe.wire.bus.MessageCodec.Unknown;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageCodecTest {

  private static final int FUZZED = 100_000;

  static Set<String> olderNames() {
    return SampleMessages.older().keySet();
  }

  static Set<String> names() {
    return SampleMessages.all().keySet();
  }

  private static Map<String, String> golden() throws IOException {
    Map<String, String> golden = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    MessageCodecTest.class.getResourceAsStream("messages-1.hex")),
                StandardCharsets.US_ASCII))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> golden.put(line.split(" ")[0], line.split(" ")[1]));
    }
    return golden;
  }

  private static Buffer encoded(Message message) {
    Buffer out = Buffer.buffer();
    MessageCodec.encode(out, SampleMessages.SENDER, message);
    return out;
  }

  private static String hex(Buffer buffer) {
    return HexFormat.of().formatHex(buffer.getBytes());
  }

  private static Buffer unhex(String hex) {
    return Buffer.buffer(HexFormat.of().parseHex(hex));
  }

  @Test
  void every_kind_of_message_has_golden_bytes() throws IOException {
    assertThat(
            SampleMessages.all().values().stream()
                .<Class<?>>map(Object::getClass)
                .collect(Collectors.toSet()))
        .contains(Message.class.getPermittedSubclasses())
        .hasSameSizeAs(
            java.util.Arrays.stream(Message.class.getPermittedSubclasses())
                .collect(Collectors.toSet()));
    Set<String> all = new TreeSet<>(names());
    all.addAll(olderNames());
    assertThat(golden().keySet()).containsExactlyInAnyOrderElementsOf(all);
  }

  @ParameterizedTest
  @MethodSource("olderNames")
  void bytes_of_an_older_release_become_their_message(String name) throws IOException {
    assertThat(MessageCodec.decode(unhex(golden().get(name)), 0))
        .usingRecursiveComparison()
        .isEqualTo(new Known(SampleMessages.SENDER, SampleMessages.older().get(name), false));
  }

  @ParameterizedTest
  @MethodSource("names")
  void message_becomes_its_golden_bytes(String name) throws IOException {
    assertThat(hex(encoded(SampleMessages.all().get(name)))).isEqualTo(golden().get(name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void golden_bytes_become_their_message(String name) throws IOException {
    assertThat(MessageCodec.decode(unhex(golden().get(name)), 0))
        .usingRecursiveComparison()
        .isEqualTo(new Known(SampleMessages.SENDER, SampleMessages.all().get(name), false));
  }

  @ParameterizedTest
  @MethodSource("names")
  void message_may_stand_behind_other_bytes(String name) {
    Buffer behind = Buffer.buffer("other").appendBuffer(encoded(SampleMessages.all().get(name)));
    assertThat(MessageCodec.decode(behind, 5)).isInstanceOf(Known.class);
  }

  @ParameterizedTest
  @MethodSource("names")
  void fields_of_a_newer_release_are_skipped_and_noticed(String name) {
    Message message = SampleMessages.all().get(name);
    assertThat(MessageCodec.decode(encoded(message).appendString("news"), 0))
        .usingRecursiveComparison()
        .isEqualTo(new Known(SampleMessages.SENDER, message, true));
  }

  @Test
  void new_fields_inside_a_group_are_skipped_and_noticed() {
    Buffer newer = Buffer.buffer();
    new FieldWriter(newer)
        .octet(1)
        .octet(8)
        .text("a")
        .number(7)
        .text("/live")
        .number(1)
        .group("x", (w, x) -> w.text("c").text("192.0.2.1").text("butt").number(99).text(x));
    assertThat(MessageCodec.decode(newer, 0))
        .isEqualTo(
            new Known(
                new NodeId("a"),
                new Message.Claim(
                    7,
                    new io.floe.wire.audio.StreamId(new MountName("/live"), 1),
                    new Message.Encoder("c", "192.0.2.1", "butt")),
                true));
  }

  @Test
  void unknown_type_or_version_is_said_to_be_unknown() {
    assertThat(MessageCodec.decode(Buffer.buffer(new byte[] {1, 120, 0}), 0))
        .isEqualTo(new Unknown("type 120"));
    assertThat(MessageCodec.decode(Buffer.buffer(new byte[] {2, 1, 0}), 0))
        .isEqualTo(new Unknown("version 2"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void message_cut_short_is_broken(String name) {
    Message message = SampleMessages.all().get(name);
    Buffer whole = encoded(message);
    // Without its last field, or the last two, a beat is one of an older release.
    Set<Integer> ends =
        message instanceof Message.Beat(var node, var report, var config)
            ? Set.of(
                whole.length() - encodedLength(config.digest()),
                whole.length() - encodedLength(config.digest()) - encodedLength(config.version()))
            : Set.of();
    for (int length = 0; length < whole.length(); length++) {
      if (ends.contains(length)) {
        continue;
      }
      assertThat(MessageCodec.decode(whole.getBuffer(0, length), 0))
          .as("first %s bytes", length)
          .isInstanceOf(Broken.class);
    }
  }

  private static int encodedLength(long number) {
    Buffer out = Buffer.buffer();
    new FieldWriter(out).number(number);
    return out.length();
  }

  @Test
  void huge_lengths_are_not_believed() {
    for (int type = 1; type <= 16; type++) {
      Buffer lying = Buffer.buffer();
      new FieldWriter(lying).octet(1).octet(type).text("a");
      for (long length : new long[] {Integer.MAX_VALUE, Long.MAX_VALUE, -1, 1L << 32}) {
        Buffer one = lying.copy();
        new FieldWriter(one).number(length).number(length);
        assertThat(MessageCodec.decode(one, 0)).isInstanceOf(Decoded.class);
      }
    }
    Buffer beacons = Buffer.buffer();
    new FieldWriter(beacons).octet(1).octet(2).text("a").number(1 << 28);
    assertThat(MessageCodec.decode(beacons, 0)).isInstanceOf(Broken.class);
  }

  @Test
  void mutated_bytes_never_throw() {
    Random random = new Random(20_261_122);
    List<Buffer> samples =
        SampleMessages.all().values().stream().map(MessageCodecTest::encoded).toList();
    int known = 0;
    int broken = 0;
    int unknown = 0;
    for (int i = 0; i < FUZZED; i++) {
      Buffer mutated = mutate(samples.get(random.nextInt(samples.size())).getBytes(), random);
      switch (MessageCodec.decode(mutated, 0)) {
        case Known k -> {
          known++;
          // What was read can be written: no value slips in that the types do not hold.
          if (!(MessageCodec.decode(encoded(k.message()), 0) instanceof Known)) {
            fail("was read but cannot be read again: %s", hex(mutated));
          }
        }
        case Broken b -> broken++;
        case Unknown u -> unknown++;
      }
    }
    assertThat(known).isGreaterThan(FUZZED / 100);
    assertThat(broken).isGreaterThan(FUZZED / 100);
    assertThat(unknown).isGreaterThan(FUZZED / 1000);
  }

  private static Buffer mutate(byte[] bytes, Random random) {
    byte[] mutated = bytes.clone();
    int changes = 1 + random.nextInt(4);
    for (int c = 0; c < changes; c++) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(5)) {
        case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutated[at] = (byte) random.nextInt(256);
        case 2 -> mutated[at] = (byte) 0xff;
        case 3 -> mutated = java.util.Arrays.copyOf(mutated, Math.max(1, at));
        default -> {
          byte[] longer = java.util.Arrays.copyOf(mutated, mutated.length + 1);
          System.arraycopy(mutated, at, longer, at + 1, mutated.length - at);
          longer[at] = (byte) random.nextInt(256);
          mutated = longer;
        }
      }
    }
    return Buffer.buffer(mutated);
  }
}
