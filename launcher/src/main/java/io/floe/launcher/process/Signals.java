package io.floe.launcher.process;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;

/**
 * POSIX signals, in and out. The JDK's handler API is reached by reflection: it is exported, but
 * the compiler warns at every use.
 */
public final class Signals {

  private Signals() {}

  /**
   * Runs {@code action}, on a thread of the JVM's, whenever the process gets the signal, instead of
   * what the JVM would do. Does nothing on a system without that signal.
   */
  public static void on(String signal, Runnable action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "hashCode" -> signal.hashCode();
                    case "equals" -> false;
                    default -> signal;
                  });
      signalType
          .getMethod("handle", signalType, handlerType)
          .invoke(null, signalType.getConstructor(String.class).newInstance(signal), handler);
    } catch (ReflectiveOperationException e) {
      // No such signal here: nobody can send it either.
    }
  }

  /** Sends a signal that Java has no call for. */
  public static void send(String signal, long pid) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!kill.waitFor(5, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
      }
    } catch (IOException e) {
      // The process is gone, or so is the program kill; a log reopens later then.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
