/**
 * What happened: listeners, traffic, songs and sources over time.
 *
 * <p>In: what nodes report, once a second. Out: rows in the database, one per mount and minute, and
 * the charts and exports made of them. Threads: one that looks, one that writes, requests that
 * read.
 */
@NullMarked
package io.floe.admin.history;

import org.jspecify.annotations.NullMarked;
