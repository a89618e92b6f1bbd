package io.floe.wire.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * A message on its way through the event bus: to be encoded on the way out, decoded on the way in,
 * the very same object when it stays on this node.
 */
record Envelope(io.floe.wire.bus.MessageCodec.Decoded content) {

  /** Name of the codec on the wire; never changes. */
  static final String CODEC = "floe";

  static Envelope of(NodeId from, Message message) {
    return new Envelope(new io.floe.wire.bus.MessageCodec.Known(from, message, false));
  }

  /** Lets the event bus carry envelopes, and counts their bytes. Threads: any. */
  static final class Codec implements MessageCodec<Envelope, Envelope> {

    private final BusCounters counters;

    Codec(BusCounters counters) {
      this.counters = counters;
    }

    @Override
    public void encodeToWire(Buffer buffer, Envelope envelope) {
      int before = buffer.length();
      if (envelope.content() instanceof io.floe.wire.bus.MessageCodec.Known known) {
        io.floe.wire.bus.MessageCodec.encode(buffer, known.from(), known.message());
      }
      counters.countOut(buffer.length() - before);
    }

    @Override
    public Envelope decodeFromWire(int position, Buffer buffer) {
      counters.countIn(buffer.length() - position);
      var decoded = io.floe.wire.bus.MessageCodec.decode(buffer, position);
      switch (decoded) {
        case io.floe.wire.bus.MessageCodec.Known known -> {
          if (known.extended()) {
            counters.countExtended();
          }
        }
        case io.floe.wire.bus.MessageCodec.Unknown unknown -> counters.countUnknown();
        case io.floe.wire.bus.MessageCodec.Broken broken -> counters.countUndecodable();
      }
      return new Envelope(decoded);
    }

    @Override
    public Envelope transform(Envelope envelope) {
      return envelope;
    }

    @Override
    public String name() {
      return CODEC;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
