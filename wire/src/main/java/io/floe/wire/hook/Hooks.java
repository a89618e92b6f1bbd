package io.floe.wire.hook;

import io.floe.wire.bus.CounterReader;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.UrlAuth;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks hooks, and tells them. Each mount has a lane for either to each of its URLs, with so many
 * requests under way, so many that wait, and a rest after it has failed several times: one that is
 * slow or gone delays nobody but those who need it, and a mount nobody but its own. Whoever asks
 * has an answer within the hook's time. Any thread.
 */
public final class Hooks implements AutoCloseable {

  private static final int MOST_LANES = 10_000;

  /** In all lanes of those who ask, or who are to be told; beyond that each lane still has one. */
  private static final int MOST_UNDER_WAY = 512;

  /** Of those who ask, and somebody waits for it. */
  private static final int MOST_ASKING = 256;

  /** Of ends that are to be told: all that an edge has may end in one moment. */
  private static final int MOST_TELLING = 20_000;

  private static final int MOST_REMEMBERED = 10_000;
  private static final int MOST_READ = 64 << 10;
  private static final int LONGEST_MESSAGE = 200;
  private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private final HttpClient http;
  private final LongSupplier nanoTime;
  private final AtomicInteger asking = new AtomicInteger();
  private final AtomicInteger tellingNow = new AtomicInteger();
  private final LongAdder asked = new LongAdder();
  private final LongAdder admitted = new LongAdder();
  private final LongAdder denied = new LongAdder();
  private final LongAdder down = new LongAdder();
  private final LongAdder remembered = new LongAdder();
  private final LongAdder untold = new LongAdder();

  private record Known(HookAnswer answer, long until) {}

  // Both guarded by this.
  private final Map<String, Lane> lanes = eldestOut(MOST_LANES);
  private final Map<String, Known> answers = eldestOut(MOST_REMEMBERED);

  /** Ends that are being told; guarded by this. */
  private int telling;

  public Hooks() {
    this(System::nanoTime);
  }

  Hooks(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofMillis(UrlAuth.MOST_TIMEOUT_MS))
            // Names are looked up on them, which may take its time.
            .executor(
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("hook-", 0).factory()))
            .build();
  }

  private static <V> Map<String, V> eldestOut(int most) {
    return new LinkedHashMap<>(64, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
      }
    };
  }

  /** Shows every counter. */
  public void each(CounterReader<Hooks> reader) {
    reader.take("floe.hooks.asked", "Questions sent to hooks", h -> h.asked.sum());
    reader.take("floe.hooks.admitted", "Clients that a hook has let in", h -> h.admitted.sum());
    reader.take("floe.hooks.denied", "Clients that a hook has turned away", h -> h.denied.sum());
    reader.take("floe.hooks.down", "Clients for whom a hook had no answer", h -> h.down.sum());
    reader.take("floe.hooks.remembered", "Answers that were remembered", h -> h.remembered.sum());
    reader.take("floe.hooks.untold", "Ends that a hook was not told of", h -> h.untold.sum());
  }

  /** The name that hooks are told of this server: that of {@code publicUrl}, if there is one. */
  public static String server(ConfigSnapshot config) {
    String url = config.publicUrl();
    String host = url == null ? null : URI.create(url).getHost();
    return host == null ? "localhost" : host;
  }

  /**
   * Asks.
   *
   * @param answer called once: at once when the answer is known, or nobody can be asked, else
   *     within the hook's time on a thread of ours
   */
  public void ask(HookRequest request, Consumer<HookAnswer> answer) {
    boolean keeps = request.auth().cacheMs() > 0;
    String key = keeps ? digest(kept(request)) : "";
    HookAnswer known = keeps ? recall(key) : null;
    if (known != null) {
      remembered.increment();
      answer.accept(counted(known));
      return;
    }
    Errand errand = Errand.of(request);
    var _ =
        errand
            .inTime()
            .thenAccept(found -> {
              if (keeps
                  && (found instanceof HookAnswer.Admitted || found instanceof HookAnswer.Denied)) {
                remember(key, found, request.auth().cacheMs());
              }
              answer.accept(counted(found));
            });
    lane("ask", request, MOST_ASKING, asking).take(errand);
  }

  /** Who asks for the same under the same settings may have the same answer. */
  private static String kept(HookRequest request) {
    UrlAuth auth = request.auth();
    return String.join(
        "\n", request.url(), auth.header(), String.valueOf(auth.cacheMs()), request.alike());
  }

  /** Tells, if that is possible now; nobody waits for it. */
  public void tell(HookRequest request) {
    Errand errand = Errand.of(request);
    told(1);
    var _ =
        errand
            .inTime()
            .thenAccept(found -> {
              if (found instanceof HookAnswer.Down || found instanceof HookAnswer.Busy) {
                untold.increment();
              }
              told(-1);
            });
    // Beside those who ask: a crowd that leaves keeps nobody from coming.
    lane("tell", request, MOST_TELLING, tellingNow).take(errand);
  }

  private synchronized void told(int more) {
    telling += more;
    if (telling == 0) {
      notifyAll();
    }
  }

  private HookAnswer counted(HookAnswer answer) {
    switch (answer) {
      case HookAnswer.Admitted _ -> admitted.increment();
      case HookAnswer.Denied _ -> denied.increment();
      case HookAnswer.Down _, HookAnswer.Busy _ -> down.increment();
    }
    return answer;
  }

  private synchronized Lane lane(
      String what, HookRequest request, int most, AtomicInteger underWay) {
    // No URL has a space in it.
    return lanes.computeIfAbsent(
        what + " " + request.url() + " " + request.mount(),
        way -> new Lane(nanoTime, most, underWay, MOST_UNDER_WAY, this::send));
  }

  private synchronized @Nullable HookAnswer recall(String key) {
    Known known = answers.get(key);
    return known == null || known.until() - nanoTime.getAsLong() < 0 ? null : known.answer();
  }

  private synchronized void remember(String key, HookAnswer answer, int ms) {
    answers.put(key, new Known(answer, nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(ms)));
  }

  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("this JVM has no SHA-256", missing);
    }
  }

  /** Sends a request; the result fails when the hook does. */
  private CompletableFuture<HookAnswer> send(HookRequest request) {
    asked.increment();
    String login = request.user() + ":" + request.password();
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(request.url()))
            .timeout(Duration.ofMillis(request.auth().timeoutMs()))
            .header("User-Agent", "Icecast 2.4.4")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
            .POST(HttpRequest.BodyPublishers.ofString(request.body(), StandardCharsets.US_ASCII))
            .build();
    CompletableFuture<HttpResponse<Void>> exchange =
        http.sendAsync(post, head -> new Unread(MOST_READ, request.auth().timeoutMs()));
    return exchange
        .thenApply(reply -> read(reply, request.auth().header()))
        .orTimeout(request.auth().timeoutMs(), TimeUnit.MILLISECONDS)
        .whenComplete((answer, failure) -> {
          if (failure != null) {
            exchange.cancel(true);
          }
        });
  }

  private static HookAnswer read(HttpResponse<Void> reply, String wanted) {
    if (reply.statusCode() >= 500) {
      throw new IllegalStateException("a hook answers " + reply.statusCode());
    }
    int colon = wanted.indexOf(':');
    String name = wanted.substring(0, colon).strip();
    String value = wanted.substring(colon + 1).strip();
    boolean in =
        reply.headers().allValues(name).stream()
            .anyMatch(each -> each.strip().equalsIgnoreCase(value));
    return in
        ? new HookAnswer.Admitted(limit(reply))
        : new HookAnswer.Denied(
            shown(reply.headers().firstValue("icecast-auth-message").orElse("")));
  }

  /** As Icecast reads it: digits, whatever follows them. What has none is no answer. */
  private static long limit(HttpResponse<Void> reply) {
    String text = reply.headers().firstValue("icecast-auth-timelimit").orElse("").strip();
    if (text.isEmpty()) {
      return Long.MAX_VALUE;
    }
    Matcher digits = DIGITS.matcher(text);
    if (!digits.lookingAt()) {
      throw new IllegalStateException("a hook gives a time that is no number");
    }
    String seconds = digits.group();
    return seconds.length() > 10
        ? Long.MAX_VALUE
        : TimeUnit.SECONDS.toMillis(Long.parseLong(seconds));
  }

  private static String shown(String message) {
    String line = message.replaceAll("\\p{Cntrl}", " ").strip();
    return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) : line;
  }

  /**
   * Tells the last ends, for two seconds at most. Whoever still asks is told that nobody answers.
   */
  @Override
  public void close() {
    awaitTold();
    http.shutdownNow();
  }

  private synchronized void awaitTold() {
    long until = System.nanoTime() + LAST_WORDS_NANOS;
    try {
      while (telling > 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One request on its way.
   *
   * @param waited whether it had to wait for others: then the hook has had less than its time
   * @param sent whether it has gone out
   */
  record Errand(
      HookRequest request,
      CompletableFuture<HookAnswer> whole,
      AtomicBoolean waited,
      AtomicBoolean sent) {

    static Errand of(HookRequest request) {
      return new Errand(
          request, new CompletableFuture<>(), new AtomicBoolean(), new AtomicBoolean());
    }

    /** What comes of it, within the hook's time. */
    CompletableFuture<HookAnswer> inTime() {
      return whole
          .orTimeout(request.auth().timeoutMs(), TimeUnit.MILLISECONDS)
          // A crowd before it is no fault of the hook's.
          .exceptionally(
              _ -> waited.get() ? new HookAnswer.Busy(sent.get()) : new HookAnswer.Down(true))
          .thenApply(
              found -> found instanceof HookAnswer.Down ? new HookAnswer.Down(sent.get()) : found);
    }
  }
}
