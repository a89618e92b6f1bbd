package io.floe.launcher.database;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.Passwords;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes the cluster of a Postgres, whole or not at all: one that was begun and not finished is
 * thrown away at the next start. Nobody gets in as superuser by a password; it takes the
 * single-user mode and the rights to the folder.
 */
record Creation(Binaries binaries, Wrapping wrapping, Path folder) {

  private static final long SECONDS = 120;

  /** Makes {@code data}, with that role and a database of its name. */
  void make(Path data, String role, String password) {
    Path draft = folder.resolve("data.new");
    Path said = folder.resolve("creation.log");
    try {
      Leftovers.end(draft);
      DataFolder.delete(draft);
      if (Files.isReadable(binaries.cluster().resolve("PG_VERSION"))) {
        copy(binaries.cluster(), draft);
        wrapping.own(draft);
      } else {
        initialize(draft, said);
      }
      List<String> single =
          List.of(
              binaries.program("postgres").toString(),
              "--single",
              "-c",
              "fsync=off",
              "-D",
              draft.toString(),
              "postgres");
      run(
          single,
          """
          ALTER ROLE postgres PASSWORD NULL
          CREATE ROLE %s LOGIN PASSWORD '%s'
          CREATE DATABASE %s OWNER %s
          """
              .formatted(role, password, role, role),
          said);
      // All of it at once: one file after the other would take seconds.
      List<String> sync =
          List.of(
              binaries.program("initdb").toString(),
              "--pgdata=" + draft,
              "--sync-only",
              "--sync-method=syncfs");
      run(sync, "", said);
      Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(said);
    } catch (IOException e) {
      throw DataFolder.unwritable(data, e);
    }
  }

  /** Makes the cluster that others are copies of, unless it is there: that takes seconds. */
  void makeCluster() {
    Path said = folder.resolve("creation.log");
    Path draft = folder.resolve("cluster.new");
    try {
      if (Files.isDirectory(binaries.cluster())) {
        return;
      }
      DataFolder.delete(draft);
      initialize(draft, said);
      Files.move(draft, binaries.cluster(), StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(said);
    } catch (IOException e) {
      throw DataFolder.unwritable(binaries.cluster(), e);
    }
  }

  private void initialize(Path cluster, Path said) throws IOException {
    Path superuser = folder.resolve("superuser");
    DataFolder.write(superuser, Passwords.generate().getBytes(StandardCharsets.US_ASCII));
    List<String> initdb =
        List.of(
            binaries.program("initdb").toString(),
            "--pgdata=" + cluster,
            "--username=postgres",
            "--auth=scram-sha-256",
            "--pwfile=" + superuser,
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            "--no-sync");
    run(initdb, "", said);
    Files.delete(superuser);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private void run(List<String> program, String input, Path said) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(wrapping.command(program));
    Postgres.bare(builder);
    builder.directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.US_ASCII));
    }
    try {
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      String words = Files.readString(said);
      // The single-user mode goes on after an error and ends well.
      if (!ended || process.exitValue() != 0 || words.contains("ERROR:")) {
        process.destroyForcibly();
        throw new LaunchProblem(
            "the database could not be made in %s: %s"
                .formatted(folder, ended ? lastLine(words) : "it took too long."));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new LaunchProblem("interrupted while the database was made.", e);
    }
  }

  private static String lastLine(String words) {
    return words
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).matches(".*(error|fatal|could not).*"))
        .reduce((first, second) -> second)
        .orElse("see creation.log there.");
  }
}
