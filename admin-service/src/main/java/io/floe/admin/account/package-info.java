/**
 * Who may log in and what they may do: users, their tokens and browser sessions.
 *
 * <p>In: credentials and requests. Out: identities, the REST operations of users, tokens and
 * sessions. Threads: request threads; passwords are checked on threads of their own.
 */
@NullMarked
package io.floe.admin.account;

import org.jspecify.annotations.NullMarked;
