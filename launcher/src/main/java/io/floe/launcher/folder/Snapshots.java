package io.floe.launcher.folder;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Snapshots as files. */
public final class Snapshots {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(new NameWriter())
                  .addDeserializer(MountName.class, new NameReader()))
          .build();

  private Snapshots() {}

  /** The snapshot in {@code file}, if there is one. */
  public static Optional<ConfigSnapshot> read(Path file) {
    return DataFolder.read(file)
        .map(bytes -> {
          try {
            return JSON.readValue(bytes, ConfigSnapshot.class);
          } catch (IOException e) {
            throw new LaunchProblem(
                file
                    + " is damaged: restore it from a backup, or remove the data folder to start anew with new passwords.",
                e);
          }
        });
  }

  /** Replaces {@code file}. */
  public static void write(Path file, ConfigSnapshot snapshot) {
    try {
      DataFolder.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(snapshot));
    } catch (IOException e) {
      throw DataFolder.unwritable(file, e);
    }
  }

  private static final class NameWriter extends StdSerializer<MountName> {
    NameWriter() {
      super(MountName.class);
    }

    @Override
    public void serialize(MountName name, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(name.value());
    }
  }

  private static final class NameReader extends StdDeserializer<MountName> {
    NameReader() {
      super(MountName.class);
    }

    @Override
    public MountName deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return new MountName(in.getText());
    }
  }
}
