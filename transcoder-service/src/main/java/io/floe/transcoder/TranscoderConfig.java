package io.floe.transcoder;

import io.floe.wire.bus.ClusterSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What a transcoder node is told at start, as {@code FLOE_...} environment variables or {@code
 * floe....} properties.
 */
@ConfigMapping(prefix = "floe")
interface TranscoderConfig {

  /** Share of the cores that jobs are taken for unless {@link #room} says otherwise. */
  double USUAL_SHARE = 0.7;

  /** Name of this node in logs; its id in the cluster is this and a random part. */
  @WithDefault("transcoder")
  String nodeName();

  /** The config snapshot. */
  @WithDefault(".floe/config.json")
  Path configFile();

  /**
   * What this node takes jobs for at most, in thousandths of a core; seven tenths of its cores
   * unless given.
   */
  OptionalInt room();

  /** How long, in seconds, a node that is told to stop goes on with its jobs for others to take. */
  @WithDefault("0")
  int drainSeconds();

  /**
   * Whether to exit when stdin closes, so that nothing outlives the program that started this one.
   */
  @WithDefault("false")
  boolean parentPipe();

  /** How to find the other nodes. */
  ClusterSettings.Given cluster();

  /** {@link #room}, or what is usual with so many cores. */
  default int roomOf(int cores) {
    return room().orElse((int) (cores * 1_000 * USUAL_SHARE));
  }
}
