package io.emailengine.activities.pmta.config.adopt;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must be remembered of an adoption to undo it byte for byte: the true bytes of the moved
 * blocks, where they stood, and the files as adoption left them. It holds the operator's secrets:
 * store {@link #toBytes()} sealed.
 */
public final class AdoptionRecord {
  private static final int VERSION = 1;

  private final String engineFile;
  private final List<FileRecord> files;

  AdoptionRecord(String engineFile, List<FileRecord> files) {
    this.engineFile = requireNonNull(engineFile, "engineFile is null");
    this.files = List.copyOf(files);
  }

  /** Absolute path of the engine's file, as the include line has it. */
  public String engineFile() {
    return engineFile;
  }

  /** Paths of the operator's files that adoption changed. */
  public List<String> paths() {
    return files.stream().map(FileRecord::path).toList();
  }

  List<FileRecord> files() {
    return files;
  }

  Optional<FileRecord> file(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }

  /** The record as bytes that {@link #read(byte[])} understands, in this and later releases. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      out.writeUTF(engineFile);
      out.writeInt(files.size());
      for (FileRecord file : files) {
        out.writeUTF(file.path());
        write(out, file.after());
        out.writeInt(file.includeStart());
        out.writeInt(file.includeEnd());
        out.writeInt(file.holes().size());
        for (Hole hole : file.holes()) {
          out.writeInt(hole.offset());
          write(out, hole.bytes());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #toBytes()} wrote.
   *
   * @throws IllegalArgumentException if the bytes are anything else
   */
  public static AdoptionRecord read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readInt();
      if (version != VERSION) {
        throw new IllegalArgumentException("unknown version of an adoption record: " + version);
      }
      String engineFile = in.readUTF();
      List<FileRecord> files = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        files.add(readFile(in));
      }
      return new AdoptionRecord(engineFile, files);
    } catch (IOException e) {
      throw new IllegalArgumentException("not an adoption record", e);
    }
  }

  private static FileRecord readFile(DataInputStream in) throws IOException {
    String path = in.readUTF();
    byte[] after = readBytes(in);
    int includeStart = in.readInt();
    int includeEnd = in.readInt();
    List<Hole> holes = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      int offset = in.readInt();
      holes.add(new Hole(offset, readBytes(in)));
    }
    return new FileRecord(path, after, includeStart, includeEnd, holes);
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("the record ends too early");
    }
    return in.readNBytes(length);
  }

  @Override
  public String toString() {
    return "AdoptionRecord" + paths();
  }
}
