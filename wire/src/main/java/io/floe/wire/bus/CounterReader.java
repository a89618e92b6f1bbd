package io.floe.wire.bus;

import java.util.function.ToDoubleFunction;

/**
 * Takes counters one by one.
 *
 * @param <T> what has them
 */
@FunctionalInterface
public interface CounterReader<T> {

  /**
   * Takes one.
   *
   * @param name of its metric, a promise to dashboards
   * @param what it counts, in a few words
   */
  void take(String name, String what, ToDoubleFunction<T> value);
}
