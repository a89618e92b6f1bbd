package io.floe.ingest.source;

import io.floe.wire.client.Address;
import io.floe.wire.http.Reply;
import io.floe.wire.report.AdminDoor;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Passes requests for pages of {@code /admin/} on to an admin service that is alive, on the event
 * loop of the client's own connection. There is a limit to how many are under way at once, for each
 * client and in all: others have their pages though one asks for many. Any thread.
 */
final class Forwarding {

  static final int IN_ALL = 64;
  static final int OF_A_CLIENT = 16;

  private static final int CONNECT_MILLIS = 1000;

  private final Supplier<List<AdminDoor>> doors;
  private final Duration time;
  private final SourceCounters counters;

  // Guarded by this.
  private final Map<Address, Integer> ofClients = new HashMap<>();
  private int underWay;

  /** What becomes of a request. Called on the event loop of the client. */
  interface Outcome {

    /** It is not passed on; nothing was sent to the client. */
    void refused(Reply reply);

    /**
     * An answer begins to come.
     *
     * @param connection to the admin service; whoever takes it reads from it, and closes it
     */
    void answered(ForwardedAnswer connection);
  }

  /**
   * @param doors of the admin services that are alive
   * @param time until the first byte of an answer
   */
  Forwarding(Supplier<List<AdminDoor>> doors, Duration time, SourceCounters counters) {
    this.doors = doors;
    this.time = time;
    this.counters = counters;
  }

  /** Passes a request on for a client; on its event loop. */
  void pass(Channel client, ForwardRequest request, Outcome outcome) {
    List<AdminDoor> tried = new ArrayList<>(doors.get());
    if (tried.isEmpty()) {
      counters.notForwarded();
      outcome.refused(
          away("No admin service is up to answer this; streams go on. Try again in a while."));
      return;
    }
    Address network = request.client().network();
    if (!enter(network)) {
      counters.notForwarded();
      outcome.refused(away("Too many requests for admin pages are under way; try again."));
      return;
    }
    Collections.shuffle(tried);
    new Attempt(client, request, outcome, tried, network).next();
  }

  private static Reply away(String text) {
    return Replies.adminError(503, text).with("Retry-After", "3");
  }

  private synchronized boolean enter(Address network) {
    int own = ofClients.getOrDefault(network, 0);
    if (underWay >= IN_ALL || own >= OF_A_CLIENT) {
      return false;
    }
    underWay++;
    ofClients.put(network, own + 1);
    return true;
  }

  private synchronized void leave(Address network) {
    underWay--;
    var _ = ofClients.computeIfPresent(network, (key, own) -> own == 1 ? null : own - 1);
  }

  /** One request, at one admin service after the other until one takes the connection. */
  private final class Attempt {

    private final Channel client;
    private final ForwardRequest request;
    private final Outcome outcome;
    private final List<AdminDoor> left;
    private final Address network;

    Attempt(
        Channel client,
        ForwardRequest request,
        Outcome outcome,
        List<AdminDoor> left,
        Address network) {
      this.client = client;
      this.request = request;
      this.outcome = outcome;
      this.left = left;
      this.network = network;
    }

    void next() {
      if (!client.isActive()) {
        leave(network);
        return;
      }
      if (left.isEmpty()) {
        refuse("The admin service cannot be reached from here; streams go on. Try again.");
        return;
      }
      AdminDoor door = left.removeFirst();
      ForwardedAnswer answer = new ForwardedAnswer(time, outcome::answered, this::unanswered);
      ChannelFuture connected =
          new Bootstrap()
              .group(client.eventLoop())
              .channel(
                  client instanceof EpollSocketChannel
                      ? EpollSocketChannel.class
                      : NioSocketChannel.class)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
              .option(ChannelOption.TCP_NODELAY, true)
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(answer);
                    }
                  })
              // An address, so that no name is looked up on an event loop.
              .connect(new InetSocketAddress(door.host(), door.port()));
      var _ =
          connected.addListener(done -> {
            if (done.isSuccess()) {
              asked(connected.channel(), door);
            } else {
              next();
            }
          });
    }

    private void asked(Channel admin, AdminDoor door) {
      var _ = admin.closeFuture().addListener(closed -> leave(network));
      var _ =
          client
              .closeFuture()
              .addListener(closed -> {
                var _ = admin.close();
              });
      counters.forwarded();
      var _ = admin.writeAndFlush(request.bytes(door), admin.voidPromise());
    }

    /** It may have been done all the same: so it is not asked of another one. */
    private void unanswered() {
      counters.notForwarded();
      outcome.refused(away("The admin service did not answer in time; look what was done."));
    }

    private void refuse(String text) {
      leave(network);
      counters.notForwarded();
      outcome.refused(away(text));
    }
  }
}
