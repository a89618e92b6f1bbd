package io.floe.admin.rendition;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.floe.admin.rendition.Transcoders.Automatic;
import io.floe.admin.store.RenditionRow;
import io.floe.admin.store.TenantRow;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Codec;
import io.floe.wire.config.Rendition;
import io.floe.wire.report.ClusterView.Placed;
import io.floe.wire.report.Report.Job;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rendition as REST shows it.
 *
 * @param bitrate in kbit/s
 * @param sampleRate in Hz; absent: the codec's usual one
 * @param channels absent: 2
 * @param sibling whether a sibling of the tenant has brought it about: it is changed there
 * @param managed whether the station file has the say
 * @param state absent in the audit log, as is all that follows
 * @param reason why it failed or waits
 * @param speed seconds of audio made per second of CPU; absent: not known
 * @param lagMs from a chunk's arrival to its audio going out, while it is on the air
 * @param node that makes it, or has tried
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RenditionView(
    String from,
    String to,
    String tenant,
    Codec codec,
    int bitrate,
    @Nullable Integer sampleRate,
    @Nullable Integer channels,
    @JsonProperty("public") @Nullable Boolean listed,
    boolean onDemand,
    boolean sibling,
    boolean managed,
    @Nullable State state,
    @Nullable String reason,
    @Nullable Double speed,
    @Nullable Integer lagMs,
    @Nullable String node) {

  private static final double HUNDREDTHS = 100;

  /** What becomes of it. */
  public enum State {
    /** The input is not on the air. */
    @JsonProperty("waiting")
    WAITING,
    /** No transcoder has room for it. */
    @JsonProperty("queued")
    QUEUED,
    /** Not encoded while nobody listens. */
    @JsonProperty("idle")
    IDLE,
    /** On the air. */
    @JsonProperty("running")
    RUNNING,
    /** On the air with silence. */
    @JsonProperty("silent")
    SILENT,
    /** It cannot be made. */
    @JsonProperty("failed")
    FAILED,
    /** No transcoder tells. */
    @JsonProperty("unknown")
    UNKNOWN
  }

  /** The view of that row, without its state. */
  public static RenditionView of(RenditionRow row) {
    TenantRow tenant = TenantRow.of(row.tenantId);
    return of(row.rendition(), tenant == null ? "" : tenant.name, false, !row.managed.isEmpty());
  }

  /** The view of one that a sibling has brought about, without its state. */
  static RenditionView of(Automatic automatic) {
    return of(automatic.rendition(), automatic.tenant(), true, false);
  }

  private static RenditionView of(
      Rendition rendition, String tenant, boolean sibling, boolean managed) {
    return new RenditionView(
        rendition.from().value(),
        rendition.to().value(),
        tenant,
        rendition.codec(),
        rendition.bitrate(),
        rendition.sampleRate(),
        rendition.channels(),
        rendition.listed(),
        rendition.onDemand(),
        sibling,
        managed,
        null,
        null,
        null,
        null,
        null);
  }

  /** The same with what these reports say of it. */
  RenditionView with(Map<MountName, Placed> jobs) {
    Placed placed = jobs.get(new MountName(to));
    if (placed == null || !placed.job().from().value().equals(from)) {
      return with(State.UNKNOWN, null, null, null, null);
    }
    Job job = placed.job();
    State now =
        switch (job.state()) {
          case WAITING -> State.WAITING;
          case QUEUED -> State.QUEUED;
          case IDLE -> State.IDLE;
          case RUNNING -> State.RUNNING;
          case SILENT -> State.SILENT;
          case FAILED -> State.FAILED;
        };
    boolean heard = now == State.RUNNING || now == State.SILENT;
    boolean nobodys = now == State.WAITING || now == State.QUEUED;
    return with(
        now,
        job.reason().isEmpty() ? null : job.reason(),
        job.speed() == 0 ? null : job.speed() / HUNDREDTHS,
        heard ? job.lag() : null,
        nobodys ? null : placed.node().value());
  }

  private RenditionView with(
      State now,
      @Nullable String why,
      @Nullable Double fast,
      @Nullable Integer late,
      @Nullable String where) {
    return new RenditionView(
        from,
        to,
        tenant,
        codec,
        bitrate,
        sampleRate,
        channels,
        listed,
        onDemand,
        sibling,
        managed,
        now,
        why,
        fast,
        late,
        where);
  }
}
