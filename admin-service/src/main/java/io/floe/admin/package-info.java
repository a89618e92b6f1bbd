/**
 * Wiring of the admin service: configuration, start order, the database's first start, health,
 * metrics.
 *
 * <p>In: environment and Postgres. Out: the REST interface, snapshots for the cluster. Threads:
 * Quarkus' own, and one that looks after the database.
 */
@NullMarked
package io.floe.admin;

import org.jspecify.annotations.NullMarked;
