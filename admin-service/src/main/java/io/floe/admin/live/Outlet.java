package io.floe.admin.live;

import io.vertx.core.buffer.Buffer;

/** The way to one who follows. Threads: any. */
interface Outlet {

  /** Whether it has not taken what it was given. */
  boolean full();

  /** How much of what it was given it has taken, by any measure that grows. */
  long taken();

  /** Gives it that; shared with others, not copied. */
  void write(Buffer text);

  /** Ends it in good order. */
  void end();

  /** Cuts it off. */
  void cut();
}
