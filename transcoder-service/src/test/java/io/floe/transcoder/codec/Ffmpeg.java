package io.floe.transcoder.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What other people's codecs make of the same audio. Threads: any. */
final class Ffmpeg {

  /** Something like music: chords that move, a beat of noise, different left and right. */
  static final String MUSIC =
      "aevalsrc=exprs="
          + "0.18*sin(2*PI*220*t)*(1+0.5*sin(2*PI*3*t))+0.12*sin(2*PI*(554+40*sin(2*PI*0.7*t))*t)"
          + "+0.08*sin(2*PI*3300*t)*(0.5+0.5*sin(2*PI*5*t))+0.1*(random(0)-0.5)*exp(-12*mod(t\\,0.5))|"
          + "0.18*sin(2*PI*247*t)*(1+0.5*sin(2*PI*2*t))+0.12*sin(2*PI*(659+30*sin(2*PI*0.9*t))*t)"
          + "+0.08*sin(2*PI*4100*t)*(0.5+0.5*sin(2*PI*4*t))+0.1*(random(1)-0.5)*exp(-9*mod(t\\,0.25))";

  private static final Map<List<String>, byte[]> MADE = new ConcurrentHashMap<>();

  record Result(byte[] out, String err, int code) {}

  private Ffmpeg() {}

  /** Output of ffmpeg with a source of {@code lavfi}; the same call is made once. */
  static byte[] make(String source, double seconds, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of("ffmpeg", "-v", "error", "-f", "lavfi", "-i", source + ":d=" + seconds));
    command.addAll(List.of(options));
    command.add("-");
    return MADE.computeIfAbsent(command, made -> succeed(run(new byte[0], made)).out());
  }

  static byte[] mp3(int rate, int channels, double seconds, String... options) {
    List<String> all = new ArrayList<>(List.of("-ar", "" + rate, "-ac", "" + channels));
    all.addAll(List.of("-c:a", "libmp3lame"));
    all.addAll(List.of(options));
    all.addAll(List.of("-f", "mp3"));
    return make(MUSIC + ":s=" + rate, seconds, all.toArray(String[]::new));
  }

  /** What ffmpeg decodes, as interleaved floats of the file's own format. */
  static float[] decode(byte[] file, String... options) {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-i", "-"));
    command.addAll(List.of(options));
    command.addAll(List.of("-f", "f32le", "-"));
    return floats(succeed(run(file, command)).out());
  }

  /** The same by libopus, whose delay in speech mode is not that of ffmpeg's own decoder. */
  static float[] decodeByLibopus(byte[] file) {
    return floats(
        succeed(
                run(
                    file,
                    List.of(
                        "ffmpeg", "-v", "error", "-c:a", "libopus", "-i", "-", "-f", "f32le", "-")))
            .out());
  }

  /** What ffmpeg has to complain about while it decodes all. */
  static String complaints(byte[] file) {
    Result result = run(file, List.of("ffmpeg", "-v", "warning", "-i", "-", "-f", "null", "-"));
    return result.err().strip();
  }

  /** Entries of the first stream, separated by commas, in the order of ffprobe. */
  static String probe(byte[] file, String entries) {
    return new String(
            succeed(
                    run(
                        file,
                        List.of(
                            "ffprobe",
                            "-v",
                            "error",
                            "-show_entries",
                            entries,
                            "-of",
                            "csv=p=0",
                            "-")))
                .out())
        .strip();
  }

  static Result run(byte[] input, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).start();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Thread writer = Thread.ofVirtual().start(() -> write(input, process.getOutputStream()));
      Thread errors = Thread.ofVirtual().start(() -> copy(process.getErrorStream(), err));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      copy(process.getInputStream(), out);
      errors.join();
      writer.join();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " does not end");
      }
      return new Result(out.toByteArray(), err.toString(), process.exitValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static Result succeed(Result result) {
    if (result.code() != 0) {
      throw new IllegalStateException(result.err());
    }
    return result;
  }

  private static void write(byte[] input, OutputStream stream) {
    try (stream) {
      stream.write(input);
    } catch (IOException closed) {
      // It has read enough.
    }
  }

  private static void copy(InputStream from, OutputStream to) {
    try {
      from.transferTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] floats(byte[] bytes) {
    float[] floats = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }
}
