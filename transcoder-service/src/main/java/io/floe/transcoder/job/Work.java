package io.floe.transcoder.job;

import io.floe.stream.intake.Sightings.Sighting;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Loop;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A job that this node has taken: the input is followed while an output needs it, and its audio is
 * worked on by a strand. Confined to the bus thread.
 */
final class Work {

  /** What is asked for beyond the burst, as edges do. */
  private static final int BEYOND_BURST = 64 << 10;

  /** An output that was lost is not claimed again for so long. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  /** An output on demand goes on for so long when nobody takes it any more. */
  private static final Duration LINGER = Duration.ofSeconds(10);

  /** Outputs that nobody takes end when the input has been gone for so long. */
  private static final Duration GONE = Duration.ofSeconds(60);

  /** So long after the job was taken over, nobody is to hear again what has been. */
  private static final Duration CONTINUES = Duration.ofSeconds(10);

  /** An input that is on the air for so long without any audio has something wrong. */
  private static final Duration SOUNDLESS = Duration.ofSeconds(10);

  /** One rendition. */
  private final class Slot {
    final Rendition rendition;
    @Nullable Output output;
    boolean flowing;
    String problem = "";
    long againAt = loop.nanoTime();
    long takenAt = loop.nanoTime() - LINGER.toNanos();

    Slot(Rendition rendition) {
      this.rendition = rendition;
    }
  }

  private final Jobs.Studio studio;
  private final Loop loop;
  private final Strand strand;
  private final Pipeline pipeline;
  private final boolean continues;

  /** Outputs that another node has left on the air, and this one has not opened yet. */
  private final Map<MountName, StreamInfo> left = new HashMap<>();

  private final long begunAt;
  private Effort effort;
  private final Map<MountName, Slot> slots = new LinkedHashMap<>();
  private final Backlog backlog;
  private final AtomicInteger ticks = new AtomicInteger();
  private final Output.Owner owner = new Hands();
  private Job job;
  private @Nullable Follower follower;
  private @Nullable Sighting input;
  private long goneAt;
  private long soundlessAt;
  private boolean closed;
  private volatile int lagMillis;

  /**
   * Begins it.
   *
   * @param node what waits on this node, of all jobs
   * @param before what other nodes had on the air lately of it: their listeners have heard what is
   *     past
   */
  Work(Jobs.Studio studio, Backlog.Node node, Job job, Map<MountName, Sighting> before) {
    this.studio = studio;
    this.loop = studio.bus().loop();
    this.strand = new Strand(studio.pool(), studio.counters());
    this.pipeline = new Pipeline(studio.counters());
    this.backlog = new Backlog(node, studio.counters());
    this.continues = !before.isEmpty();
    this.begunAt = loop.nanoTime();
    this.effort = new Effort(begunAt);
    this.job = job;
    this.goneAt = loop.nanoTime();
    this.soundlessAt = loop.nanoTime();
    adopt(job);
    before.forEach((to, last) -> {
      if (!last.ended()) {
        left.put(to, last.beacon().info());
      }
    });
    if (!left.isEmpty()) {
      // Their listeners wait, be there audio or not.
      strand.execute(() -> pipeline.miss(begunAt));
    }
  }

  Job job() {
    return job;
  }

  /** Whether an output is on the air. */
  boolean onAir() {
    return slots.values().stream().anyMatch(slot -> slot.output != null && slot.output.live());
  }

  /** The follower of the input, while it is needed. */
  @Nullable Follower follower() {
    return follower;
  }

  /** The renditions are others now; those that are the same go on. */
  void adopt(Job next) {
    if (!next.renditions().equals(job.renditions())) {
      effort = new Effort(loop.nanoTime());
    }
    job = next;
    Set<Rendition> wanted = new HashSet<>(next.renditions());
    for (Slot slot : List.copyOf(slots.values())) {
      if (!wanted.contains(slot.rendition)) {
        close(slot, "the rendition has changed");
        slots.remove(slot.rendition.to());
      }
    }
    next.renditions().forEach(each -> slots.computeIfAbsent(each.to(), _ -> new Slot(each)));
  }

  /** A stream is on the air on the input. */
  void sighted(Sighting sighting) {
    input = sighting;
    Follower now = follower;
    if (now != null) {
      now.sighted(sighting);
    }
  }

  /** Called about every 100 ms. */
  void tick() {
    if (closed) {
      return;
    }
    Sighting known = input;
    @Nullable Sighting onAir = known != null && known.onAir() ? known : null;
    if (onAir != null) {
      goneAt = loop.nanoTime();
    }
    if (onAir == null || follower == null || pipeline.sounding() || pipeline.missing()) {
      soundlessAt = loop.nanoTime();
    }
    @Nullable StreamInfo info = onAir == null ? null : onAir.beacon().info();
    for (Slot slot : slots.values()) {
      tick(slot, info);
    }
    follow(onAir);
    if (ticks.get() == 0 && slots.values().stream().anyMatch(slot -> slot.flowing)) {
      ticks.incrementAndGet();
      // By the clock of the arrivals: waiting for its turn is no outage.
      long now = loop.nanoTime();
      long wall = loop.wallMillis();
      strand.execute(() -> {
        ticks.decrementAndGet();
        pipeline.tick(now, wall);
      });
    }
    effort.sample(loop.nanoTime(), strand.cpuNanos(), pipeline.audioNanos());
  }

  /** What it costs, in thousandths of a core. */
  int cost() {
    return effort.settled() ? effort.cost() : Effort.estimate(job);
  }

  /** One report per rendition. */
  List<Report.Job> reports() {
    List<Report.Job> reports = new ArrayList<>();
    for (Slot slot : slots.values()) {
      reports.add(report(slot));
    }
    return reports;
  }

  /** Ends all outputs and lets go of the input. */
  void close(String reason) {
    closed = true;
    slots.values().forEach(slot -> close(slot, reason));
    Follower now = follower;
    if (now != null) {
      now.close();
      follower = null;
    }
    strand.execute(pipeline::rest);
  }

  private Report.Job report(Slot slot) {
    Output output = slot.output;
    String failure = pipeline.failure();
    Report.Job.State state;
    String reason = "";
    if (!slot.problem.isEmpty()) {
      state = Report.Job.State.FAILED;
      reason = slot.problem;
    } else if (slot.flowing && !failure.isEmpty()) {
      state = Report.Job.State.FAILED;
      reason = job.from() + " cannot be decoded: " + failure;
    } else if (slot.flowing && loop.nanoTime() - soundlessAt > SOUNDLESS.toNanos()) {
      state = Report.Job.State.FAILED;
      reason =
          "nothing that " + job.from() + " sends can be decoded: check its encoder and its type";
    } else if (output == null || !output.live()) {
      state = Report.Job.State.WAITING;
      reason = job.from() + " is not on the air";
    } else if (!slot.flowing) {
      state = Report.Job.State.IDLE;
    } else {
      state = pipeline.missing() ? Report.Job.State.SILENT : Report.Job.State.RUNNING;
    }
    return new Report.Job(
        job.from(), slot.rendition.to(), state, reason, effort.speed(), lagMillis);
  }

  private void tick(Slot slot, @Nullable StreamInfo source) {
    long now = loop.nanoTime();
    Output output = slot.output;
    @Nullable StreamInfo shown = source == null ? left.get(slot.rendition.to()) : source;
    if (output == null && shown != null && now - slot.againAt >= 0) {
      left.remove(slot.rendition.to());
      output = open(slot, shown);
    }
    if (output == null) {
      slot.problem = source == null ? "" : slot.problem;
      return;
    }
    if (output.taken()) {
      slot.takenAt = now;
    }
    if (output.live()) {
      slot.problem = "";
    }
    if (source == null && !output.taken() && now - goneAt > GONE.toNanos()) {
      close(slot, job.from() + " is gone");
      return;
    }
    boolean flow =
        !slot.rendition.onDemand() || (output.live() && now - slot.takenAt < LINGER.toNanos());
    if (flow && !slot.flowing) {
      flow(slot, output);
    } else if (!flow && slot.flowing) {
      // It begins anew: whoever comes next is not to be given the headers of what has ended.
      close(slot, "nobody listens");
      if (source != null) {
        open(slot, source);
      }
    }
  }

  private Output open(Slot slot, StreamInfo source) {
    Mount settings = studio.settings().apply(slot.rendition.to());
    Output output =
        new Output(loop, studio.origins(), job.tenant(), slot.rendition, settings, source, owner);
    slot.output = output;
    if (slot.rendition.onDemand()) {
      output.claim();
    }
    return output;
  }

  private void flow(Slot slot, Output output) {
    slot.flowing = true;
    output.expect(true);
    Mount settings = studio.settings().apply(slot.rendition.to());
    strand.execute(() ->
        pipeline.open(new Branch(slot.rendition, settings, pipeline::capturedAt, output.out())));
  }

  private void follow(@Nullable Sighting onAir) {
    boolean needed = slots.values().stream().anyMatch(slot -> slot.flowing);
    Follower now = follower;
    if (needed && now == null && onAir != null) {
      boolean again = continues && loop.nanoTime() - begunAt < CONTINUES.toNanos();
      int burst =
          job.renditions().stream()
              .mapToInt(each -> studio.settings().apply(each.to()).burst())
              .max()
              .orElse(0);
      now =
          new Follower(
              studio.bus(), again ? 0 : burst + BEYOND_BURST, studio.intake(), new IntoPipeline());
      follower = now;
    } else if (!needed && now != null) {
      now.close();
      follower = null;
      strand.execute(pipeline::rest);
      return;
    }
    if (now != null) {
      now.tick();
      if (!now.busy() && onAir != null) {
        now.sighted(onAir);
      }
    }
  }

  private void close(Slot slot, String reason) {
    Output output = slot.output;
    slot.output = null;
    if (output != null) {
      output.expect(false);
      output.end(reason);
    }
    if (slot.flowing) {
      slot.flowing = false;
      strand.execute(() -> pipeline.close(slot.rendition.to()));
    }
  }

  private final class Hands implements Output.Owner {
    @Override
    public void wanted(Output output) {
      tick();
    }

    @Override
    public void lost(Output output, String reason) {
      Slot slot = slots.get(output.rendition().to());
      if (slot != null && slot.output == output) {
        studio.counters().refused.increment();
        close(slot, reason);
        slot.problem = reason;
        slot.againAt = loop.nanoTime() + AGAIN.toNanos();
      }
    }
  }

  private final class IntoPipeline implements Follower.Taker {
    @Override
    public void begins(StreamInfo info) {
      backlog.begins();
      strand.execute(() -> pipeline.begins(info));
    }

    @Override
    public void chunk(Chunk chunk, long ageMillis) {
      long arrivedAt = loop.nanoTime();
      for (Chunk each : backlog.take(chunk)) {
        strand.execute(() -> {
          try {
            pipeline.chunk(each, arrivedAt);
          } finally {
            backlog.done(each);
          }
          lagMillis = (int) Math.min(Integer.MAX_VALUE, (loop.nanoTime() - arrivedAt) / 1_000_000);
        });
      }
    }

    @Override
    public void ends() {
      // Silence stands in until another stream begins.
    }
  }
}
