package io.floe.launcher.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.launcher.folder.LaunchProblem;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void hostOfAnotherMachine_isToldFromAPortInUse() {
    assertThatThrownBy(() -> Ports.requireFree("203.0.113.9", List.of()))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("--host 203.0.113.9 is no address of this machine");
  }

  @Test
  void portInUse_isNamedWithItsOption() throws Exception {
    int first = Ports.freeBlockOnLoopback(4);
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress("127.0.0.1", first));
      var admin = new ServicePlan(ServicePlan.Kind.ADMIN, 1, first, first + 1);
      assertThatThrownBy(() -> Ports.requireFree("127.0.0.1", List.of(admin)))
          .isInstanceOf(LaunchProblem.class)
          .hasMessageContaining("port " + first)
          .hasMessageContaining("Stop the program that uses it")
          .hasMessageContaining("--admin-port");
    }
  }
}
