package io.floe.admin.mount;

import io.floe.admin.rest.Refusal;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for what the data plane answers. Threads: request; they wait 3 s at most. */
public final class Waiting {

  private static final int SECONDS = 3;
  private static final int RETRY_SECONDS = 2;

  private Waiting() {}

  /**
   * The answer.
   *
   * @throws Refusal 409 when those who were told would not do it, 503 when there is no answer
   */
  public static <T> T answer(CompletionStage<T> coming) {
    try {
      return coming.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      if (failure.getCause() instanceof IllegalStateException refused) {
        throw Refusal.conflict(sentence(String.valueOf(refused.getMessage())));
      }
      throw Refusal.busy("The services did not answer: try again.", RETRY_SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Refusal.busy("The admin service is stopping: try again.", RETRY_SECONDS);
    }
  }

  private static String sentence(String reason) {
    return "The services would not do it: " + reason + (reason.endsWith(".") ? "" : ".");
  }
}
