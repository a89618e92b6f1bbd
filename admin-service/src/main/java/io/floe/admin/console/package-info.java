/**
 * The web console: what its pages may do in a browser.
 *
 * <p>In: requests for what is not REST. Out: the headers of their answers; the pages themselves are
 * built from src/main/webui and served by the platform. Threads: event loops.
 */
@NullMarked
package io.floe.admin.console;

import org.jspecify.annotations.NullMarked;
