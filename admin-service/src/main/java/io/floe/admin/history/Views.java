package io.floe.admin.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The history as REST shows it, and as lines of CSV. */
final class Views {

  private Views() {}

  /** A line of an export. */
  interface Row {
    List<@Nullable Object> cells();
  }

  static List<@Nullable Object> cells(@Nullable Object... cells) {
    return Arrays.asList(cells);
  }

  /**
   * A minute, an hour or a day of a trend.
   *
   * @param at its beginning
   * @param seconds how long it was seen
   * @param listeners on average, while it was seen
   * @param peak most at once
   * @param listenerSeconds how long listeners have listened, all of them together
   */
  public record Point(
      Instant at,
      long seconds,
      double listeners,
      int peak,
      long bytesIn,
      long bytesOut,
      double listenerSeconds,
      long visits)
      implements Row {

    static final List<String> HEAD =
        List.of(
            "at",
            "seconds",
            "listeners",
            "peak",
            "bytesIn",
            "bytesOut",
            "listenerSeconds",
            "visits");

    @Override
    public List<@Nullable Object> cells() {
      return Views.cells(at, seconds, listeners, peak, bytesIn, bytesOut, listenerSeconds, visits);
    }
  }

  /**
   * A trend.
   *
   * @param items what was not seen is not in here: a gap
   */
  public record TrendView(List<Point> items) {
    public TrendView {
      items = List.copyOf(items);
    }
  }

  /**
   * A day.
   *
   * @param day by the calendar of the tenant
   * @param clients how many different ones listened; absent: of all tenants together, whose days
   *     are not the same, nobody knows
   * @param seconds how much of it was seen
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DayLine(
      String day,
      int peak,
      @Nullable Long clients,
      double listenerHours,
      long bytesIn,
      long bytesOut,
      long visits,
      long seconds)
      implements Row {

    static final List<String> HEAD =
        List.of(
            "day", "peak", "clients", "listenerHours", "bytesIn", "bytesOut", "visits", "seconds");

    @Override
    public List<@Nullable Object> cells() {
      return Views.cells(day, peak, clients, listenerHours, bytesIn, bytesOut, visits, seconds);
    }
  }

  /**
   * A month, of whose days those are summed up that were asked for.
   *
   * @param month such as 2026-01
   */
  public record MonthLine(
      String month, int peak, double listenerHours, long bytesIn, long bytesOut, long visits) {}

  /**
   * All of a time together: to the minute while minutes are kept, else in whole days.
   *
   * @param peakAt the minute, hour or day of the peak, as exactly as it is still known
   * @param days whole ones, of which the time may have a part only
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TotalsView(
      int peak,
      @Nullable Instant peakAt,
      double listenerHours,
      long bytesIn,
      long bytesOut,
      long visits,
      List<DayLine> days,
      List<MonthLine> months) {

    public TotalsView {
      days = List.copyOf(days);
      months = List.copyOf(months);
    }

    static TotalsView of(List<DayLine> days, MonthLine all, @Nullable Instant peakAt) {
      Map<String, List<DayLine>> byMonth = new LinkedHashMap<>();
      for (DayLine day : days) {
        byMonth
            .computeIfAbsent(day.day().substring(0, day.day().length() - 3), m -> new ArrayList<>())
            .add(day);
      }
      List<MonthLine> months = new ArrayList<>();
      byMonth.forEach((month, of) -> months.add(sum(month, of)));
      return new TotalsView(
          all.peak(),
          peakAt,
          all.listenerHours(),
          all.bytesIn(),
          all.bytesOut(),
          all.visits(),
          days,
          months);
    }

    static MonthLine sum(String month, List<DayLine> days) {
      return new MonthLine(
          month,
          days.stream().mapToInt(DayLine::peak).max().orElse(0),
          Math.round(days.stream().mapToDouble(DayLine::listenerHours).sum() * 10_000) / 10_000.0,
          days.stream().mapToLong(DayLine::bytesIn).sum(),
          days.stream().mapToLong(DayLine::bytesOut).sum(),
          days.stream().mapToLong(DayLine::visits).sum());
    }
  }

  /** A mount among others. */
  public record MountLine(String mount, double listenerHours, long bytesOut, int peak, long visits)
      implements Row {

    static final List<String> HEAD =
        List.of("mount", "listenerHours", "bytesOut", "peak", "visits");

    @Override
    public List<@Nullable Object> cells() {
      return Views.cells(mount, listenerHours, bytesOut, peak, visits);
    }
  }

  /** A player among others. */
  public record AgentLine(String agent, long visits) implements Row {

    static final List<String> HEAD = List.of("agent", "visits");

    @Override
    public List<@Nullable Object> cells() {
      return Views.cells(agent, visits);
    }
  }

  /**
   * Those that stand first.
   *
   * @param mounts absent unless mounts are asked for
   * @param agents absent unless players are asked for
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TopView(@Nullable List<MountLine> mounts, @Nullable List<AgentLine> agents) {}

  /**
   * Part of the titles; for the OpenAPI document alone.
   *
   * @param next what to give as {@code after} for the part that follows; absent: this was the last
   */
  record SongsView(List<SongLine> items, @Nullable String next) {}

  /**
   * Part of the sources; for the OpenAPI document alone.
   *
   * @param next what to give as {@code after} for the part that follows; absent: this was the last
   */
  record SessionsView(List<SessionLine> items, @Nullable String next) {}

  /** A title. */
  public record SongLine(@JsonIgnore long id, String mount, Instant at, String title)
      implements Row {

    static final List<String> HEAD = List.of("at", "mount", "title");

    @Override
    public List<@Nullable Object> cells() {
      return Views.cells(at, mount, title);
    }
  }

  /**
   * A source, from its coming to its going.
   *
   * @param endedAt absent: it is on the air
   * @param why closed, replaced by another source, node lost, moved: it goes on as that of another
   *     tenant, which has the mount now, or unseen: while nobody kept the history; with the last
   *     two endedAt is when it was last seen
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SessionLine(
      @JsonIgnore Place place,
      String mount,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String why,
      long bytesIn,
      String contentType)
      implements Row {

    static final List<String> HEAD =
        List.of("startedAt", "endedAt", "mount", "why", "bytesIn", "contentType");

    /** Where in the list it stands. */
    record Place(long epoch, int mount) {

      static final Place START = new Place(Long.MAX_VALUE, Integer.MAX_VALUE);

      static Place of(String key) {
        String[] parts = key.split(" ", 2);
        if (parts.length != 2) {
          throw new IllegalArgumentException("it is two numbers");
        }
        return new Place(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
      }

      String key() {
        return epoch + " " + mount;
      }
    }

    @Override
    public List<@Nullable Object> cells() {
      return Views.cells(startedAt, endedAt, mount, why, bytesIn, contentType);
    }
  }
}
