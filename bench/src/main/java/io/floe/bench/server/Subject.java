package io.floe.bench.server;

import io.floe.bench.swarm.Head;

/**
 * A server to measure.
 *
 * @param name as it stands in the table
 * @param tickMillis time between two writes to a listener; 0 when it is not told how often to write
 * @param port on 127.0.0.1
 * @param path mount to listen to
 * @param icy whether the listeners ask for ICY metadata
 * @param head where the source of that mount is
 * @param mostPerSecond how many listeners it can admit per second, if that is known to be few
 * @param pid process whose cost is measured
 * @param idleKilobytes what it had resident before any listener came
 */
public record Subject(
    String name,
    int tickMillis,
    int port,
    String path,
    boolean icy,
    Head head,
    int mostPerSecond,
    long pid,
    long idleKilobytes) {

  /** Of a server that admits whoever comes. */
  public static final int ANY = Integer.MAX_VALUE;
}
