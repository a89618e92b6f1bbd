package io.floe.wire.hook;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer whose head says everything: nobody waits for it. It is drawn off, for the
 * connection to be used again, and cut off when it is long or slow. Called by the HTTP client, one
 * call at a time.
 */
final class Unread implements HttpResponse.BodySubscriber<Void> {

  private final int most;
  private final long millis;
  private Flow.@Nullable Subscription source;
  private long read;

  Unread(int most, long millis) {
    this.most = most;
    this.millis = millis;
  }

  @Override
  public CompletionStage<Void> getBody() {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    source = subscription;
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(subscription::cancel);
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    parts.forEach(part -> read += part.remaining());
    Flow.Subscription from = source;
    if (read > most && from != null) {
      from.cancel();
    }
  }

  @Override
  public void onError(Throwable broken) {
    // The head was all that mattered.
  }

  @Override
  public void onComplete() {
    // Nobody waits.
  }
}
