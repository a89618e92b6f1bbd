package io.floe.admin;

import io.floe.wire.bus.ClusterSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an admin node is told at start, as {@code FLOE_...} environment variables or {@code
 * floe....} properties. Where the database is stands in application.properties.
 */
@ConfigMapping(prefix = "floe")
interface AdminConfig {

  /** Name of this node in logs; its id in the cluster is this and a random part. */
  @WithDefault("admin")
  String nodeName();

  /** Address to bind the REST port to; {@code ::} serves IPv4 and IPv6. */
  @WithDefault("0.0.0.0")
  String host();

  /** The REST port. */
  @WithDefault("8090")
  int port();

  /** This node's own copy of the newest snapshot. */
  @WithDefault(".floe/config.json")
  Path configFile();

  /** A station file to apply at start and at SIGHUP. */
  Optional<Path> stationFile();

  /** Password of the first account; used when the database has none. */
  Optional<String> adminPassword();

  /** Source password of the first tenant; used when the database has no account. */
  Optional<String> sourcePassword();

  /** Password of the first mount; used when the database has no account. */
  Optional<String> livePassword();

  /** Whether an empty database may replace the station that the cluster runs on. */
  @WithDefault("false")
  boolean beginAnew();

  /** Bcrypt hash for the demo source; never stored. */
  Optional<String> demoPasswordHash();

  /** Encrypts secrets in the database: 32 bytes in base64. */
  Optional<String> secretKey();

  /** The one before, which still opens what it has encrypted. */
  Optional<String> secretKeyOld();

  /** Private or special networks that webhooks may be sent to. */
  Optional<List<String>> webhookAllow();

  /** Folder of logs; {@code -} writes to stdout. */
  @WithDefault("-")
  String logDir();

  /** How many days that are over are kept of logs that tell addresses; 0 leaves that to others. */
  @WithDefault("14")
  int logDays();

  /** The authentication log; {@code -} writes to stdout. */
  @WithDefault("-")
  String authLogFile();

  /** How long, in seconds, a node that is told to stop goes on serving. */
  @WithDefault("0")
  int drainSeconds();

  /**
   * Whether to exit when stdin closes, so that nothing outlives the program that started this one.
   */
  @WithDefault("false")
  boolean parentPipe();

  /** How to find the other nodes. */
  ClusterSettings.Given cluster();

  /** Variables that a station file may name. */
  static Map<String, String> environment() {
    return System.getenv();
  }
}
