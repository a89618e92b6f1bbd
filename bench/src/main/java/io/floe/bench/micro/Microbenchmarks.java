package io.floe.bench.micro;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark of this package, each in one process of its own, for a short time. */
public final class Microbenchmarks {

  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final String BYTES = "bytes";

  private Microbenchmarks() {}

  /**
   * The results as a Markdown table.
   *
   * @param quick whether it is enough to see that they run
   */
  public static String run(boolean quick) {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(Microbenchmarks.class.getPackageName() + "\\..*Benchmark\\.")
        .forks(1)
        .warmupIterations(quick ? 1 : 3)
        .measurementIterations(quick ? 1 : 4)
        .warmupTime(TimeValue.milliseconds(quick ? 100 : 500))
        .measurementTime(TimeValue.milliseconds(quick ? 100 : 500))
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
    System.err.println("floe: microbenchmarks");
    try {
      return table(new Runner(options.build()).run());
    } catch (RunnerException e) {
      throw new IllegalStateException("a microbenchmark failed: " + e.getMessage(), e);
    }
  }

  private static String table(Collection<RunResult> results) {
    StringBuilder text =
        new StringBuilder(
            "| step | score | +- | audio MB/s | allocated bytes |\n| --- | --- | --- | --- | --- |\n");
    for (RunResult result : results) {
      Result<?> primary = result.getPrimaryResult();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f %s | %,.0f | %s | %s |%n",
              name(result),
              primary.getScore(),
              primary.getScoreUnit(),
              Double.isNaN(primary.getScoreError()) ? 0 : primary.getScoreError(),
              secondary(result, BYTES, 1e6),
              secondary(result, ALLOCATED, 1)));
    }
    return text.toString();
  }

  private static String name(RunResult result) {
    String whole = result.getParams().getBenchmark();
    StringBuilder name =
        new StringBuilder(
            whole
                .substring(Microbenchmarks.class.getPackageName().length() + 1)
                .replace("Benchmark.", " "));
    for (String key : result.getParams().getParamsKeys()) {
      name.append(", ").append(result.getParams().getParam(key).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  private static String secondary(RunResult result, String key, double unit) {
    Result<?> found = result.getSecondaryResults().get(key);
    return found == null ? "" : String.format(Locale.ROOT, "%,.2f", found.getScore() / unit);
  }
}
