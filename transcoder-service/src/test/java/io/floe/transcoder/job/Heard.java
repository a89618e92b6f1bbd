package io.floe.transcoder.job;

import io.floe.transcoder.codec.Codecs;
import io.floe.transcoder.codec.Decoder;
import io.floe.transcoder.codec.Format;
import io.floe.transcoder.codec.PcmSink;
import java.util.ArrayList;
import java.util.List;

/** What a player hears of encoded bytes: how long it is, and where it is silent. */
final class Heard implements PcmSink {

  private static final int STRETCH = 4_800;

  private final List<String> titles = new ArrayList<>();
  private final List<Boolean> silent = new ArrayList<>();
  private Format format = new Format(48_000, 2);
  private double energy;
  private int inStretch;
  private long frames;

  /** Decodes them all. */
  static Heard of(String contentType, byte[] bytes) {
    Heard heard = new Heard();
    try (Decoder decoder = Codecs.decoder(contentType).orElseThrow()) {
      decoder.push(bytes, 0, bytes.length, heard);
    }
    return heard;
  }

  long millis() {
    return frames * 1_000 / format.sampleRate();
  }

  /** Stretches of silence and of sound in turn, in ms, the first one of sound. */
  List<Long> turns() {
    List<Long> turns = new ArrayList<>(List.of(0L));
    boolean now = false;
    for (boolean each : silent) {
      if (each != now) {
        turns.add(0L);
        now = each;
      }
      turns.set(turns.size() - 1, turns.getLast() + STRETCH * 1_000L / format.sampleRate());
    }
    return turns;
  }

  List<String> titles() {
    return titles;
  }

  @Override
  public void format(Format next) {
    format = next;
  }

  @Override
  public void samples(float[] interleaved, int offset, int count) {
    for (int i = 0; i < count; i++) {
      float value = interleaved[offset + i * format.channels()];
      energy += value * value;
      frames++;
      if (++inStretch == STRETCH) {
        silent.add(Math.sqrt(energy / STRETCH) < 0.01);
        energy = 0;
        inStretch = 0;
      }
    }
  }

  @Override
  public void title(String title) {
    titles.add(title);
  }

  @Override
  public void lost(int count, String reason) {}

  @Override
  public void failed(String reason) {
    throw new AssertionError(reason);
  }
}
