/**
 * What all operations of the REST interface share: bodies read strictly, pages of lists, problems.
 *
 * <p>In: JSON. Out: values, or a refusal that names every mistake. Threads: request threads.
 */
@NullMarked
package io.floe.admin.rest;

import org.jspecify.annotations.NullMarked;
