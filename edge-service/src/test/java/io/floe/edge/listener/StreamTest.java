package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Broadcast;
import io.floe.testkit.RawListener;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {

  private Studio studio;
  private final Broadcast source = new Broadcast(7);

  @BeforeEach
  void open() throws Exception {
    studio = new Studio();
  }

  @AfterEach
  void close() {
    studio.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
  void get_warmMount_getsBurstFromAnEntryPointThenEveryByte(String version) throws Exception {
    LiveMount live = studio.open("/live", Studio.MP3);
    for (int i = 0; i < 100; i++) {
      live.ring().append(source.audio(3200), 0);
    }
    byte[] burst = source.last(21 * 3200); // 65,536 rounded up to whole chunks
    try (RawListener listener = studio.connect()) {
      listener.request("GET /live?x=1 " + version);
      assertThat(listener.head()).startsWith(version + " 200 OK\r\n");
      assertThat(listener.read(burst.length)).isEqualTo(burst);
      for (int i = 0; i < 10; i++) {
        live.ring().append(source.audio(3200), 0);
      }
      assertThat(listener.read(32_000)).isEqualTo(source.last(32_000));
      assertThat(live.listeners()).isEqualTo(1);
    }
    studio.awaitNobody();
    assertThat(studio.counters.joined()).isEqualTo(1);
    assertThat(studio.counters.bytes()).isEqualTo(burst.length + 32_000);
    assertThat(studio.counters.firstAudios()).isEqualTo(1);
  }

  @Test
  void get_emptyRing_waitsForTheFirstEntryPoint() throws Exception {
    LiveMount live = studio.open("/live", Studio.MP3);
    try (RawListener listener = studio.get("/live")) {
      listener.head();
      live.ring().append(source.audio(100, false), 0);
      live.ring().append(source.audio(200, true), 0);
      live.ring().append(source.audio(300, false), 0);
      assertThat(listener.read(500)).isEqualTo(source.last(500));
    }
  }

  @Test
  void end_ofTheRing_isHeardToTheLastByteThenClosed() throws Exception {
    LiveMount live = studio.open("/live", Studio.MP3);
    live.ring().append(source.audio(5000), 0);
    try (RawListener listener = studio.get("/live")) {
      listener.head();
      live.ring().append(source.audio(6000), 0);
      live.ring().end();
      assertThat(listener.readAll()).isEqualTo(source.bytes());
    }
    studio.awaitNobody();
    assertThat(live.ring().attach()).isFalse();
  }

  @Test
  void get_oggLateJoiner_getsHeadersThenAudioThenTheNextLink() throws Exception {
    LiveMount live = studio.open("/live", Studio.OGG);
    live.ring().append(source.header(4000), 0);
    byte[] headers = source.headerBytes();
    for (int i = 0; i < 50; i++) {
      live.ring().append(source.audio(4000, i % 4 == 1), 0);
    }
    try (RawListener listener = studio.get("/live", "Icy-MetaData: 1")) {
      assertThat(RawListener.header(listener.head(), "icy-metaint")).isEmpty();
      assertThat(listener.read(4000)).isEqualTo(headers);
      int burst = 17 * 4000; // chunk 33 is an entry and has 65,536 bytes behind it
      assertThat(listener.read(burst)).isEqualTo(source.last(burst));
      live.ring().append(source.audio(4000), 0);
      live.ring().append(source.header(9000), 0);
      live.ring().append(source.audio(4000), 0);
      assertThat(listener.read(17_000)).isEqualTo(source.last(17_000));
      source.newEpoch();
      live.ring().append(source.header(100), 0);
      live.ring().append(source.audio(50), 0);
      assertThat(listener.read(150)).isEqualTo(source.last(150));
    }
  }

  @Test
  void get_newEpoch_goesOnWithoutAHole() throws Exception {
    LiveMount live = studio.open("/live", Studio.MP3);
    live.ring().append(source.audio(5000), 0);
    try (RawListener listener = studio.get("/live")) {
      listener.head();
      source.newEpoch();
      live.ring().append(source.audio(6000), 0);
      assertThat(listener.read(11_000)).isEqualTo(source.bytes());
    }
  }

  @Test
  void get_nioTransport_getsTheSameBytes() throws Exception {
    studio.close();
    studio = new Studio(Studio.settings(), h -> java.util.Optional.empty(), line -> {}, false);
    LiveMount live = studio.open("/live", Studio.MP3);
    live.ring().append(source.title("A title"), 0);
    for (int i = 0; i < 20; i++) {
      live.ring().append(source.audio(9000), 0);
    }
    try (RawListener one = studio.get("/live");
        RawListener two = studio.get("/live", "Icy-MetaData: 1")) {
      one.head();
      two.head();
      assertThat(one.read(8 * 9000)).isEqualTo(source.last(8 * 9000));
      byte[] icy = two.read(16_000 + 1 + 32 + 16_000 + 1 + 16_000);
      byte[] audio = source.last(8 * 9000);
      assertThat(Arrays.copyOf(icy, 16_000)).isEqualTo(Arrays.copyOf(audio, 16_000));
      assertThat(new String(icy, 16_001, 32)).startsWith("StreamTitle='A title';");
      assertThat(icy[32_033]).isZero();
    }
    studio.awaitNobody();
  }
}
