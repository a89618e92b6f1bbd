package io.floe.launcher.database;

import io.floe.launcher.folder.RunState;
import io.floe.launcher.process.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A launcher that runs nothing but the Postgres of a folder, until its standard input closes. */
public final class PostgresKeeper {

  private PostgresKeeper() {}

  /** Folder and folder of the programs. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Postgres postgres =
        Postgres.in(folder, Binaries.in(Path.of(arguments[1])), folder.resolve("logs"), List.of());
    Supervisor.Watcher watcher =
        new Supervisor.Watcher() {
          @Override
          public void said(String sentence) {
            System.out.println("said " + sentence);
          }

          @Override
          public void changed(List<RunState.Service> services) {
            System.out.println("pid " + services.getFirst().pid());
          }
        };
    try (Supervisor supervisor =
        new Supervisor(List.of(List.of(postgres)), watcher, Supervisor.Patience.USUAL)) {
      supervisor.start().join();
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // Until the test lets go.
      }
      supervisor.stop().join();
    }
  }
}
