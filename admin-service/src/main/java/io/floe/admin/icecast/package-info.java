/**
 * The admin pages of Icecast, for the panels and scripts that know them (docs/icecast-compat.md 5).
 *
 * <p>In: GET requests with Basic. Out: Icecast's XML; commands, titles and fallbacks. Threads:
 * request threads.
 */
@NullMarked
package io.floe.admin.icecast;

import org.jspecify.annotations.NullMarked;
