/**
 * Secrets that the service has to know in clear, encrypted at rest.
 *
 * <p>In: keys from the environment, secrets. Out: texts for columns, and back. Threads: any.
 */
@NullMarked
package io.floe.admin.vault;

import org.jspecify.annotations.NullMarked;
