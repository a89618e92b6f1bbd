package io.floe.bench.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * How much of what is allocated is Floe's own, and how much the libraries'. By the flight
 * recorder's samples, each weighed by the bytes that it stands for, and by the first frame of each
 * that is not the JDK's.
 */
final class OwnShare {

  private OwnShare() {}

  /** From 0 to 1; of the calling thread while {@code part} runs. */
  static double of(Runnable part) throws IOException {
    Path file = Files.createTempFile("floe", ".jfr");
    try {
      try (Recording recording = new Recording()) {
        recording.enable("jdk.ObjectAllocationSample").with("throttle", "2000/s");
        recording.start();
        part.run();
        recording.stop();
        recording.dump(file);
      }
      return share(RecordingFile.readAllEvents(file));
    } finally {
      Files.delete(file);
    }
  }

  private static double share(List<RecordedEvent> events) {
    double own = 0;
    double all = 0;
    long thread = Thread.currentThread().threadId();
    boolean first = true;
    for (RecordedEvent event :
        events.stream().sorted(Comparator.comparing(RecordedEvent::getStartTime)).toList()) {
      if (event.getStackTrace() == null
          || event.getThread("eventThread") == null
          || event.getThread("eventThread").getJavaThreadId() != thread) {
        continue;
      }
      if (first) {
        first = false; // it stands for what was allocated before the recording too
        continue;
      }
      long weight = event.getLong("weight");
      all += weight;
      for (RecordedFrame frame : event.getStackTrace().getFrames()) {
        String type = frame.getMethod().getType().getName();
        if (!type.startsWith("java.") && !type.startsWith("jdk.")) {
          own += type.startsWith("io.floe.") ? weight : 0;
          break;
        }
      }
    }
    return all == 0 ? 0 : own / all;
  }
}
