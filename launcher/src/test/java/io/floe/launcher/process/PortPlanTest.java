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
    List<ServicePlan> plan = PortPlan.of(8000, 8080, 8090, 9000, 2, 3, 2);

    assertThat(plan)
        .extracting(ServicePlan::name, ServicePlan::port, ServicePlan::managementPort)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("admin", 8090, 9000),
            org.assertj.core.groups.Tuple.tuple("ingest-1", 8000, 9001),
            org.assertj.core.groups.Tuple.tuple("ingest-2", 8002, 9002),
            org.assertj.core.groups.Tuple.tuple("edge-1", 8080, 9003),
            org.assertj.core.groups.Tuple.tuple("edge-2", 8081, 9004),
            org.assertj.core.groups.Tuple.tuple("edge-3", 8082, 9005),
            org.assertj.core.groups.Tuple.tuple("transcoder-1", 0, 9006),
            org.assertj.core.groups.Tuple.tuple("transcoder-2", 0, 9007));
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
    "8000, 9003, 9000, 1, 1, 'management of transcoder-1'",
    "8089, 8080, 9000, 1, 1, 'REST port of admin'",
  })
  void overlap_isRefusedByName(
      int port, int listen, int management, int ingests, int edges, String said) {
    assertThatThrownBy(() -> PortPlan.of(port, listen, 8090, management, ingests, edges, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wanted twice")
        .hasMessageContaining(said);
  }

  @Test
  void transcoder_opensNothingButItsManagementPort() {
    assertThat(PortPlan.of(8000, 8080, 8090, 9000, 1, 1, 1).getLast().doors())
        .containsExactly(
            new ServicePlan.Door(9003, "management of transcoder-1", "--management-port"));
    assertThat(PortPlan.of(8000, 8080, 8090, 9000, 1, 1, 0))
        .extracting(ServicePlan::name)
        .containsExactly("admin", "ingest-1", "edge-1");
  }

  @ParameterizedTest
  @CsvSource({
    "65535, 8080, 9000, 1, 1, --port",
    "8000, 65535, 9000, 1, 2, --listen-port",
    "8000, 8080, 65533, 1, 1, --management-port",
    "65532, 8080, 9000, 3, 1, --port",
  })
  void portBeyondTheLast_isRefusedByOption(
      int port, int listen, int management, int ingests, int edges, String option) {
    assertThatThrownBy(() -> PortPlan.of(port, listen, 8090, management, ingests, edges, 1))
        .hasMessageContaining("beyond 65535")
        .hasMessageContaining(option);
  }

  @Test
  void clusterPorts_areDifferentAndNotInThePlan() {
    List<ServicePlan> plan = PortPlan.of(20_000, 21_000, 8090, 22_000, 5, 50, 3);

    List<Integer> ports = Ports.freeOnLoopback(59, plan);

    assertThat(ports).hasSize(59).doesNotHaveDuplicates();
    assertThat(
            plan.stream().flatMap(service -> service.doors().stream()).map(ServicePlan.Door::port))
        .doesNotContainAnyElementsOf(ports);
  }
}
