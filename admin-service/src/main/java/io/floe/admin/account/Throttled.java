package io.floe.admin.account;

import io.floe.wire.client.Address;

/** Whoever wants to know of clients that guess passwords. Called on any thread; returns at once. */
public interface Throttled {

  /**
   * A client has sent so many wrong passwords that it gets a turn every half second only.
   *
   * @param user whom it tried to be last; whether there is such a user is open
   */
  void throttled(String user, Address client);
}
