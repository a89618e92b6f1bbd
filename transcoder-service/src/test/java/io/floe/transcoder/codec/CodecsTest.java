package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {

  @ParameterizedTest
  @CsvSource({
    "audio/mpeg, Mp3Decoder",
    "AUDIO/MPEG; charset=x, Mp3Decoder",
    "' audio/mp3 ', Mp3Decoder",
    "application/ogg, OggDecoder",
    "audio/ogg; codecs=opus, OggDecoder",
    "audio/opus, OggDecoder",
    "audio/flac, FlacDecoder",
  })
  void type_has_its_decoder(String contentType, String name) {
    assertThat(Codecs.decoder(contentType).orElseThrow().getClass().getSimpleName())
        .isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"audio/aac", "text/html", "", ";", "audio/mpegurl", "video/webm"})
  void type_without_a_decoder_is_said_so(String contentType) {
    assertThat(Codecs.decoder(contentType)).isEmpty();
  }

  @Test
  void format_out_of_range_is_refused() {
    assertThatThrownBy(() -> new Format(7_999, 2)).hasMessageContaining("8000 to 192000");
    assertThatThrownBy(() -> new Format(48_000, 3)).hasMessageContaining("1 or 2 channels");
  }

  @Test
  void streams_side_by_side_do_not_disturb_each_other() throws Exception {
    byte[] mp3 = Ffmpeg.mp3(44_100, 2, 3, "-b:a", "128k");
    byte[] opus = OpusDecodingTest.opus(2, 3, "-b:a", "96k");
    byte[] vorbis =
        Ffmpeg.make(Ffmpeg.MUSIC + ":s=44100", 3, "-c:a", "libvorbis", "-q:a", "4", "-f", "ogg");
    List<Callable<byte[]>> streams =
        List.of(
            () -> transcoded("audio/mpeg", mp3, Codecs.opus(2, 96, 200, new Random(1))),
            () -> transcoded("audio/ogg", opus, Codecs.mp3(new Format(44_100, 2), 128)),
            () -> transcoded("audio/ogg", vorbis, Codecs.mp3(new Format(22_050, 1), 48)));
    List<byte[]> alone = new ArrayList<>();
    for (Callable<byte[]> stream : streams) {
      alone.add(stream.call());
    }
    try (var threads = Executors.newFixedThreadPool(6)) {
      List<Future<byte[]>> together = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        together.add(threads.submit(streams.get(i % streams.size())));
      }
      for (int i = 0; i < together.size(); i++) {
        assertThat(together.get(i).get()).isEqualTo(alone.get(i % streams.size()));
      }
    }
  }

  private static byte[] transcoded(String type, byte[] bytes, Encoder encoder) {
    Encoded encoded = new Encoded();
    TranscodingTest.Chain chain = new TranscodingTest.Chain(type, encoder, encoded);
    chain.push(bytes, 0, bytes.length);
    chain.end();
    return encoded.all();
  }
}
