package io.floe.stream.framing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramerForTest {

  @ParameterizedTest
  @ValueSource(strings = {"audio/mpeg", "AUDIO/MPEG; codecs=mp3", " audio/mp3 ", "audio/x-mpeg"})
  void mpegTypes_getTheMpegFramer(String type) {
    assertThat(FramerFor.contentType(type)).isInstanceOf(MpegFramer.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"audio/aac", "audio/aacp", "audio/AACP;rate=44100"})
  void aacTypes_getTheAdtsFramer(String type) {
    assertThat(FramerFor.contentType(type)).isInstanceOf(AdtsFramer.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/ogg", "audio/ogg; codecs=opus", "video/ogg", "audio/opus"})
  void oggTypes_getTheOggFramer(String type) {
    assertThat(FramerFor.contentType(type)).isInstanceOf(OggFramer.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "audio/flac", "audio/webm", "text/html", "audio/mpegurl", "\0"})
  void otherTypes_passThrough(String type) {
    assertThat(FramerFor.contentType(type)).isInstanceOf(PassThrough.class);
  }
}
