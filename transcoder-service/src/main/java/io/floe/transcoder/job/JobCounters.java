package io.floe.transcoder.job;

import io.floe.wire.bus.CounterReader;
import java.util.concurrent.atomic.LongAdder;

/** What has happened to the jobs of this node since its start. Threads: any. */
public final class JobCounters {

  final LongAdder started = new LongAdder();
  final LongAdder ended = new LongAdder();
  final LongAdder taken = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder errors = new LongAdder();
  final LongAdder gaps = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder flooded = new LongAdder();
  final LongAdder lostFrames = new LongAdder();
  final LongAdder silenceMillis = new LongAdder();
  final LongAdder lateMillis = new LongAdder();

  /** Shows every counter. */
  public void each(CounterReader<JobCounters> reader) {
    reader.take("floe.jobs.started", "Jobs begun", JobCounters::started);
    reader.take("floe.jobs.ended", "Jobs ended or given up", JobCounters::ended);
    reader.take("floe.jobs.taken", "Jobs taken from a node that lives", JobCounters::taken);
    reader.take(
        "floe.job.failures",
        "Times an input turned out not to be decodable",
        JobCounters::failures);
    reader.take("floe.job.refused", "Outputs that were lost or refused", JobCounters::refused);
    reader.take("floe.job.errors", "Pieces of work that failed unexpectedly", JobCounters::errors);
    reader.take("floe.job.gaps", "Holes in inputs", JobCounters::gaps);
    reader.take(
        "floe.job.skipped.chunks",
        "Chunks left out because this node was too slow",
        JobCounters::skipped);
    reader.take(
        "floe.job.flooded.chunks",
        "Chunks of which something was left out because inputs give more than plays in their time",
        JobCounters::flooded);
    reader.take(
        "floe.job.lost.frames", "Frames that could not be decoded", JobCounters::lostFrames);
    reader.take(
        "floe.job.silence.seconds",
        "Silence made in place of inputs",
        c -> c.silenceMillis() / 1_000.0);
    reader.take(
        "floe.job.late.seconds",
        "Audio left out because it came too late",
        c -> c.lateMillis() / 1_000.0);
  }

  /** Jobs begun. */
  public long started() {
    return started.sum();
  }

  /** Jobs ended or given up. */
  public long ended() {
    return ended.sum();
  }

  /** Jobs taken from another node that lives. */
  public long taken() {
    return taken.sum();
  }

  /** Times an input turned out not to be decodable. */
  public long failures() {
    return failures.sum();
  }

  /** Outputs that were refused, or lost to somebody else. */
  public long refused() {
    return refused.sum();
  }

  /** Pieces of work that failed in a way that nobody has thought of. */
  public long errors() {
    return errors.sum();
  }

  /** Holes in inputs. */
  public long gaps() {
    return gaps.sum();
  }

  /** Chunks of inputs left out because this node was too slow. */
  public long skipped() {
    return skipped.sum();
  }

  /** Chunks of which something was left out, for the input gave more than may be. */
  public long flooded() {
    return flooded.sum();
  }

  /** Frames and packets that could not be decoded, and are silence now. */
  public long lostFrames() {
    return lostFrames.sum();
  }

  /** Silence made in place of inputs that did not come, in ms. */
  public long silenceMillis() {
    return silenceMillis.sum();
  }

  /** Audio left out because it came after silence had stood in for it, in ms. */
  public long lateMillis() {
    return lateMillis.sum();
  }
}
