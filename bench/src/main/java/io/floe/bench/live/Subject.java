package io.floe.bench.live;

/**
 * A server to measure.
 *
 * @param name as it stands in the table
 * @param port on 127.0.0.1
 * @param path mount to listen to
 * @param icy whether the listeners ask for ICY metadata
 * @param pid process whose cost is measured
 * @param idleKilobytes what it had resident before any listener came
 */
public record Subject(
    String name, int port, String path, boolean icy, long pid, long idleKilobytes) {}
