package io.floe.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Optional;

/**
 * Holds objects to the types of Kubernetes: no unknown field, none missing, none of a wrong type.
 */
final class KubernetesTypes {

  private static final ObjectMapper JSON = new ObjectMapper();

  private record Type(Class<?> fields, Class<?> values) {}

  private static final Map<String, Type> TYPES =
      Map.of(
          "apps/v1 Deployment",
          new Type(
              io.kubernetes.client.openapi.models.V1Deployment.class,
              io.fabric8.kubernetes.api.model.apps.Deployment.class),
          "v1 Service",
          new Type(
              io.kubernetes.client.openapi.models.V1Service.class,
              io.fabric8.kubernetes.api.model.Service.class),
          "v1 Secret",
          new Type(
              io.kubernetes.client.openapi.models.V1Secret.class,
              io.fabric8.kubernetes.api.model.Secret.class),
          "v1 ServiceAccount",
          new Type(
              io.kubernetes.client.openapi.models.V1ServiceAccount.class,
              io.fabric8.kubernetes.api.model.ServiceAccount.class),
          "policy/v1 PodDisruptionBudget",
          new Type(
              io.kubernetes.client.openapi.models.V1PodDisruptionBudget.class,
              io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class),
          "networking.k8s.io/v1 NetworkPolicy",
          new Type(
              io.kubernetes.client.openapi.models.V1NetworkPolicy.class,
              io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy.class),
          "apps/v1 StatefulSet",
          new Type(
              io.kubernetes.client.openapi.models.V1StatefulSet.class,
              io.fabric8.kubernetes.api.model.apps.StatefulSet.class),
          "networking.k8s.io/v1 Ingress",
          new Type(
              io.kubernetes.client.openapi.models.V1Ingress.class,
              io.fabric8.kubernetes.api.model.networking.v1.Ingress.class),
          "autoscaling/v2 HorizontalPodAutoscaler",
          new Type(
              io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler.class,
              io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler.class));

  private KubernetesTypes() {}

  /** What is wrong with it, if anything. */
  static Optional<String> wrong(JsonNode object) {
    String kind = object.path("apiVersion").asText() + " " + object.path("kind").asText();
    Type type = TYPES.get(kind);
    if (type == null) {
      return Optional.of("an object of a kind that this test does not know: " + kind);
    }
    try {
      type.fields
          .getMethod("validateJsonElement", JsonElement.class)
          .invoke(null, JsonParser.parseString(object.toString()));
      JSON.treeToValue(object, type.values);
      return Optional.empty();
    } catch (InvocationTargetException e) {
      return Optional.of(kind + ": " + e.getCause().getMessage());
    } catch (JsonProcessingException e) {
      return Optional.of(kind + ": " + e.getMessage());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
