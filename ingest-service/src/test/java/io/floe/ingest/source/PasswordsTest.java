package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.floe.ingest.source.Passwords.Attempt;
import io.floe.ingest.source.Passwords.Verdict;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.login.PasswordQueue;
import io.floe.wire.report.Report.Lockout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordsTest {

  private final ConfigSnapshot config =
      Station.snapshot(1, "default-pass", UnaryOperator.identity());
  private final AtomicLong nanos = new AtomicLong(1);
  private final Lockouts lockouts = new Lockouts();
  private final List<String> compared = new CopyOnWriteArrayList<>();
  private volatile boolean broken;
  private final Passwords passwords =
      new Passwords(
          1,
          nanos::get,
          lockouts,
          (password, hash) -> {
            compared.add(hash);
            if (broken) {
              throw new StackOverflowError("of the test");
            }
            return Passwords.matches(password, hash);
          });

  @AfterEach
  void stop() {
    passwords.close();
  }

  @Test
  void mountWithItsOwnPassword_opensToThatAlone() {
    assertThat(check(config, "/live", "live-pass", false)).isEqualTo(opened("mount:/live"));
    assertThat(check(config, "/live", "default-pass", false)).isInstanceOf(Verdict.Wrong.class);
    assertThat(check(config, "/open", "default-pass", false)).isEqualTo(opened("tenant:default"));
    assertThat(check(config, "/fly", "default-pass", false)).isEqualTo(opened("tenant:default"));
    assertThat(check(config, "/fly", "live-pass", false)).isInstanceOf(Verdict.Wrong.class);
  }

  @Test
  void admins_openOnlyWhereTheyMay() {
    assertThat(checkAs(config, "admin", "/live", "admin-pass", true))
        .isEqualTo(opened("admin:admin"));
    assertThat(checkAs(config, "admin", "/live", "admin-pass", false))
        .isInstanceOf(Verdict.Wrong.class);
    assertThat(checkAs(config, "admin", "/live", "live-pass", true))
        .isEqualTo(opened("mount:/live"));
  }

  @Test
  void tenantThatCreatesNoMounts_opensNoUnknownOne() {
    ConfigSnapshot closed =
        ConfigSnapshot.EMPTY
            .with()
            .tenants(
                List.of(
                    ConfigSnapshot.Tenant.of("t")
                        .with()
                        .sourcePasswordHash(Station.hash("p"))
                        .build()))
            .build();
    assertThat(check(closed, "/fly", "p", false)).isInstanceOf(Verdict.Wrong.class);
  }

  @Test
  void everyVersionOfBcrypt_isRead() {
    for (BCrypt.Version version :
        List.of(BCrypt.Version.VERSION_2A, BCrypt.Version.VERSION_2B, BCrypt.Version.VERSION_2Y)) {
      String hash = BCrypt.with(version).hashToString(4, "pässword".toCharArray());
      assertThat(hash).startsWith("$2" + (char) version.versionIdentifier[1]);
      assertThat(Passwords.matches("pässword".getBytes(StandardCharsets.UTF_8), hash)).isTrue();
      assertThat(Passwords.matches("password".getBytes(StandardCharsets.UTF_8), hash)).isFalse();
    }
    String longest = "x".repeat(72);
    assertThat(
            Passwords.matches(
                (longest + "and more").getBytes(StandardCharsets.UTF_8),
                Station.hash(longest.substring(1))))
        .isFalse();
    for (String broken : List.of("", "plain", "$2b$", "$2b$99$abc", "$1$x$y")) {
      assertThat(Passwords.matches(new byte[] {'x'}, broken)).isFalse();
    }
    assertThat(Passwords.matches(new byte[0], Station.hash("x"))).isFalse();
  }

  @Test
  void wrongPassword_takesAsMuch_whoeverItIsOf() {
    ConfigSnapshot many =
        config
            .with()
            .admins(List.of(new ConfigSnapshot.Account("admin", hash(6, "admin-pass"))))
            .tenants(
                config.tenants().stream()
                    .map(tenant ->
                        tenant.name().equals("default")
                            ? tenant.with().users(List.of(user("bob"), user("eve"))).build()
                            : tenant)
                    .toList())
            .build();
    for (String mount : List.of("/live", "/open", "/unknown")) {
      long nobody = work(many, "nobody", mount, "wrong");
      for (String user : List.of("admin", "bob", "eve", "south", "source", "")) {
        assertThat(work(many, user, mount, "wrong")).as(user + " " + mount).isEqualTo(nobody);
      }
    }
    assertThat(work(config, "admin", "/live", "wrong"))
        .as("its own and an account's")
        .isEqualTo(32);
    assertThat(compared).hasSize(2);
    assertThat(work(config, "nobody", "/live", "wrong")).isEqualTo(32);
    assertThat(compared).hasSize(2);
  }

  @Test
  void whoHasThePasswordOfAMount_findsOutNothingOfAccounts() {
    for (String user : List.of("nobody", "admin")) {
      assertThat(work(config, user, "/live", "live-pass")).as(user).isEqualTo(16);
    }
  }

  /** What a check takes that says yes or no to an attempt at titles. */
  private long work(ConfigSnapshot snapshot, String user, String mount, String password) {
    compared.clear();
    // So that no check waits for its turn, or is remembered.
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(10));
    checkAs(snapshot, user, mount, password, true);
    return compared.stream().mapToLong(hash -> 1L << Integer.parseInt(hash.substring(4, 6))).sum();
  }

  private static ConfigSnapshot.User user(String name) {
    return new ConfigSnapshot.User(
        name,
        hash(name.equals("eve") ? 5 : 4, name),
        ConfigSnapshot.Role.DJ,
        List.of(new MountName("/live")));
  }

  private static String hash(int cost, String password) {
    return BCrypt.withDefaults().hashToString(cost, password.toCharArray());
  }

  @Test
  void rightPassword_isRemembered_whateverElseIsChanged() {
    check(config, "/live", "live-pass", false);
    checkAs(config, "admin", "/live", "admin-pass", true);
    ConfigSnapshot edited =
        config
            .with()
            .version(2)
            .tenants(
                config.tenants().stream()
                    .map(tenant -> tenant.with().createMounts(false).build())
                    .toList())
            .build();
    assertThat(atOnce(edited, "live-pass")).isTrue();
    compared.clear();
    assertThat(checkAs(edited, "admin", "/live", "admin-pass", true))
        .isEqualTo(opened("admin:admin"));
    assertThat(compared).isEmpty();
    assertThat(
            checkAs(edited.with().admins(List.of()).build(), "admin", "/live", "admin-pass", true))
        .as("an account that is gone")
        .isInstanceOf(Verdict.Wrong.class);
  }

  @Test
  void rightPassword_isRememberedUntilItChangesOrIsOld() {
    check(config, "/live", "live-pass", false);
    assertThat(atOnce(config, "live-pass")).isTrue();
    assertThat(atOnce(config, "live-pasS")).isFalse();
    ConfigSnapshot changed = Station.snapshot(2, "default-pass", UnaryOperator.identity());
    assertThat(atOnce(changed, "live-pass")).isFalse();

    check(changed, "/live", "live-pass", false);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(301));
    assertThat(atOnce(changed, "live-pass")).isFalse();
  }

  @Test
  void rightPassword_isRememberedSinceItWasUsedLast() {
    check(config, "/live", "live-pass", false);
    for (int i = 0; i < 3; i++) {
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(299));
      assertThat(atOnce(config, "live-pass")).isTrue();
    }
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(301));
    assertThat(atOnce(config, "live-pass")).isFalse();
  }

  @Test
  void passwordOfASource_isRememberedWhenItLeaves_unlessItHasChanged() {
    Attempt attempt = attempt(config, "anybody", "/live", "live-pass", false, "192.0.2.7");
    check(config, "/live", "live-pass", false);
    Runnable again = passwords.again(attempt);
    nanos.addAndGet(TimeUnit.HOURS.toNanos(5));
    again.run();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(299));
    assertThat(atOnce(Station.snapshot(2, "x", UnaryOperator.identity()), "live-pass")).isFalse();
    nanos.addAndGet(TimeUnit.HOURS.toNanos(5));
    again.run();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(299));
    assertThat(atOnce(config, "live-pass")).isTrue();

    Runnable never =
        passwords.again(attempt(config, "anybody", "/live", "wrong", false, "192.0.2.7"));
    never.run();
    assertThat(atOnce(config, "wrong")).isFalse();
  }

  @Test
  void errorInACheck_endsNoThread_andIsNobodysWrongPassword() {
    broken = true;
    for (int i = 0; i < 6; i++) {
      assertThat(check(config, "/live", "live-pass", false)).isInstanceOf(Verdict.Busy.class);
    }
    broken = false;
    assertThat(check(config, "/live", "live-pass", false)).isEqualTo(opened("mount:/live"));
    assertThat(lockouts.recent()).isEmpty();
  }

  @Test
  void errorElsewhere_endsNoThread_andIsAnswered() throws Exception {
    for (int i = 0; i < 5; i++) {
      check(config, "/live", "wrong" + i, false);
    }
    Attempt attempt = attempt(config, "anybody", "/live", "hook", false, "192.0.2.7");
    // The last guess is noted after it was answered.
    assertThat(ask(config, "/live", "live-pass", "192.0.2.8").get(5, TimeUnit.SECONDS))
        .isEqualTo(opened("mount:/live"));
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    passwords.elsewhere(
        attempt,
        judged -> {
          throw new StackOverflowError("of the test");
        },
        answer::complete);
    assertThat(answer.get(5, TimeUnit.SECONDS)).isInstanceOf(Verdict.Busy.class);
    assertThat(ask(config, "/open", "default-pass", "192.0.2.8").get(5, TimeUnit.SECONDS))
        .isEqualTo(opened("tenant:default"));
  }

  @Test
  void whoHasLoggedIn_hasAPlaceInAQueueFullOfStrangers() throws Exception {
    check(config, "/open", "default-pass", false);
    CountDownLatch go = new CountDownLatch(1);
    try {
      CompletableFuture<Verdict> first = new CompletableFuture<>();
      passwords.check(
          attempt(config, "x", "/live", "wrong", false, "198.51.100.1"),
          verdict -> {
            first.complete(verdict);
            waitFor(go);
          });
      assertThat(first.get(5, TimeUnit.SECONDS)).isInstanceOf(Verdict.Wrong.class);
      for (int i = 0; i < PasswordQueue.MAX_WAITING; i++) {
        var _ = ask(config, "/live", "wrong", "2001:db8:" + Integer.toHexString(i) + "::1");
      }
      assertThat(ask(config, "/live", "wrong", "2001:db9::1"))
          .isCompletedWithValue(new Verdict.Busy());
      CompletableFuture<Verdict> encoder = ask(config, "/live", "live-pass", "192.0.2.7");
      assertThat(encoder).isNotDone();
      go.countDown();
      assertThat(encoder.get(5, TimeUnit.SECONDS)).isEqualTo(opened("mount:/live"));
    } finally {
      go.countDown();
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void unknownMount_takesAsMuchAsAKnownOne() {
    ConfigSnapshot closed =
        ConfigSnapshot.EMPTY
            .with()
            .tenants(
                List.of(
                    ConfigSnapshot.Tenant.of("t")
                        .with()
                        .sourcePasswordHash(hash(7, "p"))
                        .mounts(List.of(Station.mount("/known", null, true, "UTF-8")))
                        .build()))
            .build();
    assertThat(work(closed, "source", "/known", "nonsense")).isEqualTo(128);
    assertThat(work(closed, "source", "/unknown", "nonsense")).isEqualTo(128);
    assertThat(work(ConfigSnapshot.EMPTY, "source", "/unknown", "nonsense")).isEqualTo(1024);
  }

  @Test
  void floodOfOneAddress_doesNotKeepAnotherOut() throws Exception {
    List<CompletableFuture<Verdict>> flood = new ArrayList<>();
    for (int i = 0; i < 2 * PasswordQueue.MAX_WAITING; i++) {
      flood.add(ask(config, "/live", "wrong" + i, "203.0.113.9"));
    }
    assertThat(ask(config, "/live", "live-pass", "192.0.2.7").get(5, TimeUnit.SECONDS))
        .isEqualTo(opened("mount:/live"));
    assertThat(flood).anyMatch(f -> f.isDone() && f.join() instanceof Verdict.Busy);
    assertThat(flood).anyMatch(f -> !f.isDone());
    passwords.close();
    for (CompletableFuture<Verdict> each : flood) {
      assertThat(each.get(5, TimeUnit.SECONDS)).isNotInstanceOf(Verdict.Opened.class);
    }
  }

  @Test
  void floodOfOneIpv6Network_doesNotKeepAnotherOut() throws Exception {
    for (int i = 0; i < 2 * PasswordQueue.MAX_WAITING; i++) {
      var _ = ask(config, "/live", "wrong" + i, "2001:db8:1:2::" + Integer.toHexString(i));
    }
    assertThat(ask(config, "/live", "live-pass", "2001:db8:1:3::1").get(5, TimeUnit.SECONDS))
        .isEqualTo(opened("mount:/live"));
  }

  @Test
  void whoGuesses_isALockout_onceUntilAMinuteIsOver() throws Exception {
    for (int i = 0; i < 4; i++) {
      var _ = ask(config, "/live", "wrong" + i, "203.0.113.9").get(5, TimeUnit.SECONDS);
    }
    assertThat(lockouts.recent()).isEmpty();
    // On the only thread, so the one before it has been noted by then.
    var _ = ask(config, "/open", "wrong", "203.0.113.9").get(5, TimeUnit.SECONDS);
    var _ = ask(config, "/live", "live-pass", "192.0.2.7").get(5, TimeUnit.SECONDS);
    assertThat(lockouts.recent())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("at")
        .containsExactly(new Lockout(1, 0, "x", "203.0.113.9", new MountName("/open")));
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    var _ = ask(config, "/live", "wrong", "203.0.113.9").get(5, TimeUnit.SECONDS);
    var _ = ask(config, "/live", "other", "192.0.2.8").get(5, TimeUnit.SECONDS);
    assertThat(lockouts.recent()).hasSize(1);
  }

  private boolean atOnce(ConfigSnapshot snapshot, String password) {
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    Thread here = Thread.currentThread();
    passwords.check(
        attempt(snapshot, "anybody", "/live", password, false, "192.0.2.7"),
        verdict -> answer.complete(Thread.currentThread() == here ? verdict : new Verdict.Wrong()));
    return answer.orTimeout(5, TimeUnit.SECONDS).join() instanceof Verdict.Opened;
  }

  private Verdict check(ConfigSnapshot snapshot, String mount, String password, boolean admins) {
    return checkAs(snapshot, "anybody", mount, password, admins);
  }

  private Verdict checkAs(
      ConfigSnapshot snapshot, String user, String mount, String password, boolean admins) {
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    passwords.check(
        attempt(snapshot, user, mount, password, admins, "192.0.2.7"), answer::complete);
    return answer.orTimeout(5, TimeUnit.SECONDS).join();
  }

  private CompletableFuture<Verdict> ask(
      ConfigSnapshot snapshot, String mount, String password, String address) {
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    passwords.check(attempt(snapshot, "x", mount, password, false, address), answer::complete);
    return answer;
  }

  private static Attempt attempt(
      ConfigSnapshot snapshot,
      String user,
      String mount,
      String password,
      boolean admins,
      String address) {
    return new Attempt(
        snapshot,
        new MountName(mount),
        List.of(new Credentials(user, password.getBytes(StandardCharsets.UTF_8))),
        admins,
        Address.parse(address).orElseThrow());
  }

  private static Verdict opened(String credential) {
    return new Verdict.Opened(credential);
  }
}
