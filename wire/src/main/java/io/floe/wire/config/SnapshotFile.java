package io.floe.wire.config;

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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A snapshot on disk, as JSON by the names of the records. A reader fills what is missing with
 * defaults and skips what it does not know; a writer replaces the whole file at once, readable by
 * its owner only. Threads: immutable, any; writers of one file take turns by themselves.
 */
public final class SnapshotFile {

  /** Longest file that is read, in bytes. */
  private static final long MAX_BYTES = 64L << 20;

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
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Path path;

  public SnapshotFile(Path path) {
    this.path = path;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * Reads it.
   *
   * @throws IOException when it is missing, unreadable or wrong; the message names the file, what
   *     is wrong and what to do
   */
  public ConfigSnapshot read() throws IOException {
    byte[] json;
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new IOException(
            "the config snapshot " + path + " is longer than " + MAX_BYTES + " bytes: shorten it");
      }
      json = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(
          path.toString(),
          null,
          "there is no config snapshot: let the launcher write one, or name another file");
    }
    try {
      return parse(json);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(
          "the config snapshot " + path + " is broken, correct it: " + reason(e), e);
    }
  }

  /**
   * Replaces the file: whoever reads it meanwhile sees the old or the new one, and so does the next
   * start after a power cut.
   */
  public void write(ConfigSnapshot snapshot) throws IOException {
    SnapshotRules.check(snapshot);
    byte[] json = JSON.writeValueAsBytes(snapshot);
    Path folder = path.toAbsolutePath().normalize().getParent();
    if (folder == null) {
      throw new IOException("a config snapshot is a file in a folder, not " + path);
    }
    Files.createDirectories(folder);
    Path draft = Files.createTempFile(folder, "." + path.getFileName(), ".new", ownerOnly(folder));
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(json);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      replace(draft);
      if (posix(folder)) {
        // The rename itself is only on disk once the folder is.
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
          names.force(true);
        }
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private void replace(Path draft) throws IOException {
    try {
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) {
    return posix(folder)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static ConfigSnapshot parse(byte[] json) throws IOException {
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
