package io.floe.bench.swarm;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A swarm as a process of its own. It takes {@link Command}s from standard input, a line each, and
 * answers on standard output; it ends when its input does.
 *
 * <p>The swarm is on the main thread; another reads the input.
 */
final class SwarmMain {

  /** What a swarm is told to do. */
  enum Command {
    /** Connect everybody, again if need be; answered when that is done. */
    CONNECT,
    /** Begin a window; not answered. */
    BEGIN,
    /** Begin a window and forget the gaps so far; not answered. */
    BEGIN_AFRESH,
    /** End the window; answered with the figures. */
    END
  }

  private SwarmMain() {}

  public static void main(String[] arguments) throws IOException {
    Queue<Command> commands = new ConcurrentLinkedQueue<>();
    Thread.ofPlatform().daemon().name("swarm-commands").start(() -> read(commands));
    DataOutputStream out = new DataOutputStream(System.out);
    try (Swarm swarm = new Swarm(SwarmPlan.of(arguments))) {
      while (true) {
        Command command = commands.poll();
        if (command == null) {
          swarm.serve(20);
          continue;
        }
        switch (command) {
          case CONNECT -> {
            swarm.connect();
            out.writeBoolean(true);
            out.flush();
          }
          case BEGIN -> swarm.begin();
          case BEGIN_AFRESH -> {
            swarm.forgetGaps();
            swarm.begin();
          }
          case END -> {
            swarm.end().write(out);
            out.flush();
          }
        }
      }
    }
  }

  private static void read(Queue<Command> commands) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line; (line = in.readLine()) != null; ) {
        commands.add(Command.valueOf(line));
      }
    } catch (IOException gone) {
      // As good as an end.
    }
    Runtime.getRuntime().halt(0);
  }
}
