package io.floe.launcher.process;

import java.util.List;

/**
 * One service process as it is to run.
 *
 * @param number from 1 among its kind
 * @param port REST of the admin service, Icecast port of an ingest, listener port of an edge; 0 for
 *     a transcoder, which has none
 * @param managementPort health and metrics, on loopback
 */
public record ServicePlan(Kind kind, int number, int port, int managementPort) {

  /** What a process does. */
  public enum Kind {
    ADMIN("admin", "admin-service"),
    INGEST("ingest", "ingest-service"),
    EDGE("edge", "edge-service"),
    TRANSCODER("transcoder", "transcoder-service");

    private final String label;
    private final String module;

    Kind(String label, String module) {
      this.label = label;
      this.module = module;
    }

    /** The word users see. */
    public String label() {
      return label;
    }

    /** The folder that the service is built in. */
    public String module() {
      return module;
    }
  }

  /** A port and what it is for, in words. */
  public record Door(int port, String use, String option) {}

  /** {@code ingest-1}: unique in a plan, and the node's name in the cluster. There is one admin. */
  public String name() {
    return switch (kind) {
      case ADMIN -> kind.label();
      case INGEST, EDGE, TRANSCODER -> kind.label() + "-" + number;
    };
  }

  /** Every port that the process opens beside the cluster's, with its use. */
  public List<Door> doors() {
    Door management = new Door(managementPort, "management of " + name(), "--management-port");
    return switch (kind) {
      case ADMIN -> List.of(new Door(port, "REST port of " + name(), "--admin-port"), management);
      case INGEST ->
          List.of(
              new Door(port, "Icecast port of " + name(), "--port"),
              new Door(port + 1, "SHOUTcast port of " + name(), "--port"),
              management);
      case EDGE ->
          List.of(new Door(port, "listener port of " + name(), "--listen-port"), management);
      case TRANSCODER -> List.of(management);
    };
  }
}
