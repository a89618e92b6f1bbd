package io.floe.launcher;

import io.floe.launcher.folder.DataFolder;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * {@code up --daemon}, seen from the background: talks to its {@link DaemonParent} until it is
 * ready, so that credentials never reach a log, and to its own log from then on.
 */
final class DaemonChild {

  /** The line that says: ready, go. */
  static final String READY = "\u0001ready";

  /** What a line about a problem begins with. */
  static final String PROBLEM = "\u0001problem ";

  private final Build build;
  private final Console console;

  DaemonChild(Build build, Console console) {
    this.build = build;
    this.console = console;
  }

  int run(UpOptions options) {
    console.continueIn(System.out, PROBLEM);
    DataFolder folder = new DataFolder(options.data());
    return new Up(build, console, System.getenv())
        .run(
            options,
            () -> {
              console.line(READY);
              console.continueIn(
                  new PrintStream(new Reopened(folder), true, StandardCharsets.UTF_8), "");
            });
  }

  /** Appends to the launcher's log, opened for every line: rotation needs no signal. */
  private static final class Reopened extends OutputStream {
    private final DataFolder folder;

    Reopened(DataFolder folder) {
      this.folder = folder;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try (FileOutputStream out = new FileOutputStream(folder.launcherLog().toFile(), true)) {
        out.write(bytes, offset, length);
      }
    }
  }
}
