package io.floe.admin.icecast;

import io.floe.wire.report.ClusterView.Stream;

/**
 * A mount in {@code /admin/listmounts}.
 *
 * @param fallback the name of another mount; empty: none
 */
record MountEntry(Stream stream, String fallback) {}
