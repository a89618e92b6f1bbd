package io.floe.admin.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to make or change a user; for the OpenAPI document alone, since bodies are read
 * field by field.
 *
 * @param role admin, dj, viewer, or superadmin, which belongs to no tenant
 * @param tenant absent: one's own
 * @param mounts those that are granted, names of mounts of the tenant
 * @param password in clear; never shown again
 * @param passwordHash bcrypt, instead of password
 */
record UserBody(
    String name,
    String role,
    @Nullable String tenant,
    @Nullable List<String> mounts,
    @Nullable String password,
    @Nullable String passwordHash) {}
