package io.floe.ingest.source;

import java.time.Duration;

/**
 * How the Icecast port is served.
 *
 * @param host address to bind; {@code ::} serves IPv4 and IPv6
 * @param port the Icecast port, 0 for any free one; SHOUTcast v1 is served one above
 * @param loops event loops, 1 to 64
 * @param maxConnections per port; further ones get a 503
 * @param maxSources on this node; further ones get a 403
 * @param headTimeout for a whole request head, login or form body
 * @param idleTimeout of a connection kept open between two requests
 * @param longestVisit of a connection that is no source, however many requests it sends
 * @param serverName value of the Server header
 */
public record SourceSettings(
    String host,
    int port,
    int loops,
    int maxConnections,
    int maxSources,
    Duration headTimeout,
    Duration idleTimeout,
    Duration longestVisit,
    String serverName) {

  public SourceSettings {
    if (port < 0 || port > 65_534) {
      throw new IllegalArgumentException(
          "the Icecast port is 1 to 65534, since SHOUTcast v1 takes the one above: " + port);
    }
    if (loops < 1 || loops > 64 || maxConnections < 1 || maxSources < 1) {
      throw new IllegalArgumentException(
          "loops (1 to 64), connections and sources are positive: "
              + loops
              + ", "
              + maxConnections
              + ", "
              + maxSources);
    }
  }

  /** The defaults, on that address. */
  public static SourceSettings at(String host, int port) {
    int loops = Runtime.getRuntime().availableProcessors() > 2 ? 2 : 1;
    return new SourceSettings(
        host,
        port,
        loops,
        4096,
        1000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        "Floe");
  }

  /** These with other timeouts. */
  public SourceSettings withTimeouts(Duration head, Duration idle) {
    return new SourceSettings(
        host, port, loops, maxConnections, maxSources, head, idle, longestVisit, serverName);
  }

  /** These with another one. */
  public SourceSettings withLongestVisit(Duration longest) {
    return new SourceSettings(
        host,
        port,
        loops,
        maxConnections,
        maxSources,
        headTimeout,
        idleTimeout,
        longest,
        serverName);
  }

  /** These with other limits. */
  public SourceSettings withLimits(int connections, int sources) {
    return new SourceSettings(
        host,
        port,
        loops,
        connections,
        sources,
        headTimeout,
        idleTimeout,
        longestVisit,
        serverName);
  }
}
