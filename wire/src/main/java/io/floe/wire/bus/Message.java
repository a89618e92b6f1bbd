package io.floe.wire.bus;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.report.Report;
import java.util.List;

/** Everything that crosses the bus. Codecs and golden bytes: {@code MessageCodec}. */
public sealed interface Message {

  /**
   * "I am here, and this is what I see", broadcast every second by every node and sent directly to
   * a node heard for the first time. A node whose beat has not been heard for 3 s is dead.
   *
   * @param config the config snapshot that the node has and gives to others
   */
  record Beat(NodeInfo node, Report report, Stamp config) implements Message {
    /** A beat of a node that has no config snapshot to give. */
    public Beat(NodeInfo node, Report report) {
      this(node, report, Stamp.NONE);
    }
  }

  /**
   * Which config snapshot a node has.
   *
   * @param version 0 for none; release 0.1.0 did not say
   * @param digest of its JSON, byte for byte; 0 when it is not said, as by older releases
   */
  record Stamp(long version, long digest) {
    /** No snapshot. */
    public static final Stamp NONE = new Stamp(0, 0);

    /** Whether the other one is of the same version, and yet another snapshot. */
    public boolean contradicts(Stamp other) {
      return version == other.version && digest != 0 && other.digest != 0 && digest != other.digest;
    }
  }

  /**
   * Beacons of the streams that the sender owns: all of them every second, a single one at once
   * when it changes.
   */
  record Beacons(List<Beacon> beacons) implements Message {
    public Beacons {
      beacons = List.copyOf(beacons);
    }
  }

  /**
   * One stream as its owner sees it. The sender is the owner.
   *
   * @param nextSequence number of the chunk that will come next
   * @param title current title, may be empty
   * @param startedAt wall clock in ms at which the source connected
   * @param bytesIn audio bytes received so far
   * @param tenant whose source password let the source in, empty when it was the mount's own;
   *     release 0.1.0 did not say
   */
  record Beacon(
      StreamId stream,
      StreamInfo info,
      State state,
      long nextSequence,
      String title,
      long startedAt,
      long bytesIn,
      String tenant) {

    /** A beacon of a source that no tenant's password let in. */
    public Beacon(
        StreamId stream,
        StreamInfo info,
        State state,
        long nextSequence,
        String title,
        long startedAt,
        long bytesIn) {
      this(stream, info, state, nextSequence, title, startedAt, bytesIn, "");
    }

    /** The codec writes the ordinal: append only. */
    public enum State {
      /** The encoder sends. */
      LIVE,
      /** Connected, but silent for a second beyond its usual interval. */
      STALLED,
      /** Over: the source closed, timed out, was kicked or lost its mount to a higher epoch. */
      ENDED
    }
  }

  /**
   * "Who owns this mount?", broadcast. An owner answers with {@link Beacons} to the asker, other
   * nodes that can own a mount with {@link Unowned}.
   */
  record Find(MountName mount) implements Message {}

  /** Answer to a {@link Find}: not mine. */
  record Unowned(MountName mount) implements Message {}

  /**
   * An edge asks the owner for a stream, or renews (every second; a lease is 3 s long).
   *
   * @param stream with the epoch as the edge knows it; an owner of another epoch answers with its
   *     beacon
   * @param from next sequence wanted, or {@link #TAIL} for "the newest {@code tailBytes} you have,
   *     from an entry point"
   * @param tailBytes burst wanted with TAIL, in bytes
   * @param rewind false: a renewal, the cursor stays where it is when it is alive; true: set the
   *     cursor back to {@code from}
   */
  record Lease(StreamId stream, long from, int tailBytes, boolean rewind) implements Message {
    /** {@link #from} of a lease that starts at the tail. */
    public static final long TAIL = -1;
  }

  /** An edge needs the stream no more. */
  record Release(StreamId stream) implements Message {}

  /**
   * The owner has set the edge's cursor: what follows is contiguous from {@code from}. The HEADER
   * and TITLE chunks in force at {@code from} follow first even when they are older.
   *
   * @param asked what the lease asked for, a sequence or {@link Lease#TAIL}; when {@code from} is
   *     beyond an asked sequence, the chunks between are gone from the owner's ring and the edge
   *     counts the gap
   * @param head the owner's next sequence at this moment: with everything below it, the edge has
   *     the tail
   * @param now the owner's wall clock in ms: how old the tail is by the clock that stamped it
   */
  record Granted(StreamId stream, long asked, long from, long head, long now) implements Message {}

  /** One chunk for an edge that holds a lease. */
  record Audio(Chunk chunk) implements Message {}

  /**
   * "I want this mount": to all nodes that can own one.
   *
   * @param request the claimer's number for the answer
   * @param stream mount and proposed epoch
   * @param encoder who asks, for the takeover rule
   */
  record Claim(long request, StreamId stream, Encoder encoder) implements Message {}

  /**
   * The encoder behind a claim, comparable on every node without carrying a secret.
   *
   * @param credential id of the password that let it in, never the password: {@code mount:/live},
   *     {@code tenant:north}; of what makes audio itself, {@code rendition:north}
   * @param address client address, IPv4-mapped ones as IPv4
   * @param agent user agent, may be empty
   */
  record Encoder(String credential, String address, String agent) {

    private static final String TENANT = "tenant:";
    private static final String RENDITION = "rendition:";

    /** The transcoder of a node, at work for a tenant. */
    public static Encoder rendition(String tenant, NodeId node) {
      return new Encoder(RENDITION + tenant, node.value(), "Floe");
    }

    /**
     * Whose source password let it in, or for whom it transcodes; empty when it was the mount's own
     * password.
     */
    public String tenant() {
      for (String kind : List.of(TENANT, RENDITION)) {
        if (credential.startsWith(kind)) {
          return credential.substring(kind.length());
        }
      }
      return "";
    }
  }

  /**
   * Answer to a claim. Silence consents.
   *
   * @param granted true: not mine, or I have just given it up; false: refused
   * @param epoch highest epoch that the answering node has heard for the mount, 0 for none
   * @param reason for the encoder and the log when refused; when granted, why the holder has given
   *     the mount up, empty when it was not the holder
   */
  record ClaimAnswer(long request, boolean granted, long epoch, String reason) implements Message {}

  /**
   * A title for a mount, from the node that accepted it to the owner.
   *
   * @param request the sender's number for the answer
   * @param credential the title is for a source that this password let in, see {@link
   *     Encoder#credential}; empty: for any source
   */
  record Retitle(long request, MountName mount, String title, String credential)
      implements Message {}

  /** Answer to a {@link Retitle}. */
  record RetitleAnswer(long request, Outcome outcome) implements Message {

    /** The codec writes the ordinal: append only. */
    public enum Outcome {
      /** No source on that mount here. */
      NO_SOURCE,
      /** The title travels with the audio. */
      DONE,
      /** Another password than the request's let the source in. */
      FOREIGN,
      /** The source sends Ogg, whose titles are in its own comments. */
      IN_BAND
    }
  }

  /**
   * "Give me that part of that config snapshot", to a node whose beat names the version. It answers
   * with a {@link ConfigPart}: of a newer snapshot, should it have one by now.
   *
   * @param part from 0
   */
  record ConfigWanted(long version, int part) implements Message {}

  /**
   * A part of a config snapshot: its JSON, packed with gzip, in pieces of the same size but for the
   * last.
   *
   * @param part from 0
   * @param parts how many there are
   * @param bytes not copied; the caller gives them away
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record ConfigPart(long version, int part, int parts, byte[] bytes) implements Message {}

  /**
   * "Do this", to every node that it may concern. Sent again until answered: a node does what it
   * has heard once, and answers as often as it hears it.
   *
   * @param request the sender's number for the answer
   */
  record Order(long request, Command command) implements Message {}

  /** What an operator may want done at once. */
  sealed interface Command {

    /** The source of that mount is closed. */
    record KickSource(MountName mount) implements Command {}

    /** All listeners of that mount are closed. */
    record KickListeners(MountName mount) implements Command {}

    /**
     * One listener of that mount is closed.
     *
     * @param listener its number, see {@link Listener}
     */
    record KickListener(MountName mount, long listener) implements Command {}

    /** All listeners of one mount go on with another, of the same content type. */
    record MoveListeners(MountName from, MountName to) implements Command {}
  }

  /**
   * Answer to an {@link Order}.
   *
   * @param affected sources or listeners that it concerned on this node
   * @param problem why nothing was done, empty when all went well
   */
  record OrderAnswer(long request, int affected, String problem) implements Message {}

  /**
   * "Who listens to that mount?", to an edge. Sent again until answered.
   *
   * @param request the sender's number for the answer
   * @param most how many it wants to hear of, at most {@link Audience#MOST}
   */
  record AudienceWanted(long request, MountName mount, int most) implements Message {}

  /**
   * Answer to an {@link AudienceWanted}.
   *
   * @param total how many listen to the mount at this edge, those left out included
   */
  record Audience(long request, int total, List<Listener> listeners) implements Message {

    /** Listeners in one answer at most. */
    public static final int MOST = 1_000;

    public Audience {
      listeners = List.copyOf(listeners);
    }
  }

  /**
   * One listener.
   *
   * @param number unique in the cluster: to all that matters, for half of it is drawn by lot when
   *     an edge starts. Positive; more than a JavaScript number holds, so show it there as text
   * @param address client address, IPv4-mapped ones as IPv4
   * @param agent user agent, shortened and safe to print; {@code -} for none
   * @param since wall clock in ms of the edge at which it connected
   * @param behind how far it is behind the newest audio at the edge, in ms
   */
  record Listener(long number, String address, String agent, long since, int behind) {}

  /**
   * "Who has come since?", to an edge, from whoever keeps the history. What is lost is asked for
   * again with the next question.
   *
   * @param from number of the first visit wanted
   * @param most how many it wants to hear of, at most {@link Visits#MOST}
   * @param salts what clients are hashed with, day by day; the newest for each day holds
   */
  record VisitsWanted(long from, int most, List<Salt> salts) implements Message {
    public VisitsWanted {
      salts = List.copyOf(salts);
    }
  }

  /**
   * What makes the hash of a client one that means nothing on any other day.
   *
   * @param day days since 1970-01-01, by the calendar of the tenant
   * @param bytes not copied; the caller gives them away
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Salt(long day, byte[] bytes) {}

  /**
   * Answer to {@link VisitsWanted}.
   *
   * @param from number of the first one named; those between the number that was asked for and this
   *     one are forgotten
   * @param next number that the next visit at this edge will have
   */
  record Visits(long from, long next, List<Visit> visits) implements Message {

    /** Visits in one answer at most. */
    public static final int MOST = 2_000;

    public Visits {
      visits = List.copyOf(visits);
    }
  }

  /**
   * A listener has come to a mount, or is still there when another day begins.
   *
   * @param day days since 1970-01-01, by the calendar of the tenant
   * @param client hash of address and user agent, salted with what that day has
   * @param agent name of the player, without what tells one client from another; may be empty
   * @param fresh false: has come before, and is still there
   */
  record Visit(MountName mount, long day, long client, String agent, boolean fresh) {}
}
