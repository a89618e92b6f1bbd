package io.floe.wire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.AsyncHandler;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {

  @TempDir Path temp;

  @Test
  void parentPipe_whenTheWriterCloses_tellsOnce() throws Exception {
    CountDownLatch orphaned = new CountDownLatch(1);
    PipedOutputStream parent = new PipedOutputStream();
    ParentPipe.follow(new PipedInputStream(parent), orphaned::countDown);
    parent.write("chatter is ignored".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(orphaned.getCount()).isEqualTo(1);
    parent.close();
    assertThat(orphaned.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void hangup_isHeard() throws Exception {
    assumeFalse(hangupIgnored(), "whoever started this JVM has it ignore SIGHUP, as nohup does");
    AtomicInteger heard = new AtomicInteger();
    Hangup.on(List.of(heard::incrementAndGet, heard::incrementAndGet));
    new ProcessBuilder("kill", "-HUP", "" + ProcessHandle.current().pid()).start().waitFor();
    await().untilAtomic(heard, org.hamcrest.Matchers.equalTo(2));
  }

  @Test
  void serviceLog_reopened_goesOnInAFileOfItsName() throws Exception {
    Path file = temp.resolve("service.log");
    Logger root = Logger.getLogger("");
    try (var files = new SizeRotatingFileHandler(1_000_000, 5);
        var outer = new AsyncHandler()) {
      files.setFormatter(new PatternFormatter("%s%n"));
      files.setAutoFlush(true);
      files.setFile(file.toFile());
      files.setRotateOnBoot(true);
      outer.addHandler(files);
      root.addHandler(outer);
      files.publish(new ExtLogRecord(Level.INFO, "before", "here"));

      ServiceLog.reopen();

      files.publish(new ExtLogRecord(Level.INFO, "nobody moved it", "here"));
      assertThat(Files.readString(file)).isEqualTo("before\nnobody moved it\n");
      Files.move(file, temp.resolve("service.log.old"));
      files.publish(new ExtLogRecord(Level.INFO, "not told yet", "here"));
      assertThat(file).doesNotExist();

      ServiceLog.reopen();

      files.publish(new ExtLogRecord(Level.INFO, "after", "here"));
      assertThat(Files.readString(file)).isEqualTo("after\n");
      assertThat(Files.readString(temp.resolve("service.log.old"))).endsWith("not told yet\n");
    } finally {
      for (var handler : root.getHandlers()) {
        if (handler instanceof AsyncHandler) {
          root.removeHandler(handler);
        }
      }
    }
  }

  /** The JVM leaves a signal alone that it was started to ignore. */
  private static boolean hangupIgnored() throws Exception {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
  }

  @Test
  void lineLog_closedWhileIdle_isClosedAtOnce() {
    LineLog log = new LineLog(temp.resolve("idle.log").toString(), "test-log", 14);
    log.reopen();
    assertTimeoutPreemptively(Duration.ofSeconds(1), log::close);
  }

  @Test
  void lineLog_afterRotation_writesToTheNewFile() throws Exception {
    Path file = temp.resolve("folder/access.log");
    try (LineLog log = new LineLog(file.toString(), "test-log", 14)) {
      log.add("one");
      await().until(() -> Files.exists(file) && Files.readString(file).equals("one\n"));
      Files.move(file, temp.resolve("old.log"));
      log.reopen();
      await()
          .until(() -> {
            log.add("two");
            return Files.exists(file);
          });
    }
    assertThat(Files.readString(file)).startsWith("two\n");
    assertThat(Files.readString(temp.resolve("old.log"))).startsWith("one\n");
  }

  @Test
  void lineLog_whichCannotBeWritten_countsWhatIsLost() {
    Path folder = temp;
    try (LineLog log = new LineLog(folder.toString(), "test-log", 14)) {
      log.add("lost");
      await().until(() -> log.dropped() == 1);
    }
  }
}
