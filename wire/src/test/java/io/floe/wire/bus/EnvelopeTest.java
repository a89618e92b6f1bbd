package io.floe.wire.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

  private final BusCounters counters = new BusCounters();
  private final Envelope.Codec codec = new Envelope.Codec(counters);

  @Test
  void what_cannot_be_read_is_counted() {
    codec.decodeFromWire(0, Buffer.buffer());
    codec.decodeFromWire(3, Buffer.buffer("abc\u0001\u0001"));
    codec.decodeFromWire(0, Buffer.buffer(new byte[] {1, 99, 0}));
    assertThat(counters.undecodable()).isEqualTo(2);
    assertThat(counters.unknown()).isEqualTo(1);
    assertThat(counters.bytesIn()).isEqualTo(5);
  }

  @Test
  @SuppressWarnings("deprecation") // the only way to a buffer's capacity before Vert.x 5
  void audio_takes_little_more_memory_than_its_bytes() {
    Buffer out = Buffer.buffer(1024); // as the event bus makes it
    codec.encodeToWire(out, Envelope.of(new NodeId("a"), Cluster.audio(1, 4096)));
    assertThat(out.length()).isGreaterThan(4096);
    assertThat(out.getByteBuf().unwrap().capacity()).isLessThan(4096 + 256);
  }

  @Test
  void message_of_a_newer_release_is_counted_and_read() {
    Buffer out = Buffer.buffer();
    Envelope sent = Envelope.of(new NodeId("a"), Cluster.find("/live"));
    codec.encodeToWire(out, sent);
    assertThat(counters.bytesOut()).isEqualTo(out.length());
    assertThat(codec.decodeFromWire(0, out)).isEqualTo(sent);
    assertThat(counters.extended()).isZero();
    Envelope read = codec.decodeFromWire(0, out.appendString("new"));
    assertThat(read.content()).isInstanceOf(MessageCodec.Known.class);
    assertThat(counters.extended()).isEqualTo(1);
  }
}
