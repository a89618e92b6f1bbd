package io.floe.launcher;

import io.floe.launcher.process.ServicePlan;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code up} was asked for, checked.
 *
 * @param config the station file; null: {@code floe.yaml} if it is there
 * @param logs where the services log; null: the data folder
 * @param logToConsole services log to the terminal instead
 */
record UpOptions(
    String host,
    List<ServicePlan> services,
    @Nullable Path config,
    Path data,
    String logLevel,
    @Nullable Path logs,
    boolean logToConsole,
    @Nullable Path authLog,
    boolean demo) {

  UpOptions {
    services = List.copyOf(services);
  }
}
