/**
 * The configurations of other servers, turned into a station file.
 *
 * <p>In: the text of an {@code icecast.xml} of 2.4 or of a {@code tinyice.json}. Out: a station
 * file that has no mistakes, and a finding for every setting. Threads: functions; a reader is
 * confined to one thread.
 */
@NullMarked
package io.floe.launcher.imported;

import org.jspecify.annotations.NullMarked;
