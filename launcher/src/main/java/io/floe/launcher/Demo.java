package io.floe.launcher;

import io.floe.launcher.demo.DemoSource;
import io.floe.launcher.process.ServicePlan;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** {@code --demo}, while the platform is ready; nothing when it was not asked for. */
final class Demo implements AutoCloseable {

  private final @Nullable DemoSource source;

  Demo(Console console, UpOptions options, Configuration configuration) {
    ServicePlan ingest = Greeting.first(options, ServicePlan.Kind.INGEST);
    source =
        configuration
            .demoPassword()
            .map(password ->
                new DemoSource(
                    new InetSocketAddress(
                        Greeting.everywhere(options.host()) ? "127.0.0.1" : options.host(),
                        ingest.port()),
                    Configuration.DEMO.value(),
                    password,
                    console::problem))
            .orElse(null);
    if (source != null) {
      source.start();
    }
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
  }
}
