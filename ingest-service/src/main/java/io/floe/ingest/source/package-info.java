/**
 * The Icecast port: one connection is one session on one event loop.
 *
 * <p>In: TCP connections of encoders and of everybody else who finds the port. Out: units of audio
 * to the origin, clear answers to clients. Threads: a connection is confined to its Netty event
 * loop; passwords are checked on threads of their own.
 */
@NullMarked
package io.floe.ingest.source;

import org.jspecify.annotations.NullMarked;
