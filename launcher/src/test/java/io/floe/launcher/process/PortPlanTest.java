package io.floe.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortPlanTest {

  @Test
  void services_areLaidOutInOrder() {
    List<ServicePlan> plan = PortPlan.of(8000, 8080, 8090, 9000, 2, 3);

    assertThat(plan)
        .extracting(ServicePlan::name, ServicePlan::port, ServicePlan::managementPort)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("admin", 8090, 9000),
            org.assertj.core.groups.Tuple.tuple("ingest-1", 8000, 9001),
            org.assertj.core.groups.Tuple.tuple("ingest-2", 8002, 9002),
            org.assertj.core.groups.Tuple.tuple("edge-1", 8080, 9003),
            org.assertj.core.groups.Tuple.tuple("edge-2", 8081, 9004),
            org.assertj.core.groups.Tuple.tuple("edge-3", 8082, 9005));
  }

  @ParameterizedTest
  @CsvSource({
    "8000, 8000, 9000, 1, 1, 'Icecast port of ingest-1'",
    "8000, 8001, 9000, 1, 1, 'SHOUTcast port of ingest-1'",
    "8000, 8003, 9000, 2, 1, 'SHOUTcast port of ingest-2'",
    "8000, 7999, 9000, 1, 2, 'listener port of edge-2'",
    "9000, 8080, 9000, 1, 1, 'management of admin'",
    "8000, 8080, 7999, 1, 1, 'management of ingest-1'",
    "8000, 8080, 8078, 1, 1, 'management of edge-1'",
    "8000, 9002, 9000, 1, 1, 'management of edge-1'",
    "8089, 8080, 9000, 1, 1, 'REST port of admin'",
  })
  void overlap_isRefusedByName(
      int port, int listen, int management, int ingests, int edges, String said) {
    assertThatThrownBy(() -> PortPlan.of(port, listen, 8090, management, ingests, edges))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wanted twice")
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @CsvSource({
    "65535, 8080, 9000, 1, 1, --port",
    "8000, 65535, 9000, 1, 2, --listen-port",
    "8000, 8080, 65534, 1, 1, --management-port",
    "65532, 8080, 9000, 3, 1, --port",
  })
  void portBeyondTheLast_isRefusedByOption(
      int port, int listen, int management, int ingests, int edges, String option) {
    assertThatThrownBy(() -> PortPlan.of(port, listen, 8090, management, ingests, edges))
        .hasMessageContaining("beyond 65535")
        .hasMessageContaining(option);
  }

  @Test
  void clusterPorts_areDifferentAndNotInThePlan() {
    List<ServicePlan> plan = PortPlan.of(20_000, 21_000, 8090, 22_000, 5, 50);

    List<Integer> ports = Ports.freeOnLoopback(55, plan);

    assertThat(ports).hasSize(55).doesNotHaveDuplicates();
    assertThat(
            plan.stream().flatMap(service -> service.doors().stream()).map(ServicePlan.Door::port))
        .doesNotContainAnyElementsOf(ports);
  }
}
