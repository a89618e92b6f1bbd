package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.Mp3Frames;
import io.floe.testkit.RawClient;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcePortTest {

  @TempDir Path folder;

  @Test
  void source_isHeardByteForByte() {
    byte[] mp3 = Mp3Frames.joined(new Mp3Frames(1).frames(50, 128));
    try (Station station = new Station(folder);
        RawClient encoder = station.client()) {
      encoder.send("SOURCE /live HTTP/1.0\r\n" + Station.LIVE + "Content-Type: audio/mpeg\r\n\r\n");
      encoder.expect("HTTP/1.0 200 OK\r\n\r\n");
      encoder.send(mp3);
      encoder.close();
      station.ended("/live");
      Awaitility.await()
          .atMost(Duration.ofSeconds(3))
          .untilAsserted(() -> assertThat(station.audio("/live")).isEqualTo(mp3));
    }
  }
}
