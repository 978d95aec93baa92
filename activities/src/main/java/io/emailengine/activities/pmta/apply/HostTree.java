package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptionRecord;
import io.emailengine.activities.pmta.config.adopt.FileChange;
import io.emailengine.activities.pmta.config.adopt.Unadoption;
import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.activities.pmta.config.tree.HostFiles;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.PmtaHost;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operator's files as a host has them; each is read once, so that one state of it is seen. */
final class HostTree implements HostFiles {
  private final PmtaHost host;
  private final String configPath;
  private final Map<String, Optional<HostFile>> files = new LinkedHashMap<>();
  private final Map<String, byte[]> instead = new LinkedHashMap<>();

  HostTree(PmtaHost host, String configPath) {
    this.host = host;
    this.configPath = configPath;
  }

  @Override
  public String configPath() {
    return configPath;
  }

  @Override
  public Optional<byte[]> read(String path) {
    byte[] other = instead.get(path);
    return other == null ? file(path).map(HostFile::bytes) : Optional.of(other.clone());
  }

  @Override
  public List<String> glob(String pattern) {
    return host.list(pattern);
  }

  /** The file with mode and owner, as it is on the host. */
  Optional<HostFile> file(String path) {
    return files.computeIfAbsent(path, host::read);
  }

  /** Shows the files as they were before an adoption whose record this is. */
  void showAsBefore(AdoptionRecord record) {
    for (FileChange change : Unadoption.plan(this, record).files()) {
      instead.put(change.path(), change.after());
    }
  }

  /**
   * Shows the blocks of another engine's file in place of the line that includes it, as if its
   * operator had written them there.
   */
  void showInPlace(String includeFile, int includeLine, byte[] engineFile) {
    byte[] bytes = read(includeFile).orElseThrow();
    PmtaConfig config = PmtaConfig.parse(includeFile, bytes);
    Item line =
        config.items().stream()
            .filter(item -> item.line() == includeLine)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the include line is gone"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, line.start());
    PmtaConfig engine = PmtaConfig.parse("engine file", engineFile);
    for (Block block : engine.blocks().toList()) {
      if (block.is("virtual-mta") || block.is("virtual-mta-pool")) {
        byte[] text = engine.bytes(block);
        out.writeBytes(text);
        if (text.length > 0 && text[text.length - 1] != '\n') {
          out.write('\n');
        }
      }
    }
    out.write(bytes, line.end(), bytes.length - line.end());
    instead.put(includeFile, out.toByteArray());
  }
}
