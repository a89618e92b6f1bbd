package io.floe.admin.webhook;

import io.floe.wire.client.Address;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request. The name is looked up once, each time anew, and the connection goes to the
 * address that was found fit: so a name that means something else a moment later leads nowhere
 * else. Redirects are not followed. Any thread; answers come on event loops.
 */
final class Sender {

  /** For all of it: name, connection, request and answer. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What is read of an answer. */
  static final int MAX_ANSWER = 64 << 10;

  private static final Logger LOG = Logger.getLogger(Sender.class);
  private static final int SHOWN = 160;
  private static final String NO_PLACE =
      "not sent: this is at an address that webhooks are not sent to, because it is private or"
          + " special; an operator can allow it in FLOE_WEBHOOK_ALLOW";

  private final HttpClient http;
  private final Names names;
  private final Guard guard;
  private final InstantSource clock;
  private final String agent;
  private final Duration patience;

  /** So that a name with several addresses is tried at another one each time. */
  private final AtomicInteger turns = new AtomicInteger();

  /**
   * @param http a client that keeps no connections
   * @param version of Floe, for receivers
   * @param patience for all of an attempt
   */
  Sender(
      HttpClient http,
      Names names,
      Guard guard,
      InstantSource clock,
      String version,
      Duration patience) {
    this.http = http;
    this.names = names;
    this.guard = guard;
    this.clock = clock;
    this.agent = "Floe/" + version;
    this.patience = patience;
  }

  /**
   * Reads a URL that requests shall go to.
   *
   * @throws IllegalArgumentException when they may not; the message is to be read behind the name
   *     of the field
   */
  String checked(String url) {
    Target target = Target.parse(url);
    if (target.literal().isPresent() && !guard.permits(target.literal().get())) {
      throw new IllegalArgumentException(
          "names an address that webhooks are not sent to, because it is private or special: an"
              + " operator can allow it in FLOE_WEBHOOK_ALLOW");
    }
    return url;
  }

  /** Makes one attempt; always completes normally. */
  CompletableFuture<Outcome> send(Parcel parcel) {
    Target target;
    try {
      target = Target.parse(parcel.url());
    } catch (IllegalArgumentException wrong) {
      return CompletableFuture.completedFuture(
          new Outcome.Refused("the URL " + wrong.getMessage()));
    }
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    var _ =
        addresses(target, parcel.tenant())
            .thenAccept(found ->
                pick(found)
                    .ifPresentOrElse(
                        address -> post(parcel, target, address, outcome),
                        () -> outcome.complete(new Outcome.Refused(NO_PLACE))))
            .exceptionally(failure -> {
              outcome.complete(new Outcome.Failed(said(failure, target)));
              return null;
            });
    return outcome.completeOnTimeout(
        new Outcome.Failed("no complete answer within " + patience.toSeconds() + " s"),
        patience.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<List<Address>> addresses(Target target, long tenant) {
    Optional<Address> literal = target.literal();
    return literal.isPresent()
        ? CompletableFuture.completedFuture(List.of(literal.get()))
        : names.addresses(target.host(), tenant);
  }

  private Optional<Address> pick(List<Address> found) {
    List<Address> open = found.stream().filter(guard::permits).toList();
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(open.get(Math.floorMod(turns.getAndIncrement(), open.size())));
  }

  private void post(
      Parcel parcel, Target target, Address address, CompletableFuture<Outcome> outcome) {
    if (outcome.isDone()) {
      return; // The name took too long.
    }
    byte[] body = parcel.bytes();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(target.port(), address.toString()))
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(target.tls())
            .setURI(target.path())
            .setFollowRedirects(false)
            .putHeader("Content-Type", "application/json")
            .putHeader("User-Agent", agent)
            .putHeader("Floe-Event", parcel.event())
            .putHeader("Floe-Delivery", parcel.delivery())
            .putHeader("Floe-Signature", Signature.of(parcel.secret(), clock.instant(), body));
    http.request(options)
        .onFailure(failure -> outcome.complete(new Outcome.Failed(said(failure, target))))
        .onSuccess(request -> {
          // Whatever ends first: nothing is left open behind an outcome.
          var _ = outcome.whenComplete((done, failure) -> abandon(request));
          if (outcome.isDone()) {
            return;
          }
          request
              .send(Buffer.buffer(body))
              .onFailure(failure -> outcome.complete(new Outcome.Failed(said(failure, target))))
              .onSuccess(response -> read(response, target, outcome));
        });
  }

  private static void read(
      HttpClientResponse response, Target target, CompletableFuture<Outcome> outcome) {
    Outcome answer = judged(response.statusCode());
    AtomicInteger bytes = new AtomicInteger();
    response
        .exceptionHandler(failure -> outcome.complete(new Outcome.Failed(said(failure, target))))
        .handler(part -> {
          if (bytes.addAndGet(part.length()) > MAX_ANSWER) {
            outcome.complete(answer);
          }
        })
        .endHandler(end -> outcome.complete(answer));
  }

  private static Outcome judged(int status) {
    if (status >= 200 && status < 300) {
      return new Outcome.Delivered(status);
    }
    return new Outcome.Answered(
        status,
        status >= 300 && status < 400
            ? "answered " + status + ": redirects are not followed, name the place itself"
            : "answered " + status);
  }

  private static void abandon(HttpClientRequest request) {
    try {
      var connection = request.connection();
      if (connection != null) {
        var _ = connection.close();
      } else {
        var _ = request.reset();
      }
    } catch (RuntimeException gone) {
      LOG.debug("a request was over already", gone);
    }
  }

  /** For the log of deliveries, which tenants read: short, and of the inside nothing. */
  private static String said(@Nullable Throwable failure, Target target) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text =
        switch (cause) {
          case UnknownHostException unknown -> "the name " + target.host() + " has no address";
          case RejectedExecutionException full ->
              "too many names are looked up now, or too many of this tenant";
          case TimeoutException late -> "it did not answer in time";
          case SSLException tls -> "TLS failed: " + tls.getMessage();
          case ConnectException refused -> "it cannot be connected to";
          case null, default -> "the connection failed: " + message(cause);
        };
    String line = text.replaceAll("[^\\x20-\\x7e]", "?");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
  }

  private static String message(@Nullable Throwable cause) {
    return cause == null || cause.getMessage() == null ? "no reason is known" : cause.getMessage();
  }
}
