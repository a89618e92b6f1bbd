package io.floe.ingest;

import io.floe.wire.bus.ClusterSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/**
 * What an ingest node is told at start, as {@code FLOE_...} environment variables or {@code
 * floe....} properties.
 */
@ConfigMapping(prefix = "floe")
interface IngestConfig {

  /** Name of this node in logs; its id in the cluster is this and a random part. */
  @WithDefault("ingest")
  String nodeName();

  /** Address to bind the Icecast port to; {@code ::} serves IPv4 and IPv6. */
  @WithDefault("0.0.0.0")
  String host();

  /** The Icecast port; SHOUTcast v1 is served one above. */
  @WithDefault("8000")
  int port();

  /** The config snapshot. */
  @WithDefault(".floe/config.json")
  Path configFile();

  /** Folder of playlist.log; {@code -} writes to stdout. */
  @WithDefault("-")
  String logDir();

  /** How many days that are over are kept of logs that tell addresses; 0 leaves that to others. */
  @WithDefault("14")
  int logDays();

  /** The authentication log; {@code -} writes to stdout. */
  @WithDefault("-")
  String authLogFile();

  /**
   * How long, in seconds, a node that is told to stop goes on serving the sources it has, while new
   * ones are sent elsewhere.
   */
  @WithDefault("0")
  int drainSeconds();

  /**
   * Whether to exit when stdin closes, so that nothing outlives the program that started this one.
   */
  @WithDefault("false")
  boolean parentPipe();

  /** How to find the other nodes. */
  ClusterSettings.Given cluster();
}
