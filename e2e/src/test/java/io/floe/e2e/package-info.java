/**
 * Black box: the packaged services, started by the launcher, with real encoders and players.
 *
 * <p>In: a built tree. Out: proof. Threads: said by each type.
 */
@NullMarked
package io.floe.e2e;

import org.jspecify.annotations.NullMarked;
