/**
 * What every way to log in shares, on every service: who waits how long for a password check, and
 * what is written down when it fails.
 *
 * <p>In: checks and the addresses they come from. Out: checks in fair turns, lines for fail2ban.
 * Threads: any; checks run on the threads of whoever serves the queue.
 */
@NullMarked
package io.floe.wire.login;

import org.jspecify.annotations.NullMarked;
