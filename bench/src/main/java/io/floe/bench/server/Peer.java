package io.floe.bench.server;

import io.floe.bench.swarm.Head;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Another server to measure, already running on 127.0.0.1 and fed by somebody else. */
public record Peer(String name, int port, String path, long pid) {

  /** What it is taken to give a newcomer, in bytes. */
  private static final int BURST = 64 << 10;

  private static final Pattern FORM = Pattern.compile("([^=]{1,60})=(\\d{1,5})(/[^@]*)@(\\d{1,9})");

  /**
   * Reads {@code NAME=PORT/MOUNT@PID}.
   *
   * @throws IllegalArgumentException when it is not of that form
   */
  public static Peer parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "--peer wants NAME=PORT/MOUNT@PID, such as icecast=8010/live@4711, not " + text);
    }
    return new Peer(
        parts.group(1),
        Integer.parseInt(parts.group(2)),
        parts.group(3),
        Long.parseLong(parts.group(4)));
  }

  public Subject subject() {
    Head head = Head.unmarked(Feeder.KBPS, BURST);
    return new Subject(
        name, 0, port, path, false, head, Subject.ANY, pid, ProcessMeter.residentKilobytes(pid));
  }
}
