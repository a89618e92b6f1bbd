/**
 * The source client of {@code up --demo}: a bundled sound, over and over, with titles.
 *
 * <p>In: an address and a password. Out: a stream as an encoder would send it. Threads: one of its
 * own.
 */
@NullMarked
package io.floe.launcher.demo;

import org.jspecify.annotations.NullMarked;
