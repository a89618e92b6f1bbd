package io.floe.wire.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import io.floe.wire.report.ClusterView.Stream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatusJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final StatusJson.Server SERVER =
      new StatusJson.Server("radio.example", "9.9", 1_795_333_895_000L, false);

  @Test
  void document_withoutSources_hasDummyInsteadOfSource() {
    assertThat(text(SERVER))
        .isEqualTo(
            """
            {"icestats":{"admin":"icemaster@radio.example","host":"radio.example",\
            "location":"Earth","server_id":"Floe 9.9",\
            "server_start":"Sun, 22 Nov 2026 07:51:35 +0000",\
            "server_start_iso8601":"2026-11-22T07:51:35+0000","dummy":null}}\
            """);
  }

  @Test
  void document_withOneSource_hasAnObjectInAlphabeticalOrder() {
    assertThat(text(SERVER, stream("/live", "A - B")))
        .endsWith(
            """
            "source":{"audio_info":"bitrate=128;channels=2;samplerate=44100","bitrate":128,\
            "channels":2,"genre":"Test","listener_peak":5,"listeners":3,\
            "listenurl":"http://h/live","samplerate":44100,"server_description":"about",\
            "server_name":"North FM","server_type":"audio/mpeg","server_url":"http://n.example",\
            "stream_start":"Sun, 22 Nov 2026 07:51:35 +0000",\
            "stream_start_iso8601":"2026-11-22T07:51:35+0000","title":"A - B","dummy":null}}}\
            """);
  }

  @Test
  void document_withSeveralSources_hasAnArray() throws IOException {
    JsonNode source = source(SERVER, stream("/a", "x"), stream("/b", "y"));

    assertThat(source.isArray()).isTrue();
    assertThat(source.get(0).get("listenurl").asText()).isEqualTo("http://h/a");
    assertThat(source.get(1).get("listenurl").asText()).isEqualTo("http://h/b");
  }

  @Test
  void shapeArray_isAnArrayHoweverMany() throws IOException {
    StatusJson.Server array = new StatusJson.Server("h", "1", 0, true);

    assertThat(source(array)).isEmpty();
    assertThat(source(array, stream("/a", "x")).isArray()).isTrue();
    assertThat(text(array)).endsWith("\"source\":[]}}");
  }

  /** docs/icecast-compat.md 3.3: what an encoder, panels and exporters read of it. */
  @Test
  void document_hasWhatOtherProgramsRead() throws IOException {
    JsonNode stats =
        JSON.readTree(text(SERVER, stream("/north/live", "A - B"), stream("/b", "C")))
            .at("/icestats");
    OffsetDateTime started =
        OffsetDateTime.parse(
            stats.get("server_start_iso8601").asText(),
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx"));
    assertThat(started.toInstant().toEpochMilli()).isEqualTo(1_795_333_895_000L);
    for (JsonNode source : stats.get("source")) {
      String url = source.get("listenurl").asText();
      assertThat(URI.create(url).getPath()).isIn("/north/live", "/b");
      assertThat(url.substring(url.lastIndexOf('/'))).isIn("/live", "/b");
      assertThat(source.get("listeners").isInt()).isTrue();
      assertThat(source.get("listener_peak").isInt()).isTrue();
      assertThat(source.get("bitrate").isInt()).isTrue();
      assertThat(source.get("server_type").asText()).isEqualTo("audio/mpeg");
      assertThat(source.get("server_name").asText()).isNotEmpty();
      assertThat(source.get("title").asText()).isNotEmpty();
      assertThat(source.get("stream_start_iso8601").asText())
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+0000");
    }
  }

  @Test
  void title_thatLooksLikeANumber_staysText() throws IOException {
    for (String title : List.of("1984", "true", "null", "-1e9", "")) {
      assertThat(source(SERVER, stream("/a", title)).get("title").isTextual()).isTrue();
      assertThat(source(SERVER, stream("/a", title)).get("title").asText()).isEqualTo(title);
    }
  }

  @Test
  void audioInfo_ofAnyText_addsOnlyKnownNumbers() throws IOException {
    JsonNode source =
        source(
            SERVER,
            stream(
                "/a",
                "t",
                "ice-bitrate=96;ice-channels=x;title=evil;listeners=9;samplerate = 48000;=;;",
                0));

    assertThat(source.get("ice-bitrate").intValue()).isEqualTo(96);
    assertThat(source.get("samplerate").intValue()).isEqualTo(48_000);
    assertThat(source.has("ice-channels")).isFalse();
    assertThat(source.has("bitrate")).isFalse();
    assertThat(source.get("title").asText()).isEqualTo("t");
    assertThat(source.get("listeners").intValue()).isEqualTo(3);
  }

  @Test
  void startTime_outsideAllCalendars_isStillADate() throws IOException {
    for (long at : new long[] {Long.MIN_VALUE, -1, Long.MAX_VALUE}) {
      StatusJson.Server server = new StatusJson.Server("h", "1", at, false);
      assertThat(JSON.readTree(text(server)).at("/icestats/server_start_iso8601").asText())
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+0000");
    }
  }

  /** Whatever texts come, the document parses and gives them back, lone surrogates excepted. */
  @Test
  void anyTexts_alwaysParse_andRoundTrip() throws IOException {
    Random random = new Random(20261122);
    for (int round = 0; round < 3000; round++) {
      String title = hostile(random, round % 10 == 0 ? 4080 : 60);
      String info = hostile(random, 40);
      JsonNode source = source(SERVER, stream("/a", title, info, random.nextInt(-1, 500)));

      assertThat(source.get("title").asText()).isEqualTo(paired(title));
      assertThat(source.get("dummy").isNull()).isTrue();
      if (!info.isEmpty()) {
        assertThat(source.get("audio_info").asText()).isEqualTo(paired(info));
      }
    }
  }

  private static String hostile(Random random, int length) {
    String spice =
        "\"\\'</>&{}[]:,\u0000\u001b\n\r\t\u007f\u0085\u2028\u2029\ud83d\ude00\ud800\udfff";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(length + 1); i > 0; i--) {
      text.append(
          switch (random.nextInt(4)) {
            case 0 -> spice.charAt(random.nextInt(spice.length()));
            case 1 -> (char) random.nextInt(0x10000);
            default -> (char) random.nextInt(32, 127);
          });
    }
    return text.toString();
  }

  /** Java's own encoder replaces lone surrogates with a question mark; we with U+FFFD. */
  private static String paired(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else {
        out.append(Character.isSurrogate(c) ? '\uFFFD' : c);
      }
    }
    return out.toString();
  }

  private static JsonNode source(StatusJson.Server server, Stream... streams) throws IOException {
    return JSON.readTree(text(server, streams)).at("/icestats/source");
  }

  private static String text(StatusJson.Server server, Stream... streams) {
    return new String(
        StatusJson.of(server, new ArrayList<>(List.of(streams)), s -> "http://h" + s.mount()),
        StandardCharsets.UTF_8);
  }

  private static Stream stream(String mount, String title) {
    return stream(mount, title, "bitrate=128;channels=2;samplerate=44100", 128);
  }

  private static Stream stream(String mount, String title, String audioInfo, int bitrate) {
    return new Stream(
        new NodeId("n"),
        new StreamId(new MountName(mount), 7),
        new StreamInfo(
            "audio/mpeg",
            "North FM",
            "about",
            "Test",
            "http://n.example",
            bitrate,
            true,
            audioInfo),
        Beacon.State.LIVE,
        title,
        1_795_333_895_000L,
        1000,
        0,
        3,
        5,
        0,
        "");
  }
}
