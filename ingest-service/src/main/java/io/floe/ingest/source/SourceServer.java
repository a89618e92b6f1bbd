package io.floe.ingest.source;

import io.floe.stream.origin.Origins;
import io.floe.wire.client.Address;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.hook.Hooks;
import io.floe.wire.http.Reply;
import io.floe.wire.login.AuthLog;
import io.floe.wire.report.AdminDoor;
import io.floe.wire.report.Tenancy;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Icecast port and the SHOUTcast v1 port one above it, on event loops of their own. Started and
 * stopped once, by one thread.
 */
public final class SourceServer implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(SourceServer.class);
  private static final int BACKLOG = 4096;
  private static final int FREE_PORT_ATTEMPTS = 20;

  private final SourceSettings settings;
  private final SourceCounters counters;
  private final Passwords passwords;
  private final LiveSources live;
  private final ConfigFeed config;
  private final Desk desk;
  private final ChannelGroup doors = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private @Nullable EventLoopGroup loops;
  private int port;
  private int shoutcastPort;

  /**
   * The logs stay the caller's to close.
   *
   * @param tenancy whose sources are on the air in the cluster
   * @param hooks ask whether sources may come in; stays the caller's to close
   * @param admins where admin services are that are alive; any thread
   * @param lockouts is told of clients that guess passwords
   */
  public SourceServer(
      SourceSettings settings,
      ConfigFeed config,
      Origins origins,
      ListenerDoor listeners,
      PageSource pages,
      AuthLog authLog,
      PlaylistLog playlist,
      SourceCounters counters,
      Tenancy tenancy,
      Supplier<List<AdminDoor>> admins,
      Hooks hooks,
      Lockouts lockouts) {
    this.settings = settings;
    this.config = config;
    this.counters = counters;
    this.passwords = Passwords.start(lockouts);
    this.live = new LiveSources(config, counters);
    this.desk =
        new Desk(
            settings,
            config,
            origins,
            listeners,
            pages,
            passwords,
            live,
            authLog,
            playlist,
            counters,
            new Seats(tenancy, origins.node()),
            new Forwarding(admins, settings.headTimeout().multipliedBy(2), counters),
            new SourceHook(hooks, settings.port()));
  }

  /**
   * Opens both ports.
   *
   * @throws IOException when one cannot be opened; the message says which and what to do
   */
  public void start() throws IOException {
    boolean epoll = Epoll.isAvailable();
    var threads = new DefaultThreadFactory("source", true);
    EventLoopGroup group =
        epoll
            ? new EpollEventLoopGroup(settings.loops(), threads)
            : new NioEventLoopGroup(settings.loops(), threads);
    loops = group;
    config.subscribe(now -> live.sweep());
    try {
      open(group, epoll);
    } catch (IOException failure) {
      close();
      throw failure;
    }
    LOG.infof(
        "Icecast port %d, SHOUTcast v1 port %d, on %s (%s)",
        port, shoutcastPort, settings.host(), epoll ? "epoll" : "nio");
  }

  // Free ports for tests come in pairs too, since clients count on port + 1.
  private void open(EventLoopGroup group, boolean epoll) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Channel icecast = bind(group, epoll, settings.port(), false);
      port = ((InetSocketAddress) icecast.localAddress()).getPort();
      try {
        bind(group, epoll, port + 1, true);
        shoutcastPort = port + 1;
        return;
      } catch (IOException taken) {
        icecast.close().awaitUninterruptibly();
        if (settings.port() != 0 || attempt == FREE_PORT_ATTEMPTS) {
          throw taken;
        }
      }
    }
  }

  /** The Icecast port, once started. */
  public int port() {
    return port;
  }

  /** The SHOUTcast v1 port, once started. */
  public int shoutcastPort() {
    return shoutcastPort;
  }

  /** From now on new sources are sent away; those that are here stay. Any thread. */
  public void drain() {
    desk.admission().drain();
  }

  /** Refuses new connections, ends the streams, closes everything. Idempotent. */
  @Override
  public void close() {
    doors.close().awaitUninterruptibly();
    live.end("this ingest is stopping");
    connections.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
    passwords.close();
    EventLoopGroup group = loops;
    if (group != null) {
      group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private Channel bind(EventLoopGroup group, boolean epoll, int at, boolean shoutcast)
      throws IOException {
    InetAddress host;
    try {
      host = InetAddress.getByName(settings.host());
    } catch (UnknownHostException unknown) {
      throw new IOException(
          "The host '" + settings.host() + "' is no address of this machine; use 0.0.0.0 or ::.",
          unknown);
    }
    AtomicInteger open = new AtomicInteger();
    Places places = new Places(settings.maxConnections(), settings.longestVisit());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            // A client that has said all it wants may close its half and still read the answer.
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel, open, places.place(), shoutcast);
                  }
                })
            .bind(new InetSocketAddress(host, at))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "Cannot open port "
              + at
              + " on "
              + settings.host()
              + " for "
              + (shoutcast ? "SHOUTcast v1 sources" : "Icecast sources")
              + " ("
              + bound.cause().getMessage()
              + "): stop the program that uses it, or choose another port.",
          bound.cause());
    }
    doors.add(bound.channel());
    return bound.channel();
  }

  private void accept(Channel channel, AtomicInteger open, Places.Place place, boolean shoutcast) {
    counters.connected();
    open.incrementAndGet();
    channel
        .closeFuture()
        .addListener(closed -> {
          open.decrementAndGet();
          place.leave();
          counters.disconnected();
        });
    if (open.get() > settings.maxConnections()) {
      counters.refuse(SourceCounters.Refusal.LIMIT);
      refuse(
          channel,
          Replies.text(503, "Too many connections; try again in a few seconds.")
              .with("Retry-After", "3"));
      return;
    }
    Address peer = Address.of(channel.remoteAddress());
    // Whose connection it is that a trusted proxy has made is not known yet.
    if (!config.current().trustedProxies().contains(peer) && !place.belongsTo(peer)) {
      counters.refuse(SourceCounters.Refusal.NETWORK);
      refuse(channel, Replies.crowded());
      return;
    }
    connections.add(channel);
    channel.pipeline().addLast(new Connection(desk, channel, shoutcast, place));
  }

  private void refuse(Channel channel, Reply reply) {
    channel
        .writeAndFlush(Replies.bytes(reply, false, false, false, settings.serverName()))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
