/**
 * The program behind {@code ./floe}: its commands, one class each.
 *
 * <p>In: arguments, a station file, signals. Out: processes, sentences for a person, an exit code.
 * Threads: a command runs on the main thread; {@link io.floe.launcher.process.Supervisor} has its
 * own.
 */
@NullMarked
package io.floe.launcher;

import org.jspecify.annotations.NullMarked;
