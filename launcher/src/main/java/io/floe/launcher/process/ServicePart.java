package io.floe.launcher.process;

import io.floe.launcher.folder.RunState;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service as a part of the platform. */
record ServicePart(ServiceCommand command, ServicePlan plan) implements Part {

  @Override
  public String name() {
    return plan.name();
  }

  @Override
  public ProcessBuilder builder() {
    return command.builder(plan);
  }

  @Override
  public boolean ready() {
    return Probe.ready(plan.managementPort());
  }

  @Override
  public Need need() {
    return switch (plan.kind()) {
      case ADMIN -> Need.FIRST_START;
      case INGEST, EDGE -> Need.ALWAYS;
      case TRANSCODER -> Need.NEVER;
    };
  }

  @Override
  public List<Path> logs() {
    Path logs = command.logs();
    return logs == null
        ? List.of()
        : List.of(ServiceCommand.output(logs, plan), ServiceCommand.log(logs, plan.name()));
  }

  @Override
  public RunState.Service state(@Nullable ProcessHandle process, int restarts) {
    return new RunState.Service(
        plan.name(),
        process == null ? 0 : process.pid(),
        process == null ? 0 : RunState.startOf(process),
        plan.doors().stream()
            .filter(door -> door.port() != plan.managementPort())
            .map(door -> door.use().replaceAll(" port of .*", "") + " " + door.port())
            .toList(),
        plan.managementPort(),
        0,
        restarts);
  }
}
