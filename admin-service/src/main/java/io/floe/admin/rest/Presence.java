package io.floe.admin.rest;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;

/**
 * Says in the OpenAPI document which fields are always there: those of our records that are not
 * {@code @Nullable}. So clients that generate their types from it need not doubt each. Threads: the
 * build.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class Presence implements OASFilter {

  private static final String OURS = "io.floe.";
  private static final String PAGE = "Page";
  private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");
  private static final DotName SCHEMA =
      DotName.createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");
  private static final DotName PROPERTY =
      DotName.createSimple("com.fasterxml.jackson.annotation.JsonProperty");
  private static final DotName INCLUDE =
      DotName.createSimple("com.fasterxml.jackson.annotation.JsonInclude");

  private final IndexView index;

  /** As the platform makes it, with all classes of this service. */
  public Presence(IndexView index) {
    this.index = index;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    Map<String, List<String>> present = present();
    Map<String, Schema> schemas =
        document.getComponents() == null ? null : document.getComponents().getSchemas();
    if (schemas == null) {
      return;
    }
    schemas.forEach((name, schema) -> {
      List<String> fields =
          name.startsWith(PAGE) && !present.containsKey(name)
              ? List.of("items")
              : present.getOrDefault(name, List.of());
      Map<String, Schema> properties = schema.getProperties();
      if (properties != null && !fields.isEmpty()) {
        Set<String> known = new HashSet<>(properties.keySet());
        schema.setRequired(fields.stream().filter(known::contains).sorted().toList());
      }
    });
  }

  /** Names of schemas, and what is always there in each. */
  private Map<String, List<String>> present() {
    Map<String, List<String>> found = new HashMap<>();
    Set<String> ambiguous = new HashSet<>();
    Set<DotName> seen = new HashSet<>();
    for (ClassInfo type : index.getKnownClasses()) {
      // The index is one of several, and some classes are in more than one.
      if (type.isRecord() && type.name().toString().startsWith(OURS) && seen.add(type.name())) {
        String name = name(type);
        if (found.put(name, fields(type)) != null) {
          ambiguous.add(name);
        }
      }
    }
    ambiguous.forEach(found::remove);
    return found;
  }

  private static String name(ClassInfo type) {
    AnnotationInstance schema = type.declaredAnnotation(SCHEMA);
    AnnotationValue given = schema == null ? null : schema.value("name");
    return given == null ? type.simpleName() : given.asString();
  }

  private static List<String> fields(ClassInfo type) {
    AnnotationInstance include = type.declaredAnnotation(INCLUDE);
    AnnotationValue rule = include == null ? null : include.value();
    if (rule != null && rule.asEnum().equals("NON_EMPTY")) {
      return List.of();
    }
    List<String> fields = new ArrayList<>();
    for (RecordComponentInfo component : type.recordComponents()) {
      if (!component.type().hasAnnotation(NULLABLE) && !component.hasAnnotation(NULLABLE)) {
        AnnotationInstance property = type.field(component.name()).declaredAnnotation(PROPERTY);
        AnnotationValue named = property == null ? null : property.value();
        fields.add(named == null ? component.name() : named.asString());
      }
    }
    return fields;
  }
}
