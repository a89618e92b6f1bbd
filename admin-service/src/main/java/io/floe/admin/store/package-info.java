/**
 * What is in Postgres: one class per table, and nothing that decides.
 *
 * <p>In: rows. Out: rows. Threads: a row belongs to the transaction that read it.
 */
@NullMarked
package io.floe.admin.store;

import org.jspecify.annotations.NullMarked;
