package io.floe.edge.listener;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.mount.Lookup;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.command.AudienceDesk;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.hook.Hooks;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.live.News;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The listener port of an edge. It owns its event loops: native epoll where there is, NIO
 * elsewhere.
 *
 * <p>Threads: {@link #start} and {@link #stop} from one thread, the rest is on the event loops.
 */
public final class ListenerServer {

  private static final int BACKLOG = 4096;
  private static final int RECEIVE_BYTES = 1024;

  /** In how many turns {@link #roll} sees everybody. */
  public static final int TURNS = 60;

  private final ListenerSettings settings;
  private final ConfigFeed config;
  private final Lookup lookup;
  private final Function<RequestHead, Optional<Reply>> pages;
  private final Function<Optional<MountName>, Optional<News>> news;
  private final Hooks hooks;
  private final Room room;
  private final ListenerCounters counters;
  private final VisitBook visits;
  private final Consumer<String> accessLog;
  private final boolean epoll;

  private final Guests guests = new Guests();

  /** Half of a listener's number is this edge's, drawn by lot. */
  private final AtomicLong numbers =
      new AtomicLong((long) new SecureRandom().nextInt(Integer.MAX_VALUE) << 32);

  private final AtomicLong turns = new AtomicLong();

  private volatile Crowd crowd = new Crowd(Map.of());
  private volatile boolean draining;
  private @Nullable EventLoopGroup acceptor;
  private @Nullable EventLoopGroup loops;
  private @Nullable Channel listening;

  /**
   * @param config says who is trusted and who is banned
   * @param lookup finds mounts
   * @param pages short replies to paths that are no mount; called on event loops, must not block
   * @param news what {@code /events} tells of all public mounts, or of one; any thread
   * @param hooks ask whether listeners may come in; stays the caller's to close
   * @param room what is left of the limits of the whole cluster
   * @param visits who has come, for the history
   * @param accessLog takes a line of access.log without its end; any thread, must not block
   */
  public ListenerServer(
      ListenerSettings settings,
      ConfigFeed config,
      Lookup lookup,
      Function<RequestHead, Optional<Reply>> pages,
      Function<Optional<MountName>, Optional<News>> news,
      Hooks hooks,
      Room room,
      ListenerCounters counters,
      VisitBook visits,
      Consumer<String> accessLog) {
    this(
        settings,
        config,
        lookup,
        pages,
        news,
        hooks,
        room,
        counters,
        visits,
        accessLog,
        Epoll.isAvailable());
  }

  ListenerServer(
      ListenerSettings settings,
      ConfigFeed config,
      Lookup lookup,
      Function<RequestHead, Optional<Reply>> pages,
      Function<Optional<MountName>, Optional<News>> news,
      Hooks hooks,
      Room room,
      ListenerCounters counters,
      VisitBook visits,
      Consumer<String> accessLog,
      boolean epoll) {
    this.settings = settings;
    this.config = config;
    this.lookup = lookup;
    this.pages = pages;
    this.news = news;
    this.hooks = hooks;
    this.room = room;
    this.counters = counters;
    this.visits = visits;
    this.accessLog = accessLog;
    this.epoll = epoll;
  }

  /**
   * Opens the port.
   *
   * @throws IOException when it cannot be bound; the message says why and what to do
   */
  public void start() throws IOException {
    acceptor = group("floe-accept", 1);
    EventLoopGroup carriers = group("floe-listeners", settings.loops());
    loops = carriers;
    AccessLog log = new AccessLog(accessLog);
    Map<EventLoop, Port> ports = new HashMap<>();
    for (EventExecutor each : carriers) {
      EventLoop loop = (EventLoop) each;
      Round round = new Round(loop, ports.size() * Round.SLOT_MILLIS / settings.loops());
      ports.put(
          loop,
          new Port(
              settings,
              config,
              lookup,
              pages,
              news,
              hooks,
              room,
              counters,
              () -> draining,
              log,
              guests,
              visits,
              numbers::incrementAndGet,
              round));
    }
    crowd = new Crowd(ports);
    config.subscribe(now -> crowd().apply(config));
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(acceptor, carriers)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_SNDBUF, settings.sendBuffer())
            .childOption(
                ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
            // A listener has one write at a time, so that fullness needs no watching.
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(Integer.MAX_VALUE / 2, Integer.MAX_VALUE))
            .childHandler(new Welcome(ports));
    ChannelFuture bound = bootstrap.bind(settings.host(), settings.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stop();
      throw new IOException(
          "The listener port cannot be opened at "
              + settings.host()
              + ":"
              + settings.port()
              + " ("
              + reason(bound.cause())
              + "). Choose another port, or stop the program that uses it.",
          bound.cause());
    }
    listening = bound.channel();
  }

  /**
   * Closes the listeners of a mount. Any thread.
   *
   * @param answer called once, on some thread, with how many there were
   */
  public void kick(MountName mount, IntConsumer answer) {
    crowd().kick(session -> session.mount().equals(mount), answer);
  }

  /**
   * Closes one listener of a mount. Any thread.
   *
   * @param answer called once, on some thread, with 1, or 0 when it is not here
   */
  public void kick(MountName mount, long listener, IntConsumer answer) {
    crowd().kick(session -> session.number() == listener && session.mount().equals(mount), answer);
  }

  /**
   * Sees for some of the listeners whether another day has begun for them: each has its turn within
   * {@link #TURNS} calls, so that they are not all counted in one moment. Any thread.
   */
  public void roll() {
    long turn = turns.getAndIncrement() % TURNS;
    crowd()
        .each(session -> {
          if (session.number() % TURNS == turn) {
            session.roll();
          }
        });
  }

  /**
   * Looks who listens to a mount. Any thread.
   *
   * @param most how many are to be named
   * @param answer called once, on some thread
   */
  public void audience(MountName mount, int most, AudienceDesk.Answer answer) {
    crowd().audience(mount, most, answer);
  }

  /**
   * Has the listeners of one mount go on with another for good. Any thread.
   *
   * @param answer called once, on some thread, with how many there were, and why there were none if
   *     they could not
   */
  public void move(MountName from, MountName to, BiConsumer<Integer, String> answer) {
    if (from.equals(to)) {
      answer.accept(0, "listeners of " + from + " are there already: name another mount");
      return;
    }
    // Without anybody to move, the other mount need not flow here.
    crowd()
        .count(
            session -> session.mount().equals(from),
            count -> {
              if (count == 0) {
                answer.accept(0, "");
              } else {
                lookup.open(to, Runnable::run, found -> move(from, to, found, answer));
              }
            });
  }

  private void move(
      MountName from, MountName to, Optional<LiveMount> found, BiConsumer<Integer, String> answer) {
    if (found.isEmpty()) {
      answer.accept(0, "nothing is on the air at " + to + ": start its source first");
      return;
    }
    crowd()
        .move(
            session -> session.mount().equals(from),
            found.get(),
            to,
            (moved, unlike) ->
                answer.accept(
                    moved,
                    moved > 0 || unlike == 0
                        ? ""
                        : to
                            + " has another content type than "
                            + from
                            + ": listeners go on within one type only"));
  }

  /** Everybody who listens. */
  Crowd crowd() {
    return crowd;
  }

  /** Those of them who are sent another mount than their own. */
  Guests guests() {
    return guests;
  }

  private static String reason(@Nullable Throwable cause) {
    String message = cause == null ? null : cause.getMessage();
    return message == null ? String.valueOf(cause) : message;
  }

  private EventLoopGroup group(String name, int threads) {
    DefaultThreadFactory factory = new DefaultThreadFactory(name, true);
    return epoll
        ? new EpollEventLoopGroup(threads, factory)
        : new NioEventLoopGroup(threads, factory);
  }

  /** The port that was bound. */
  public int port() {
    Channel open = listening;
    if (open == null) {
      throw new IllegalStateException("the listener port is not open");
    }
    return ((InetSocketAddress) open.localAddress()).getPort();
  }

  public ListenerCounters counters() {
    return counters;
  }

  /** From now on whoever comes to listen is sent away; those who are here stay. Any thread. */
  public void drain() {
    draining = true;
  }

  /** Closes the port and every listener. Idempotent. */
  public void stop() {
    Channel open = listening;
    if (open != null) {
      open.close().awaitUninterruptibly();
    }
    listening = null;
    stop(acceptor);
    stop(loops);
    acceptor = null;
    loops = null;
  }

  private static void stop(@Nullable EventLoopGroup group) {
    if (group != null) {
      // Ending a loop closes its connections.
      group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  /** A new connection. Shared by all loops; immutable. */
  @io.netty.channel.ChannelHandler.Sharable
  private static final class Welcome extends ChannelInitializer<SocketChannel> {
    private final Map<EventLoop, Port> ports;

    Welcome(Map<EventLoop, Port> ports) {
      this.ports = ports;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      Port port = ports.get(channel.eventLoop());
      if (port == null) {
        throw new IllegalStateException("a connection on a foreign event loop");
      }
      channel
          .pipeline()
          .addLast(new Reception(port, System.nanoTime(), Address.of(channel.remoteAddress())));
    }
  }
}
