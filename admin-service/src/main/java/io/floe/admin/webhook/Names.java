package io.floe.admin.webhook;

import io.floe.wire.client.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks names up on threads of its own, because the system may take its time: one thread for each
 * name at most, however many ask for it. Any thread.
 */
final class Names implements AutoCloseable {

  /** Lookups of a tenant that are under way. */
  static final int PER_TENANT = 4;

  private static final int THREADS = 64;
  private static final int MAX_WAITING = 256;
  private static final int IDLE_SECONDS = 30;

  /** Whoever knows addresses. */
  @FunctionalInterface
  interface Book {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  private final Book book;
  private final Map<String, CompletableFuture<List<Address>>> asked = new ConcurrentHashMap<>();
  private final Map<Long, Integer> underWay = new ConcurrentHashMap<>();
  private final AtomicInteger made = new AtomicInteger();
  private final ThreadPoolExecutor threads;

  Names(Book book) {
    this.book = book;
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "names-" + made.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * The addresses of a name as they are now; fails with {@link UnknownHostException}, or with
   * {@link RejectedExecutionException} when too many wait, of all or of that tenant.
   */
  CompletableFuture<List<Address>> addresses(String name, long tenant) {
    CompletableFuture<List<Address>> mine = new CompletableFuture<>();
    CompletableFuture<List<Address>> others = asked.putIfAbsent(name, mine);
    if (others != null) {
      return others.copy();
    }
    boolean room = underWay.merge(tenant, 1, Integer::sum) <= PER_TENANT;
    try {
      if (!room) {
        throw new RejectedExecutionException("of the tenant");
      }
      threads.execute(() -> look(name, tenant, mine));
    } catch (RejectedExecutionException full) {
      ended(tenant);
      asked.remove(name, mine);
      mine.completeExceptionally(full);
    }
    return mine.copy();
  }

  private void ended(long tenant) {
    var _ = underWay.computeIfPresent(tenant, (id, count) -> count > 1 ? count - 1 : null);
  }

  private void look(String name, long tenant, CompletableFuture<List<Address>> answer) {
    try {
      List<Address> found = new ArrayList<>();
      for (InetAddress each : book.addresses(name)) {
        found.add(Address.of(each.getAddress()));
      }
      ended(tenant);
      asked.remove(name, answer);
      answer.complete(List.copyOf(found));
    } catch (UnknownHostException | RuntimeException | Error failure) {
      ended(tenant);
      asked.remove(name, answer);
      answer.completeExceptionally(failure);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
