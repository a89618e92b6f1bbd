package io.floe.wire.hook;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.UrlAuth;

/**
 * What a hook is asked or told. Its text has nothing of it: there are passwords in it.
 *
 * @param mount whose client it is about: it waits for those of the same mount alone
 * @param body a form
 * @param user and {@code password}: of the client, sent as Basic, as Icecast does
 * @param alike what is asked, but for what differs from one client to the next all the same: who
 *     asks for the same may have the same answer
 */
public record HookRequest(
    MountName mount,
    String url,
    String body,
    String user,
    String password,
    String alike,
    UrlAuth auth) {

  @Override
  public String toString() {
    return "HookRequest[]";
  }
}
