package io.floe.wire.node;

import java.io.File;
import java.io.FileNotFoundException;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.FileHandler;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;

/** What the service itself says: Quarkus writes it, to a file if it is told to. Any thread. */
final class ServiceLog {

  private static final System.Logger LOG = System.getLogger(ServiceLog.class.getName());

  private ServiceLog() {}

  /** Opens the file anew under the name that it has, for log rotation. */
  static void reopen() {
    reopen(Logger.getLogger("").getHandlers());
  }

  private static void reopen(Handler[] handlers) {
    for (Handler handler : handlers) {
      if (handler instanceof FileHandler file) {
        reopen(file);
      } else if (handler instanceof ExtHandler outer) {
        reopen(outer.getHandlers());
      }
    }
  }

  private static void reopen(FileHandler handler) {
    File file = handler.getFile();
    if (file == null) {
      return;
    }
    // This is no start: what is in a file that nobody has moved stays there.
    handler.setAppend(true);
    if (handler instanceof SizeRotatingFileHandler rotating) {
      rotating.setRotateOnBoot(false);
    }
    try {
      handler.setFile(file);
    } catch (FileNotFoundException problem) {
      LOG.log(System.Logger.Level.WARNING, "the log cannot be opened anew: {0}", problem);
    }
  }
}
