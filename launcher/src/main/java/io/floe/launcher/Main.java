package io.floe.launcher;

import io.floe.launcher.folder.LaunchProblem;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * {@code ./floe}, past the script. Exit codes: 0 done, 1 could not be done, 2 the command line is
 * wrong.
 */
@Command(
    name = "floe",
    description = "Runs the Floe radio platform on this machine.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    footer = {
      "",
      "The script runs these itself:",
      "  test     run everything that CI runs, after installing what it needs",
      "  check    run the fast part of it: format, strict compile, unit tests",
      "  bench    build and run the benchmarks",
      "",
      "Start with:  ./floe up"
    })
public final class Main implements Runnable {

  /** {@code -port}: the spelling of one dash that older scripts use. */
  private static final Pattern ONE_DASH = Pattern.compile("-[a-z][a-z-]+(=.*)?");

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @CommandLine.Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  private Main() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  /** Runs the command. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    Console console = new Console(out, err);
    Build build = Build.here();
    CommandLine line = new CommandLine(new Main());
    line.getCommandSpec()
        .version(
            "floe "
                + build.version()
                + " (Java "
                + System.getProperty("java.runtime.version")
                + ")");
    line.addSubcommand("up", new UpCommand(build, console, arguments));
    line.addSubcommand("down", new DownCommand(console));
    line.addSubcommand("status", new StatusCommand(console));
    line.addSubcommand("logs", new LogsCommand(console));
    line.addSubcommand("import", new ImportCommand(console));
    line.addSubcommand("export", new ExportCommand(build, console));
    line.addSubcommand("restore", new RestoreCommand(build, console));
    for (String later : List.of("password", "roll")) {
      line.addSubcommand(later, new LaterCommand());
    }
    line.addSubcommand("train", new TrainCommand(build, console));
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setCaseInsensitiveEnumValuesAllowed(false);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler(Main::usage);
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, console));
    return line.execute(twoDashes(arguments));
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "say what to do, for instance: ./floe up");
    }
  }

  private static String[] twoDashes(String[] arguments) {
    List<String> spelled = new ArrayList<>();
    for (String argument : arguments) {
      spelled.add(ONE_DASH.matcher(argument).matches() ? "-" + argument : argument);
    }
    return spelled.toArray(String[]::new);
  }

  private static int usage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("floe: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    command.usage(err);
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, Console console) {
    if (e instanceof LaunchProblem problem) {
      console.problem(problem.sentence());
    } else {
      console.problem("this should not have happened, please report it: " + e);
      e.printStackTrace();
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
