package io.floe.testkit.sample.util;

import io.floe.testkit.FakeNetwork;
import io.vertx.core.buffer.Buffer;

/** Breaks every rule of the house, to show that the rules notice. */
class DrawerHelper {

  FakeNetwork otherModule = new FakeNetwork();
  Buffer eventBus = Buffer.buffer(System.getenv("HOME"));

  void wait(java.util.logging.Logger log) throws InterruptedException {
    log.info("sleeping");
    Thread.sleep(1);
  }
}
