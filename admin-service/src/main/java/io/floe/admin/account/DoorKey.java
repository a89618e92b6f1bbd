package io.floe.admin.account;

import jakarta.inject.Singleton;

/**
 * By what other nodes of the cluster are known that pass on requests: who shows it says whose they
 * are, and is believed. It is told to the cluster alone, and another one after each start. Threads:
 * any.
 */
@Singleton
public final class DoorKey {

  private final String value = Secrets.random();

  /** The key itself. */
  public String value() {
    return value;
  }

  boolean opens(String shown) {
    return Secrets.same(value, shown);
  }
}
