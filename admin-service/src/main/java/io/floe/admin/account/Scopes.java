package io.floe.admin.account;

import java.util.List;

/** What a token may be used for, within the rights of its owner. */
final class Scopes {

  static final String READ = "read";
  static final String WRITE = "write";
  static final String KICK = "kick";

  static final List<String> ALL = List.of(READ, WRITE, KICK);

  private Scopes() {}
}
