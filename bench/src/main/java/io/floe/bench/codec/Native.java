package io.floe.bench.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Other people's programs. */
final class Native {

  /** Second line of the shell's {@code times}: user and system time of what it has run. */
  private static final Pattern CHILDREN =
      Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s\\s*$");

  private Native() {}

  /** Runs it; it is there and succeeds, or this fails. */
  static void make(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program, "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of(arguments));
    run(command);
  }

  /** CPU time of a run, in seconds. */
  static double cpuSeconds(List<String> command) {
    List<String> timed =
        new ArrayList<>(List.of("sh", "-c", "\"$@\" >/dev/null 2>&1 && times", "x"));
    timed.addAll(command);
    if (command.getFirst().equals("ffmpeg")) {
      timed.addAll(5, List.of("-nostdin", "-v", "error", "-y"));
    }
    Matcher times = CHILDREN.matcher(run(timed));
    if (!times.find()) {
      throw new IllegalStateException("no times of " + command);
    }
    return minutes(times.group(1), times.group(2)) + minutes(times.group(3), times.group(4));
  }

  private static double minutes(String minutes, String seconds) {
    return Integer.parseInt(minutes) * 60 + Double.parseDouble(seconds);
  }

  private static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            command.getFirst()
                + " failed; is it installed? "
                + String.join(" ", command)
                + "\n"
                + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
