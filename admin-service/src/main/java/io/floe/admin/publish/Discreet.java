package io.floe.admin.publish;

/** What is shown to those who may see all of it, and to readers of the audit log with less. */
public interface Discreet {

  /** As it stands in the audit log, for 400 days and for whoever reads archives. */
  Object noted();
}
