package io.floe.e2e;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.StepRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command of the launcher that runs under a debugger until it comes to a place, and stands still
 * there. What it starts runs on by itself. Confined to one thread.
 */
final class HeldLauncher {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /**
   * Where it stands: as one class calls a method of another.
   *
   * @param returned whether the call is over
   */
  record Place(String caller, String type, String method, boolean returned) {}

  private final Place place;
  private final Path log;
  private final Process process;

  private HeldLauncher(Place place, Path log, Process process) {
    this.place = place;
    this.log = log;
    this.process = process;
  }

  /** Starts it and waits until it is there. */
  static HeldLauncher at(Place place, Path log, String... arguments) {
    ListeningConnector connector =
        Bootstrap.virtualMachineManager().listeningConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketListen"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> settings = connector.defaultArguments();
    settings.get("localAddress").setValue("127.0.0.1");
    settings.get("timeout").setValue(String.valueOf(PATIENCE.toMillis()));
    try {
      String address = connector.startListening(settings);
      HeldLauncher held =
          new HeldLauncher(place, log, Programs.start(log, command(address, arguments)));
      try {
        held.await(connector.accept(settings));
      } catch (IOException | RuntimeException | Error failed) {
        held.process.destroyForcibly();
        throw failed;
      } finally {
        connector.stopListening(settings);
      }
      return held;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalConnectorArgumentsException | IncompatibleThreadStateException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the script starts, which must not hand the debugger on to what that starts. */
  private static List<String> command(String debugger, String... arguments) {
    Path root = Platform.root();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=" + debugger,
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dfloe.home=" + root,
                "-cp",
                root.resolve("launcher/target/floe-launcher.jar").toString(),
                "io.floe.launcher.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  private void await(VirtualMachine machine)
      throws InterruptedException, IncompatibleThreadStateException {
    ClassPrepareRequest loaded = machine.eventRequestManager().createClassPrepareRequest();
    loaded.addClassFilter(place.type());
    loaded.enable();
    machine.classesByName(place.type()).forEach(this::stopAtCalls);
    try {
      EventSet events = machine.eventQueue().remove(PATIENCE.toMillis());
      while (events != null) {
        for (Event event : events) {
          if (there(event)) {
            return;
          }
        }
        events.resume();
        events = machine.eventQueue().remove(PATIENCE.toMillis());
      }
    } catch (VMDisconnectedException ended) {
      throw new AssertionError("it has ended: " + said(), ended);
    }
    throw new AssertionError("it has not come to " + place + ": " + said());
  }

  private void stopAtCalls(ReferenceType type) {
    for (Method method : type.methodsByName(place.method())) {
      type.virtualMachine()
          .eventRequestManager()
          .createBreakpointRequest(method.location())
          .enable();
    }
  }

  private boolean there(Event event) throws IncompatibleThreadStateException {
    switch (event) {
      case ClassPrepareEvent loaded -> stopAtCalls(loaded.referenceType());
      case BreakpointEvent called when wanted(called) -> {
        if (!place.returned()) {
          return true;
        }
        event
            .virtualMachine()
            .eventRequestManager()
            .createStepRequest(called.thread(), StepRequest.STEP_LINE, StepRequest.STEP_OUT)
            .enable();
      }
      case StepEvent _ -> {
        return true;
      }
      default -> {}
    }
    return false;
  }

  private boolean wanted(BreakpointEvent called) throws IncompatibleThreadStateException {
    ThreadReference thread = called.thread();
    return thread.frameCount() > 1
        && thread.frame(1).location().declaringType().name().equals(place.caller());
  }

  /** What it has said. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it alone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Kills it with all that it has started, as a crash of the machine would. */
  void killAll() throws InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }
}
