package io.floe.admin.live;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** An HTTP response that does not end by itself. Threads: any. */
final class ResponseOutlet implements Outlet {

  /** What waits for a socket beyond that is too much; a snapshot may be larger. */
  private static final int MOST_WAITING = 256 << 10;

  /** A large text goes in pieces, so that progress is seen on a slow way. */
  private static final int PIECE = 16 << 10;

  private final HttpServerResponse response;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param gone called once, when the client has gone or was sent away
   */
  ResponseOutlet(HttpServerResponse response, Runnable gone) {
    this.response = response;
    AtomicBoolean told = new AtomicBoolean();
    Runnable once =
        () -> {
          if (told.compareAndSet(false, true)) {
            gone.run();
          }
        };
    response.closeHandler(closed -> once.run());
    response.endHandler(ended -> once.run());
    response.exceptionHandler(broken -> once.run());
    response.setWriteQueueMaxSize(MOST_WAITING);
    if (response.closed()) {
      once.run();
    }
  }

  @Override
  public boolean full() {
    return !response.closed() && response.writeQueueFull();
  }

  @Override
  public long taken() {
    return taken.get();
  }

  @Override
  public void write(Buffer text) {
    for (int at = 0; at < text.length(); at += PIECE) {
      if (response.closed() || response.ended()) {
        return;
      }
      var _ =
          response
              .write(text.slice(at, Math.min(text.length(), at + PIECE)))
              .onSuccess(done -> taken.incrementAndGet());
    }
  }

  @Override
  public void end() {
    if (!response.closed() && !response.ended()) {
      var _ = response.end();
    }
  }

  @Override
  public void cut() {
    if (!response.closed()) {
      var _ = response.reset();
    }
  }
}
