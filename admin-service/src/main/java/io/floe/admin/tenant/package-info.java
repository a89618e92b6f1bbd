/**
 * Stations and their quotas.
 *
 * <p>In: requests. Out: the REST operations of tenants. Threads: request threads.
 */
@NullMarked
package io.floe.admin.tenant;

import org.jspecify.annotations.NullMarked;
