package io.floe.edge.listener;

import io.netty.util.NettyRuntime;
import java.time.Duration;

/**
 * How the listener port behaves.
 *
 * @param host address to bind; {@code ::} serves both families
 * @param port 0 for any free one
 * @param loops event loops that carry listeners
 * @param maxListeners on this edge, all mounts together
 * @param maxFollowers of events
 * @param maxWaiting connections that have not sent their request yet
 * @param headTimeout for the whole request head
 * @param skipAfter a listener whose next audio is older than the newest by more is skipped ahead
 * @param dropAfter a listener whose socket accepts no byte for so long is dropped
 * @param sendBuffer kernel send buffer per listener in bytes: what a stuck reader can hide there
 */
public record ListenerSettings(
    String host,
    int port,
    int loops,
    int maxListeners,
    int maxFollowers,
    int maxWaiting,
    Duration headTimeout,
    Duration skipAfter,
    Duration dropAfter,
    int sendBuffer) {

  /** One loop carries tens of thousands of listeners. */
  private static final int MOST_LOOPS = 4;

  /**
   * What an edge uses unless told otherwise. A loop for every two processors: the other one is for
   * what the kernel does with the bytes.
   */
  public static ListenerSettings at(String host, int port) {
    return new ListenerSettings(
        host,
        port,
        Math.clamp(NettyRuntime.availableProcessors() / 2, 1, MOST_LOOPS),
        1_000_000,
        5_000,
        20_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        128 << 10);
  }

  /** These settings with another limit for those who follow events. */
  public ListenerSettings maxFollowers(int maxFollowers) {
    return new ListenerSettings(
        host,
        port,
        loops,
        maxListeners,
        maxFollowers,
        maxWaiting,
        headTimeout,
        skipAfter,
        dropAfter,
        sendBuffer);
  }

  /** These settings with other patience for slow listeners. */
  public ListenerSettings patience(Duration skipAfter, Duration dropAfter) {
    return new ListenerSettings(
        host,
        port,
        loops,
        maxListeners,
        maxFollowers,
        maxWaiting,
        headTimeout,
        skipAfter,
        dropAfter,
        sendBuffer);
  }

  /** These settings with another time for the request head. */
  public ListenerSettings headTimeout(Duration headTimeout) {
    return new ListenerSettings(
        host,
        port,
        loops,
        maxListeners,
        maxFollowers,
        maxWaiting,
        headTimeout,
        skipAfter,
        dropAfter,
        sendBuffer);
  }

  /** These settings with other limits. */
  public ListenerSettings limits(int maxListeners, int maxWaiting) {
    return new ListenerSettings(
        host,
        port,
        loops,
        maxListeners,
        maxFollowers,
        maxWaiting,
        headTimeout,
        skipAfter,
        dropAfter,
        sendBuffer);
  }

  /** These settings with another kernel send buffer. */
  public ListenerSettings sendBuffer(int sendBuffer) {
    return new ListenerSettings(
        host,
        port,
        loops,
        maxListeners,
        maxFollowers,
        maxWaiting,
        headTimeout,
        skipAfter,
        dropAfter,
        sendBuffer);
  }
}
