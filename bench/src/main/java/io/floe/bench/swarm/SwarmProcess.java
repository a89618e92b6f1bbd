package io.floe.bench.swarm;

import io.floe.bench.swarm.SwarmMain.Command;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A swarm in a process of its own, which ends with this one. Confined to one thread. */
public final class SwarmProcess implements AutoCloseable {

  private final Process process;
  private final DataInputStream answers;

  public SwarmProcess(SwarmPlan plan) {
    try {
      process = ChildJvm.start(SwarmMain.class, plan.arguments());
    } catch (IOException e) {
      throw new UncheckedIOException("a swarm did not start", e);
    }
    answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
  }

  /** Lets everybody connect, again if they are connected. */
  public void connect() {
    tell(Command.CONNECT);
  }

  /** Waits until everybody has connected. */
  public void awaitConnected() {
    try {
      answers.readBoolean();
    } catch (IOException e) {
      throw gone(e);
    }
  }

  public void begin() {
    tell(Command.BEGIN);
  }

  /** Begins a window, and forgets the gaps so far. */
  public void beginAfresh() {
    tell(Command.BEGIN_AFRESH);
  }

  /** Ends the windows of several swarms at the same time. */
  public static List<SwarmFigures> end(List<SwarmProcess> swarms) {
    swarms.forEach(swarm -> swarm.tell(Command.END));
    return swarms.stream().map(SwarmProcess::figures).toList();
  }

  private SwarmFigures figures() {
    try {
      return SwarmFigures.read(answers);
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private void tell(Command command) {
    try {
      OutputStream in = process.getOutputStream();
      in.write((command.name() + "\n").getBytes(StandardCharsets.US_ASCII));
      in.flush();
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private static IllegalStateException gone(IOException e) {
    String reason = e instanceof EOFException ? "it ended: see what it wrote" : e.getMessage();
    return new IllegalStateException("a swarm does not answer: " + reason, e);
  }

  @Override
  public void close() {
    ChildJvm.end(process);
  }
}
