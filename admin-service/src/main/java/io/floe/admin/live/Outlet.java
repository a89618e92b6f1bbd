package io.floe.admin.live;

import io.vertx.core.buffer.Buffer;

/** The way to one who follows. Threads: any. */
interface Outlet {

  /** Whether it has not taken what it was given. */
  boolean full();

  /** Gives it that; shared with others, not copied. */
  void write(Buffer text);

  /** Ends it in good order. */
  void end();

  /** Cuts it off. */
  void cut();
}
