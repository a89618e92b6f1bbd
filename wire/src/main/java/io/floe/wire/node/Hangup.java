package io.floe.wire.node;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * SIGHUP: "reopen your logs", as log rotation expects of a daemon. The JDK offers signals only in a
 * package that no compiler lets pass without a warning, hence the reflection.
 */
public final class Hangup {

  private Hangup() {}

  /**
   * Opens the service's own log anew and then runs {@code reactions} in order, at each SIGHUP, on
   * the JVM's signal thread. On systems without it, does nothing.
   */
  @SuppressWarnings("ReferenceEquality") // A proxy is itself or another one.
  public static void on(List<Runnable> reactions) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object reaction =
          Proxy.newProxyInstance(
              Hangup.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      ServiceLog.reopen();
                      reactions.forEach(Runnable::run);
                      yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "reopen logs";
                  });
      Object hup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hup, reaction);
    } catch (ReflectiveOperationException notHere) {
      System.getLogger(Hangup.class.getName())
          .log(System.Logger.Level.DEBUG, "no SIGHUP on this system: logs are not reopened");
    }
  }
}
