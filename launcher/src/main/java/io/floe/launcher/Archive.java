package io.floe.launcher;

import io.floe.launcher.database.Access;
import io.floe.launcher.database.Binaries;
import io.floe.launcher.database.Postgres;
import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.process.Program;
import io.floe.launcher.process.ServicePlan;
import io.floe.launcher.process.Supervisor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The archive program of the admin service, and a database for it to work on. */
final class Archive {

  private static final String MAIN_CLASS = "io.floe.admin.archive.ArchiveProgram";

  private final Build build;
  private final Console console;

  Archive(Build build, Console console) {
    this.build = build;
    this.console = console;
  }

  /**
   * Does it with a database that runs.
   *
   * @param what {@code export} or {@code restore}
   * @throws LaunchProblem when it could not be done
   */
  void run(String what, Path file, Access access) {
    Program program = new Program(build.home(), ServicePlan.Kind.ADMIN);
    program.require();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program.tool(MAIN_CLASS));
    command.addAll(List.of(what, file.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    // Its sentence is on the other; here is what its libraries say.
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("FLOE_"));
    builder.environment().putAll(access.environment());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new LaunchProblem(said.isEmpty() ? "the archive program failed." : said);
      }
      console.say(said);
    } catch (IOException e) {
      throw new LaunchProblem("cannot start the archive program: " + DataFolder.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LaunchProblem("interrupted.", e);
    }
  }

  /** Starts the Postgres of a folder, whose lock the caller holds, for as long as work is done. */
  void withDatabase(DataFolder folder, java.util.function.Consumer<Access> work) {
    Postgres postgres =
        Postgres.in(
            folder.database(),
            Binaries.in(build.home().resolve("launcher/target/postgres")),
            folder.logs(),
            List.of());
    try (Supervisor supervisor =
        new Supervisor(List.of(List.of(postgres)), console::problem, Supervisor.Patience.USUAL)) {
      try {
        supervisor.start().join();
        work.accept(postgres.access());
      } catch (CompletionException e) {
        if (e.getCause() instanceof LaunchProblem problem) {
          throw problem;
        }
        throw e;
      } finally {
        supervisor.end();
      }
    }
  }
}
