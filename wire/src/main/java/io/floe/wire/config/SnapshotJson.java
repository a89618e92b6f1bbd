package io.floe.wire.config;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.Cidr;
import io.floe.wire.client.CidrSet;
import java.io.IOException;
import java.util.List;

/**
 * A snapshot as JSON by the names of the records. A reader fills what is missing with defaults and
 * skips what it does not know. Threads: keeps no state.
 */
public final class SnapshotJson {

  /** Longest text that is read or written, in bytes. */
  public static final int MAX_BYTES = 32 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(MountName.class, new ToStringSerializer())
                  .addDeserializer(MountName.class, new MountNameReader())
                  .addSerializer(Cidr.class, new ToStringSerializer())
                  .addSerializer(
                      CidrSet.class,
                      new StdDelegatingSerializer(CidrSet.class, new NetworksWriter()))
                  .addDeserializer(
                      CidrSet.class, new StdDelegatingDeserializer<>(new NetworksReader())))
          .withConfigOverride(
              List.class, list -> list.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private SnapshotJson() {}

  /**
   * Writes it.
   *
   * @throws IllegalArgumentException when it breaks a rule of {@link SnapshotRules}, or is too long
   */
  public static byte[] bytes(ConfigSnapshot snapshot) {
    SnapshotRules.check(snapshot);
    byte[] json;
    try {
      json = JSON.writeValueAsBytes(snapshot);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this snapshot cannot be written: " + reason(e), e);
    }
    if (json.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a config snapshot has at most "
              + MAX_BYTES
              + " bytes, this one "
              + json.length
              + ": shorten the lists of addresses and user agents, or remove mounts");
    }
    return json;
  }

  /**
   * Reads it, and holds it to {@link SnapshotRules}.
   *
   * @throws IOException when it is no snapshot; the message says where and what
   */
  public static ConfigSnapshot parse(byte[] json) throws IOException {
    try {
      return whole(json);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(reason(e), e);
    }
  }

  private static ConfigSnapshot whole(byte[] json) throws IOException {
    JsonNode given = JSON.readTree(json);
    ObjectNode whole = over(ConfigSnapshot.EMPTY, given, "the snapshot");
    for (JsonNode account : list(whole, "admins")) {
      if (!account.hasNonNull("name") || !account.hasNonNull("passwordHash")) {
        throw new IllegalArgumentException("an admin has a name and a passwordHash");
      }
    }
    ArrayNode tenants = JSON.createArrayNode();
    for (JsonNode tenant : list(whole, "tenants")) {
      String name = required(tenant, "name", "a tenant");
      ObjectNode filled = over(ConfigSnapshot.Tenant.of(name), tenant, "a tenant");
      ArrayNode users = JSON.createArrayNode();
      for (JsonNode user : list(filled, "users")) {
        users.add(user(user));
      }
      filled.set("users", users);
      ArrayNode mounts = JSON.createArrayNode();
      for (JsonNode mount : list(filled, "mounts")) {
        MountName mountName = new MountName(required(mount, "name", "a mount"));
        mounts.add(over(Mount.onTheFly(mountName), mount, "a mount"));
      }
      filled.set("mounts", mounts);
      for (JsonNode rendition : list(filled, "renditions")) {
        required(rendition, "from", "a rendition");
        required(rendition, "to", "a rendition");
        required(rendition, "codec", "a rendition");
      }
      for (JsonNode sibling : list(filled, "siblings")) {
        required(sibling, "suffix", "a sibling");
        required(sibling, "codec", "a sibling");
      }
      tenants.add(filled);
    }
    whole.set("tenants", tenants);
    ConfigSnapshot snapshot = JSON.treeToValue(whole, ConfigSnapshot.class);
    SnapshotRules.check(snapshot);
    return snapshot;
  }

  private static ObjectNode user(JsonNode given) {
    required(given, "name", "a user");
    required(given, "passwordHash", "a user");
    required(given, "role", "a user");
    ObjectNode filled = JSON.createObjectNode().set("mounts", JSON.createArrayNode());
    return over(filled, given, "a user");
  }

  /** What is given, over the defaults; null is the same as absent. */
  private static ObjectNode over(Object defaults, JsonNode given, String what) {
    if (!(given instanceof ObjectNode fields)) {
      throw new IllegalArgumentException(what + " is a JSON object");
    }
    ObjectNode filled = JSON.valueToTree(defaults);
    fields
        .properties()
        .forEach(field -> {
          if (!field.getValue().isNull()) {
            filled.set(field.getKey(), field.getValue());
          }
        });
    return filled;
  }

  private static JsonNode list(ObjectNode of, String field) {
    JsonNode list = of.get(field);
    if (!(list instanceof ArrayNode)) {
      throw new IllegalArgumentException(field + " is a JSON array");
    }
    return list;
  }

  private static String required(JsonNode of, String field, String what) {
    JsonNode value = of.get(field);
    if (value == null || !value.isTextual()) {
      throw new IllegalArgumentException(what + " has a " + field + ", a string");
    }
    return value.textValue();
  }

  private static String reason(Exception e) {
    return switch (e) {
      case JsonMappingException wrong -> field(wrong) + ": " + wrong.getOriginalMessage();
      case JsonProcessingException syntax ->
          syntax.getOriginalMessage()
              + " (line "
              + syntax.getLocation().getLineNr()
              + ", column "
              + syntax.getLocation().getColumnNr()
              + ")";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String field(JsonMappingException wrong) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : wrong.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.isEmpty() ? "the snapshot" : path.toString();
  }

  private static final class NetworksWriter extends StdConverter<CidrSet, List<Cidr>> {
    @Override
    public List<Cidr> convert(CidrSet set) {
      return set.networks();
    }
  }

  private static final class NetworksReader extends StdConverter<List<String>, CidrSet> {
    @Override
    public CidrSet convert(List<String> texts) {
      return CidrSet.parse(texts);
    }
  }

  private static final class MountNameReader extends StdScalarDeserializer<MountName> {
    private static final long serialVersionUID = 1;

    MountNameReader() {
      super(MountName.class);
    }

    @Override
    public MountName deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return new MountName(parser.getText());
    }
  }
}
