package io.floe.transcoder.sample;

import javazoom.jl.decoder.Decoder;

/** Uses a codec library where it must not. */
public final class Trespasser {

  private Trespasser() {}

  public static Object decoder() {
    return new Decoder();
  }
}
