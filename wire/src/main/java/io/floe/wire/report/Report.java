package io.floe.wire.report;

import io.floe.wire.audio.MountName;
import java.util.List;

/** What one node observed; plain counters since its start. */
public sealed interface Report {

  /**
   * From an ingest, beside its beacons.
   *
   * @param lockouts the latest, each for as long as somebody may not have heard of it
   */
  record Ingest(int sources, long bytesIn, List<Lockout> lockouts) implements Report {
    public Ingest {
      lockouts = List.copyOf(lockouts);
    }

    /** Nobody has guessed passwords; releases that say nothing about it are read as this. */
    public Ingest(int sources, long bytesIn) {
      this(sources, bytesIn, List.of());
    }
  }

  /**
   * Somebody has sent an ingest so many wrong passwords that the next ones have to wait.
   *
   * @param number counts those of the node, from 1
   * @param at by the clock of the node, ms since 1970
   * @param user whom it tried to be last, cut; hostile text
   * @param mount that the last password was for
   */
  record Lockout(long number, long at, String user, String address, MountName mount) {}

  /**
   * From the control plane.
   *
   * @param host address at which other nodes reach its port; empty: they cannot
   * @param key by which it knows other nodes of the cluster, see {@link AdminDoor}; empty: by none
   */
  record Admin(String host, String key) implements Report {

    /** From a release that did not say more than that it is there. */
    public Admin() {
      this("", "");
    }

    @Override
    public String toString() {
      return "Admin[host=" + host + "]";
    }
  }

  /**
   * From a transcoder.
   *
   * @param load what its jobs cost, in thousandths of one core
   * @param room what it takes jobs for at most, in thousandths of one core
   */
  record Transcoder(int load, int room, List<Job> jobs) implements Report {
    public Transcoder {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * A rendition, as the node sees it that makes it, or that waits until it can be made.
   *
   * @param reason why it failed or waits, for people; empty when all is well
   * @param speed seconds of audio made per second of CPU, in hundredths; 0 while unknown
   * @param lag from a chunk's arrival to its audio going out, in ms
   */
  record Job(MountName from, MountName to, State state, String reason, int speed, int lag) {

    /** The codec writes the ordinal: append only. */
    public enum State {
      /** The input is not on the air, and neither is the output. */
      WAITING,
      /** No node has room for it. */
      QUEUED,
      /** On the air, but not encoded while nobody listens. */
      IDLE,
      /** On the air. */
      RUNNING,
      /** On the air with silence, because the input has none. */
      SILENT,
      /** The input cannot be decoded, or the output is somebody else's. */
      FAILED
    }
  }

  /** From an edge. */
  record Edge(int listeners, long bytesOut, List<MountListeners> mounts) implements Report {
    public Edge {
      mounts = List.copyOf(mounts);
    }
  }

  /**
   * Listeners of one mount on one edge.
   *
   * @param listeners connected now
   * @param peak most at once since the edge started
   * @param bytesOut stream bytes that listeners of the mount have taken since the edge started
   * @param listenedMs how long they have listened since then, all of them together, in ms
   * @param visits how many have come since then
   */
  record MountListeners(
      MountName mount, int listeners, int peak, long bytesOut, long listenedMs, long visits) {

    /** As release 0.2.0 and older ones say it, who do not count over time. */
    public MountListeners(MountName mount, int listeners, int peak) {
      this(mount, listeners, peak, 0, 0, 0);
    }
  }
}
