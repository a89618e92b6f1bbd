package io.floe.admin.icecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Listener;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.Audiences.Found;
import io.floe.wire.command.Audiences.Seat;
import io.floe.wire.config.Mount;
import io.floe.wire.report.ClusterView.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Every document, to the letter, and whatever texts hold. */
class IcecastXmlTest {

  private static final long START = 1_795_333_895_000L;
  private static final long NOW = START + 61_500;
  private static final NodeInfo SELF =
      new NodeInfo(new NodeId("admin-1"), NodeInfo.Role.ADMIN, "9.9", 8090, START);
  private static final Stream LIVE = stream("/live", "A & B <live>", 3);
  private static final Stream TALK = stream("/north/talk", "", 0);

  @Test
  void stats_asIcecastHasThem() throws IOException {
    assertThat(stats(List.of(LIVE, TALK))).isEqualTo(golden("stats"));
    assertThat(stats(List.of())).isEqualTo(golden("stats-of-nothing"));
  }

  @Test
  void mounts_asIcecastHasThem() throws IOException {
    assertThat(
            IcecastXml.mounts(
                List.of(new MountEntry(LIVE, "/backup"), new MountEntry(TALK, "")), NOW))
        .isEqualTo(golden("listmounts"));
  }

  @Test
  void clients_asIcecastHasThem() throws IOException {
    List<Seat> seats =
        List.of(
            seat(Long.MAX_VALUE, "192.0.2.7", "mpv <0.40> & more", START),
            seat(5, "2001:db8::7", "-", NOW + 5_000));
    assertThat(IcecastXml.clients(LIVE, new Found(2, seats, true), NOW))
        .isEqualTo(golden("listclients"));
    assertThat(IcecastXml.clients(LIVE, new Found(1_200, List.of(), false), NOW))
        .isEqualTo(golden("listclients-in-part"));
  }

  @Test
  void responses_asIcecastHasThem() throws IOException {
    assertThat(IcecastXml.response("Source Removed", true)).isEqualTo(golden("killsource"));
    assertThat(IcecastXml.response("Client 5 not found", false)).isEqualTo(golden("killclient"));
  }

  @Test
  void anyText_makesADocument() throws Exception {
    Random random = new Random(20261127);
    for (int i = 0; i < 2_000; i++) {
      String text = text(random);
      Document stats = read(stats(List.of(stream("/live", text, 1))));
      String title = stats.getElementsByTagName("title").item(0).getTextContent();
      assertThat(title).isEqualTo(IcecastXml.allowed(text));
      Found found = new Found(1, List.of(seat(1, text, text, START)), true);
      Document clients = read(IcecastXml.clients(LIVE, found, NOW));
      assertThat(clients.getElementsByTagName("listener").getLength()).isEqualTo(1);
      Document said = read(IcecastXml.response(text, false));
      assertThat(said.getDocumentElement().getChildNodes().getLength()).isEqualTo(2);
    }
  }

  private static String stats(List<Stream> streams) {
    return IcecastXml.stats(
        ServerFields.of(SELF, "radio.example", streams),
        streams.stream()
            .map(each ->
                SourceEntry.of(
                    each,
                    Mount.onTheFly(each.mount())
                        .with()
                        .maxListeners(each.listeners() == 0 ? 50 : null)
                        .build(),
                    "http://radio.example" + each.mount().value()))
            .toList());
  }

  private static Stream stream(String mount, String title, int listeners) {
    return new Stream(
        new NodeId("ingest-1"),
        new StreamId(new MountName(mount), 1),
        new StreamInfo(
            "audio/mpeg",
            "North FM",
            "about",
            "Test",
            "http://n.example",
            128,
            listeners > 0,
            "bitrate=128;channels=2;samplerate=44100"),
        Beacon.State.LIVE,
        title,
        START,
        4_000_000_000L,
        0,
        listeners,
        listeners + 2,
        listeners,
        "");
  }

  private static Seat seat(long number, String address, String agent, long since) {
    return new Seat(new NodeId("edge-1"), new Listener(number, address, agent, since, 0));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      switch (random.nextInt(5)) {
        case 0 -> text.append((char) random.nextInt(0x30));
        case 1 -> text.append((char) (0xD7F0 + random.nextInt(0x820)));
        case 2 -> text.append((char) (0xFFF0 + random.nextInt(16)));
        case 3 -> text.append(random.nextBoolean() ? "]]>" : "</title><!--&#0;");
        default -> text.appendCodePoint(random.nextInt(0x110000));
      }
    }
    return text.toString();
  }

  private static Document read(String document) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(document)));
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = IcecastXmlTest.class.getResourceAsStream("/icecast/" + name + ".xml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
